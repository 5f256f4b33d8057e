"""What the door holds about somebody who has a ticket (see tickets/holdings.py). A scan names nobody, so it stays."""

from typing import Any

from einlass.checkin.models import Scan
from einlass.tickets.models import Ticket


def collect(ticket: Ticket) -> dict[str, Any]:
    """Every reading of the ticket at a door."""
    scans = (
        Scan.objects.filter(event=ticket.event, ticket=ticket).select_related("gate").order_by("corrected_at", "pk")
    )
    return {
        "scans": [
            {
                "at": scan.corrected_at.astimezone(ticket.event.tz).isoformat(timespec="seconds"),
                "gate": scan.gate.name,
                "kind": scan.kind,
                "shown": scan.verdict,
            }
            for scan in scans
        ]
    }
