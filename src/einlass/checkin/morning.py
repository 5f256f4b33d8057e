"""What the team's first page of the day says of the door (see events/morning/)."""

from datetime import timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from einlass.checkin.models import Device, Gate
from einlass.checkin.queries import inside
from einlass.events.models.event import Phase
from einlass.events.morning.providers import Figure, Line, Morning, MorningProvider, Report

# A phone that is open tells the server something every few seconds.
SILENT: Final = timedelta(minutes=10)


def report(morning: Morning) -> Report:
    board = reverse("checkin:board", args=[morning.event.slug])
    gates_url = reverse("checkin:gates", args=[morning.event.slug])
    is_near = morning.phase in {Phase.PROGRAMME, Phase.DOORS}
    is_open = morning.phase == Phase.DOORS
    working = Q(is_desk=False, paired_at__isnull=False, revoked_at=None)
    phones = Device.objects.filter(event=morning.event).aggregate(
        paired=Count("pk", filter=working),
        silent=Count("pk", filter=working & Q(last_seen_at__lt=morning.at - SILENT)),
    )
    without = Gate.objects.filter(event=morning.event).exclude(devices__in=Device.objects.filter(working)).count()
    figures = [Figure(phones["paired"], _("phones paired"), gates_url)] if is_near else []
    if is_open or morning.phase == Phase.AFTER:
        figures.insert(0, Figure(inside(morning.event), _("people are in"), board))
    silent = phones["silent"] if is_open else 0
    return Report(
        figures=figures,
        waits=[
            Line(
                without if is_near else 0,
                ngettext("gate has no phone", "gates have no phone", without),
                gates_url,
                "scan",
            )
        ],
        failed=[Line(silent, ngettext("phone is silent", "phones are silent", silent), board, "scan")],
    )


MORNING = MorningProvider(("checkin:board",), report)
