"""An event's moments in order, for people to see where it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event, SeatsGiven
from einlass.web.templatetags.web import deadline, moment


@dataclass(frozen=True)
class Step:
    """One moment; `is_next` for the first that has not come yet."""

    label: str | Promise
    at: datetime
    is_done: bool
    is_next: bool
    is_deadline: bool = False

    @property
    def when(self) -> str:
        """For people, in the active zone."""
        return deadline(self.at) if self.is_deadline else moment(self.at)


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
    coming = [moment_at for _label, moment_at in moments if moment_at > at]
    following = min(coming, default=None)
    return [
        Step(
            label,
            moment_at,
            is_done=moment_at <= at,
            is_next=moment_at == following,
            is_deadline=moment_at == event.applications_close_at,
        )
        for label, moment_at in moments
    ]
