"""An event's moments in order, for people to see where it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event, SeatsGiven
from einlass.web.deadlines import shown_deadline


@dataclass(frozen=True)
class Step:
    """One moment; `is_next` for the first that has not come yet."""

    label: str | Promise
    at: datetime
    is_done: bool
    is_next: bool
    is_deadline: bool = False

    @property
    def shown_at(self) -> datetime:
        """For people, in the active zone: a day that ends at midnight ends at 23:59."""
        return shown_deadline(self.at) if self.is_deadline else self.at


def steps(event: Event, at: datetime) -> list[Step]:
    """What happens when, as of a moment."""
    moments = [
        (_("Applications open"), event.applications_open_at),
        (_("Applications close"), event.applications_close_at),
        *([] if event.seats_given == SeatsGiven.CURATED else [(_("The draw"), event.draw_at)]),
        (_("Seats are offered"), event.offers_open_at),
        (_("The programme is published"), event.programme_public_at),
        (_("The doors open"), event.doors_open_at),
    ]
    coming = [moment for _label, moment in moments if moment > at]
    following = min(coming, default=None)
    return [
        Step(
            label,
            moment,
            is_done=moment <= at,
            is_next=moment == following,
            is_deadline=moment == event.applications_close_at,
        )
        for label, moment in moments
    ]
