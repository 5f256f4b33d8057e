"""What tickets refuse."""

from einlass.events.models import Event
from einlass.tickets.models import Ticket


class TicketRevoked(Exception):
    """The ticket lets nobody in any more."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"{ticket.subject} was revoked at {ticket.revoked_at}")
        self.ticket = ticket


class NoTicketKeyLeft(Exception):
    """All 16 key slots of the event are used."""

    def __init__(self, event: Event) -> None:
        super().__init__(f"{event.slug} has used all 16 slots for ticket keys")
        self.event = event
