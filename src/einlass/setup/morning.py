"""What the team's first page of the day says of an event that is not open yet (see events/morning/)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from einlass.events.models.event import State
from einlass.events.morning.providers import Line, Morning, MorningProvider, Report


def report(morning: Morning) -> Report:
    if morning.event.state != State.PREPARATION:
        return Report()
    url = reverse("setup:opening", args=[morning.event.slug])
    detail = _("Nobody outside the team sees it. The list says what is missing.")
    return Report(waits=[Line(1, _("event is not open yet"), url, "event", detail)])


MORNING = MorningProvider(("setup:opening",), report)
