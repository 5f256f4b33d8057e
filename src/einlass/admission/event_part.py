"""What an event's public page shows of its draws (see events/page_parts.py)."""

from datetime import datetime
from typing import Final

from einlass.admission.public_draws import first_and_newest, public_draws
from einlass.admission.queries import announcements_of
from einlass.events.models import Event
from einlass.events.page_parts import PagePart

NEWEST: Final = 3


def draws_part(event: Event, *, at: datetime) -> PagePart | None:
    """From the first frozen draw on. The number of queries is the same for one draw and for many."""
    draws = public_draws(event)
    if not draws:
        return None
    shown = first_and_newest(draws, newest=NEWEST)
    facts = {
        "draws": shown,
        "left_out": len(draws) - len(shown),
        "announcements": announcements_of(event),
    }
    return PagePart("admission/_event_draws.html", facts, styles=["admission/draw-lines.css"])
