"""What is published when a draw is committed: its fingerprint, and where the public value will come from."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from fairdraw import drand

if TYPE_CHECKING:
    from einlass.admission.models import Draw

FORMAT: Final = "einlass announcement 1"


def announcement(draw: Draw) -> str:
    """The text of announcement.json: JSON with sorted keys, without white space, as fairdraw writes its own.

    The lottery's fingerprint says nothing about the source of the value; this text binds both together.
    """
    facts = {
        "format": FORMAT,
        "draw": draw.code,
        "fingerprint": draw.commitment,
        "source": draw.value_source,
        "drand": _round(draw.drand_round),
        "outcome_at": _moment(draw.publish_at),
    }
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal, as `sha256sum announcement.json` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _round(number: int | None) -> dict[str, Any] | None:
    if number is None:
        return None
    return {"chain": drand.CHAIN, "round": number, "at": _moment(drand.time_of(number))}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
