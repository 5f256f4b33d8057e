"""A small proof of work (the ALTCHA protocol) that makes applying by the thousand expensive.

The browser looks for the number whose derived key begins as the challenge says. It costs a phone a second or two; we
check it by one HMAC. Nothing is asked of another host, and nothing is kept of the person.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import altcha
from django.utils.crypto import salted_hmac

from einlass.applications.errors import ChallengeFailed, ChallengeUsed
from einlass.applications.models import SolvedChallenge
from einlass.events.models import Event

ALGORITHM: Final = "PBKDF2/SHA-256"
# Rounds of one try, and between how many tries a browser needs: about a second on a phone of some years ago.
COST: Final = 2_000
TRIES: Final = (300, 900)
VALID_FOR: Final = timedelta(minutes=30)
LONGEST_PAYLOAD: Final = 4_000


@dataclass(frozen=True)
class Solved:
    """A challenge that was solved in time, for this event."""

    digest: str
    expires_at: datetime


def new_challenge(event: Event, *, at: datetime) -> dict[str, Any]:
    """A challenge for one form, as the browser gets it."""
    first, last = TRIES
    challenge = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=first + secrets.randbelow(last - first),
        expires_at=int((at + VALID_FOR).timestamp()),
        data={"event": event.slug},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("solution"),
    )
    return challenge.to_dict()


def check(payload: str, event: Event, *, at: datetime) -> Solved:
    """What a form brought along, if it solves a challenge of ours for this event in time. Raises ChallengeFailed."""
    found = _read(payload)
    parameters = found.challenge.parameters
    result = altcha.verify_solution(found, _secret("challenge"), hmac_key_secret=_secret("solution"))
    if not result.verified or parameters.data != {"event": event.slug} or parameters.expires_at is None:
        raise ChallengeFailed
    expires_at = datetime.fromtimestamp(parameters.expires_at, UTC)
    if at >= expires_at:
        raise ChallengeFailed
    digest = hashlib.sha256(str(found.challenge.signature).encode()).hexdigest()
    return Solved(digest, expires_at)


def use_up(event: Event, solved: Solved, submission_key: UUID) -> None:
    """Let a solved challenge be good for one form, however often that is sent. Raises ChallengeUsed."""
    used, _ = SolvedChallenge.objects.get_or_create(
        digest=solved.digest,
        defaults={"event": event, "submission_key": submission_key, "expires_at": solved.expires_at},
    )
    if used.submission_key != submission_key:
        raise ChallengeUsed


def clear_challenges(at: datetime) -> None:
    """Those that nobody could use again anyway go."""
    SolvedChallenge.objects.filter(expires_at__lte=at).delete()


def _read(payload: str) -> altcha.Payload:
    """Raises ChallengeFailed for whatever is no payload."""
    if len(payload) > LONGEST_PAYLOAD:
        raise ChallengeFailed
    try:
        found = altcha.Payload.from_dict(json.loads(base64.b64decode(payload, validate=True)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ChallengeFailed from error
    expires_at = found.challenge.parameters.expires_at
    if not isinstance(found.challenge.signature, str) or type(expires_at) is not int:
        raise ChallengeFailed
    return found


def _secret(purpose: str) -> str:
    return salted_hmac(f"einlass.{purpose}", "altcha", algorithm="sha256").hexdigest()
