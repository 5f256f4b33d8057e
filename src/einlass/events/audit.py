"""Writing, sealing and checking the audit trail.

An action calls `record` inside its transaction. The worker's `seal` gives each new entry the next position
in its event's chain and a hash over the entry and the hash before it, so that a changed or missing entry shows.
Sealing apart from writing keeps actions from waiting for one another: docs/decisions/0003-audit-is-sealed-later.md
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from einlass.events.insertion import insert
from einlass.events.models import AuditEntry, Event, User

GENESIS: Final = "0" * 64
APPLICANT: Final = "applicant"
WORKER: Final = "worker"


def record(
    event: Event,
    action: str,
    subject: str,
    *,
    at: datetime,
    by: User | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry. `subject` is kind and code; never put personal data into `before` and `after`."""
    written = entry(event, action, subject, at=at, by=by, before=before, after=after)
    insert(written)
    return written


def entry(
    event: Event,
    action: str,
    subject: str,
    *,
    at: datetime,
    by: User | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """As `record`, but for the caller to write together with other rows."""
    return AuditEntry(**_fields(event, action, subject, at=at, by=by, before=before, after=after))


def record_many(
    event: Event,
    action: str,
    subjects: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    at: datetime,
    by: User | str,
) -> None:
    """Write one entry per (subject, after), in few statements, for actions on many things at once."""
    AuditEntry.objects.bulk_create(
        (AuditEntry(**_fields(event, action, subject, at=at, by=by, after=after)) for subject, after in subjects),
        batch_size=1000,
    )


def _fields(
    event: Event,
    action: str,
    subject: str,
    *,
    at: datetime,
    by: User | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    actor = by if isinstance(by, str) else by.email
    return {
        "event": event,
        "at": at,
        "actor": actor,
        "action": action,
        "subject": subject,
        "before": dict(before or {}),
        "after": dict(after or {}),
    }


@transaction.atomic
def seal(event: Event, *, limit: int = 5000) -> int:
    """Chain up to `limit` entries that are not sealed yet; returns how many were."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    last = AuditEntry.objects.filter(event=event).aggregate(position=Max("position"))["position"] or 0
    previous = AuditEntry.objects.get(event=event, position=last).chain_hash if last else GENESIS
    entries = list(AuditEntry.objects.filter(event=event, position=None).order_by("pk")[:limit])
    for position, entry in enumerate(entries, start=last + 1):
        entry.position = position
        entry.chain_hash = previous = _hash(entry, previous)
    AuditEntry.objects.bulk_update(entries, ["position", "chain_hash"], batch_size=500)
    return len(entries)


def breaks(event: Event) -> list[str]:
    """Every place where the sealed chain does not hold, in words; empty when it holds."""
    found: list[str] = []
    expected, previous = 1, GENESIS
    sealed = AuditEntry.objects.filter(event=event).exclude(position=None).order_by("position")
    for entry in sealed.iterator(chunk_size=2000):
        position = entry.position or 0
        if position != expected:
            found.append(f"entries {expected} to {position - 1} are missing")
        elif entry.chain_hash != _hash(entry, previous):
            found.append(f"entry {position} was changed, or the one before it")
        expected, previous = position + 1, entry.chain_hash
    return found


def _hash(entry: AuditEntry, previous: str) -> str:
    content = [
        previous,
        entry.position,
        entry.event_id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
