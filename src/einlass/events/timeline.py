"""An event's moments in order, for people to see where it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event


@dataclass(frozen=True)
class Step:
    """One moment; `is_next` for the first that has not come yet."""

    label: str | Promise
    at: datetime
    is_done: bool
    is_next: bool


def steps(event: Event, at: datetime) -> list[Step]:
    """What happens when, as of a moment."""
    moments = [
        (_("Applications open"), event.applications_open_at),
        (_("Applications close"), event.applications_close_at),
        (_("The draw"), event.draw_at),
        (_("Seats are offered"), event.offers_open_at),
        (_("The programme is published"), event.programme_public_at),
        (_("The doors open"), event.doors_open_at),
    ]
    coming = [moment for _label, moment in moments if moment > at]
    following = min(coming, default=None)
    return [Step(label, moment, is_done=moment <= at, is_next=moment == following) for label, moment in moments]
