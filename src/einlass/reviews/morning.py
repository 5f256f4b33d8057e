"""What the team's first page of the day says of applications and decisions (see events/morning/)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from einlass.applications.models import Application
from einlass.events.models.event import Phase
from einlass.events.morning.providers import TREND, Figure, Line, Morning, MorningProvider, Report
from einlass.events.morning.sparkline import Sparkline, daily
from einlass.reviews.duplicates.queries import open_pairs
from einlass.reviews.queries import undecided

# While the form and the decisions are what the team works on.
DECIDING = {Phase.APPLICATIONS, Phase.REVIEW, Phase.DRAW}


def report(morning: Morning) -> Report:
    """Numbers alone, so that a blind reviewer sees nobody."""
    inbox = reverse("applications:inbox", args=[morning.event.slug])
    applications = Application.objects.of(morning.event)
    numbers = applications.aggregate(
        counted=Count("pk", filter=Q(email_proved_at__isnull=False, withdrawn_at=None)),
        new=Count("pk", filter=Q(submitted_at__gt=morning.since, submitted_at__lte=morning.at)),
        withdrawn=Count("pk", filter=Q(withdrawn_at__gt=morning.since, withdrawn_at__lte=morning.at)),
    )
    is_early = morning.phase in DECIDING or morning.phase == Phase.BEFORE
    figures = (
        [Figure(numbers["counted"], _("applications that count"), inbox, trend=_trend(morning))] if is_early else []
    )
    waiting = undecided(morning.event).count() if morning.phase in DECIDING else 0
    return Report(
        figures=figures,
        came_in=[
            Line(
                numbers["new"],
                ngettext("application was sent", "applications were sent", numbers["new"]),
                inbox,
                "apply",
            ),
            Line(
                numbers["withdrawn"],
                ngettext("application was withdrawn", "applications were withdrawn", numbers["withdrawn"]),
                f"{inbox}?state=withdrawn",
                "undo",
            ),
        ],
        waits=[
            Line(
                waiting,
                ngettext("application is undecided", "applications are undecided", waiting),
                f"{inbox}?verdict=undecided",
                "people",
            )
        ],
    )


def report_duplicates(morning: Morning) -> Report:
    number = open_pairs(morning.event).count() if morning.phase in DECIDING else 0
    url = reverse("applications:duplicates", args=[morning.event.slug])
    text = ngettext("pair may be one person", "pairs may be one person each", number)
    return Report(waits=[Line(number, text, url, "twins")])


def _trend(morning: Morning) -> Sparkline:
    since = morning.at - TREND
    moments = Application.objects.of(morning.event).filter(submitted_at__gt=since, submitted_at__lte=morning.at)
    return daily(
        moments.order_by().values_list("submitted_at", flat=True).iterator(chunk_size=5000),
        since=since,
        at=morning.at,
        zone=morning.event.tz,
    )


MORNING = MorningProvider(("applications:inbox",), report)
DUPLICATES = MorningProvider(("applications:duplicates",), report_duplicates)
