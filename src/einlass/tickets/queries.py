"""Reading tickets."""

from django.db.models import Q, QuerySet

from einlass.events.codes import typed_code
from einlass.events.models import Event
from einlass.tickets.models import Ticket, TicketKey


def tickets_of(event: Event) -> QuerySet[Ticket]:
    return Ticket.objects.filter(event=event).select_related("category")


def search_tickets(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those whose name or address holds every word, or whose short code begins like the text."""
    words = text.split()
    if not words:
        return tickets
    by_person = Q()
    for word in words:
        by_person &= Q(attendee_name__icontains=word) | Q(attendee_email__icontains=word)
    code = typed_code(text)
    return tickets.filter(by_person | Q(code__startswith=code) if code else by_person)


def keys_of(event: Event) -> QuerySet[TicketKey]:
    """The keys whose codes the door accepts, newest first."""
    return TicketKey.objects.filter(event=event, retired_at=None).order_by("-created_at", "-slot")


def signing_key(event: Event) -> TicketKey | None:
    """The key that signs new codes."""
    return keys_of(event).first()
