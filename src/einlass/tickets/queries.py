"""Reading tickets."""

from django.db.models import Q, QuerySet

from einlass.events.codes import typed_code
from einlass.events.models import Event
from einlass.tickets.models import Ticket, TicketKey


def tickets_of(event: Event) -> QuerySet[Ticket]:
    return Ticket.objects.filter(event=event).select_related("category")


def search_tickets(tickets: QuerySet[Ticket], text: str) -> QuerySet[Ticket]:
    """Those with a name in which every word begins a part, an address that holds the text, or a short code that
    begins like it.
    """
    words = text.split()
    if not words:
        return tickets
    by_name = Q()
    for word in words:
        by_name &= (
            Q(attendee_name__istartswith=word)
            | Q(attendee_name__icontains=f" {word}")
            | Q(attendee_name__icontains=f"-{word}")
        )
    found = by_name | Q(attendee_email__icontains=text.strip())
    code = typed_code(text)
    return tickets.filter(found | Q(code__startswith=code) if code else found)


def keys_of(event: Event) -> QuerySet[TicketKey]:
    """The keys whose codes the door accepts, newest first."""
    return TicketKey.objects.filter(event=event, retired_at=None).order_by("-created_at", "-slot")


def signing_key(event: Event) -> TicketKey | None:
    """The key that signs new codes."""
    return keys_of(event).first()
