"""What the team's first page of the day says of an event that is not open yet (see events/morning/)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.events.models.event import Phase, State
from einlass.events.morning.providers import Figure, Line, Morning, MorningProvider, Report
from einlass.setup.subscriptions.queries import confirmed_since


def report(morning: Morning) -> Report:
    figures, came_in = _subscribers(morning)
    if morning.event.state != State.PREPARATION:
        return Report(figures=figures, came_in=came_in)
    url = reverse("setup:opening", args=[morning.event.slug])
    detail = _("Nobody outside the team sees it. The list says what is missing.")
    waits = [Line(1, _("event is not open yet"), url, "event", detail)]
    return Report(figures=figures, came_in=came_in, waits=waits)


def _subscribers(morning: Morning) -> tuple[list[Figure], list[Line]]:
    """Those who want to be told when applications open, as long as they wait for it."""
    if morning.phase != Phase.BEFORE:
        return [], []
    number, new = confirmed_since(morning.event, morning.since)
    url = reverse("setup:announcing", args=[morning.event.slug])
    figures = [Figure(number, _("want to be told"), url)] if number else []
    words = ngettext("person wants to be told when it opens", "people want to be told when it opens", new)
    return figures, [Line(new, words, url, "mail")]


MORNING = MorningProvider(("setup:opening",), report)
