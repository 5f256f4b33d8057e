"""What the team's first page of the day says of the programme (see events/morning/)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from einlass.events.models.event import Phase
from einlass.events.morning.providers import Figure, Line, Morning, MorningProvider, Report
from einlass.programme.models import Release, Session


def report(morning: Morning) -> Report:
    desk = reverse("programme:desk", args=[morning.event.slug])
    releases = reverse("programme:releases", args=[morning.event.slug])
    numbers = Session.objects.filter(event=morning.event, cancelled_at=None).aggregate(
        all=Count("pk"), unplaced=Count("pk", filter=Q(slot=None))
    )
    is_released = Release.objects.filter(event=morning.event).exists()
    is_due = numbers["all"] and not is_released and morning.event.programme_public_at <= morning.at
    shows = "programme" in morning.roles or morning.phase == Phase.PROGRAMME
    unplaced = numbers["unplaced"]
    return Report(
        figures=[Figure(numbers["all"], _("sessions"), desk)] if shows else [],
        waits=[
            Line(
                unplaced if morning.phase not in {Phase.BEFORE, Phase.AFTER} else 0,
                ngettext("session has no time and stage", "sessions have no time and stage", unplaced),
                desk,
                "stage",
            ),
            Line(int(bool(is_due)), str(_("programme is due and not released")), releases, "flag"),
        ],
    )


MORNING = MorningProvider(("programme:desk",), report)
