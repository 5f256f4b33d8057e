"""Builders for what the room above the others keeps."""

from datetime import timedelta
from itertools import count
from typing import Any

from einlass.events.models import Event, Role
from einlass.setup.models import DeletedEvent, OpeningSubscription, TeamInvitation
from tests.builders.events import NOON

_numbers = count(1)


def make_team_invitation(event: Event, **fields: Any) -> TeamInvitation:
    """One that is open for a week after noon."""
    defaults = {
        "email": f"invited-{next(_numbers)}@example.org",
        "role": Role.ORGANISER,
        "language": "en",
        "invited_at": NOON,
        "ends_at": NOON + timedelta(days=7),
    }
    return TeamInvitation.objects.create(event=event, **defaults | fields)


def make_deleted_event(**fields: Any) -> DeletedEvent:
    """One whose only draw was published."""
    draw = {"number": 1, "commitment": "0" * 64, "announcement": "{}", "lottery": "{}", "result": "{}"}
    defaults = {
        "name": "Gone",
        "slug": "gone",
        "ended_at": NOON,
        "deleted_at": NOON,
        "audit_head": "1:" + "0" * 64,
        "draws": [draw],
    }
    return DeletedEvent.objects.create(**defaults | fields)


def make_opening_subscription(event: Event, **fields: Any) -> OpeningSubscription:
    """Of an address that was confirmed at noon."""
    email = fields.pop("email", f"curious-{next(_numbers)}@example.org")
    defaults = {"email": email, "mailbox": email, "language": "en", "asked_at": NOON, "confirmed_at": NOON}
    return OpeningSubscription.objects.create(event=event, **defaults | fields)
