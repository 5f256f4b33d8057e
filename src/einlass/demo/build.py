"""Building the demo event, and moving it on from phase to phase.

Going forward plays the steps between, so that what somebody entered is still there and takes part.
Going back is not possible in life either: the event is built anew.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from einlass.demo import steps
from einlass.demo.event import SLUG, create_event, remove_event
from einlass.events.models import Event

STEPS: Final[dict[str, Callable[[Event, datetime], None]]] = {
    "applications": steps.take_applications,
    "review": steps.close_applications,
    "draw": steps.decide,
    "offers": steps.draw_and_offer,
    "programme": steps.fill_and_publish,
    "doors": steps.open_doors,
}
PHASES: Final = tuple(STEPS)


def build(phase: str | None, *, at: datetime) -> str:
    """Put the demo event into a phase (None: leave it as it is, or begin with applications); says what was done."""
    event = Event.objects.filter(slug=SLUG).first()
    if event is not None and phase in (None, _reached(event, at)):
        return f"The demo event is there, in phase “{_reached(event, at)}”; nothing was changed."
    target = phase or PHASES[0]
    if event is None or PHASES.index(target) < PHASES.index(_reached(event, at)):
        done = "built" if event is None else "built anew"
        with transaction.atomic():
            if event is not None:
                remove_event(event)
            event = create_event(at=at)
        to_play = PHASES[: PHASES.index(target) + 1]
    else:
        done = "moved on"
        to_play = PHASES[PHASES.index(_reached(event, at)) + 1 : PHASES.index(target) + 1]
    for step in to_play:
        STEPS[step](event, at)
        event.refresh_from_db()
        _count_rows()
    return f"The demo event was {done}: phase “{target}”."


def _count_rows() -> None:
    """Tell PostgreSQL's planner of the many new rows now, not when its autovacuum comes by a minute later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _reached(event: Event, at: datetime) -> str:
    """The phase by the clock, as far as the demo has one."""
    phase = event.phase(at).value
    return {"before": PHASES[0], "after": PHASES[-1]}.get(phase, phase)
