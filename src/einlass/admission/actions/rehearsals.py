"""A draw for practice: its own entries from the same pool, a throw-away value, no offers; nobody else sees it."""

from datetime import datetime

from django.db import transaction

from einlass.admission.actions.draws import locked, start_freeze
from einlass.admission.errors import NotRehearsal
from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.models import Event, User


def start_rehearsal(event: Event, *, by: User, at: datetime) -> Draw | None:
    """Freeze a rehearsal, as start_freeze does. It is in nobody's way: real draws and seats stay as they are.

    Raises ContingentMissing, RehearsalExists, NoSeatLeft, NothingToDraw.
    """
    return start_freeze(event, by=by, at=at, is_rehearsal=True)


@transaction.atomic
def discard_rehearsal(draw: Draw, *, by: User, at: datetime) -> None:
    """Throw a rehearsal away, with its entries. Raises NotRehearsal: a draw is never deleted."""
    draw = locked(draw)
    if not draw.is_rehearsal:
        raise NotRehearsal(draw)
    audit.record(draw.event, "discard_rehearsal", draw.subject, at=at, by=by)
    draw.delete()
