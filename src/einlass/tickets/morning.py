"""What the team's first page of the day says of tickets (see events/morning/)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from einlass.events.models.event import Phase
from einlass.events.morning.providers import Figure, Line, Morning, MorningProvider, Report
from einlass.tickets.models import Ticket


def report(morning: Morning) -> Report:
    url = reverse("tickets:list", args=[morning.event.slug])
    numbers = Ticket.objects.filter(event=morning.event).aggregate(
        valid=Count("pk", filter=Q(revoked_at=None)),
        new=Count("pk", filter=Q(issued_at__gt=morning.since, issued_at__lte=morning.at, revoked_at=None)),
        revoked=Count("pk", filter=Q(revoked_at__gt=morning.since, revoked_at__lte=morning.at)),
    )
    shows = morning.phase in {Phase.OFFERS, Phase.PROGRAMME, Phase.AFTER}
    return Report(
        figures=[Figure(numbers["valid"], _("valid tickets"), url)] if shows else [],
        came_in=[
            Line(numbers["new"], ngettext("ticket was issued", "tickets were issued", numbers["new"]), url, "ticket"),
            Line(
                numbers["revoked"],
                ngettext("ticket was given or taken back", "tickets were given or taken back", numbers["revoked"]),
                f"{url}?state=revoked",
                "undo",
            ),
        ],
    )


MORNING = MorningProvider(("tickets:list",), report)
