"""One loader per kind of object: what may be seen is loaded here, and nothing else is."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.events.links import BadLink, read_link
from einlass.events.models import Event
from einlass.tickets.models import Ticket


def get_ticket_by_link(event: Event, token: str) -> Ticket:
    """The ticket a signed link opens; 404 if the link is not, or no longer, good."""
    try:
        code, version = read_link("ticket", token)
        return Ticket.objects.select_related("event", "category").get(event=event, code=code, link_version=version)
    except (BadLink, Ticket.DoesNotExist) as error:
        raise Http404 from error


def get_ticket_for_team(event: Event, code: str) -> Ticket:
    """A ticket of an event whose team the person belongs to (events/access.py has seen to that)."""
    if not code.isalnum():
        raise Http404
    return get_object_or_404(Ticket.objects.select_related("event", "category"), event=event, code=code)
