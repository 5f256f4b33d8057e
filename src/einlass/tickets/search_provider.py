"""Tickets in the team's search: by attendee, address and short code. The door crew's lead to the help desk."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.events.search.providers import Hit, Search, SearchProvider
from einlass.tickets.models import Ticket


def find_tickets(search: Search) -> Iterator[Hit]:
    """All of an event's tickets are compared: there are as many as seats."""
    page = reverse(search.page, args=[search.event.slug])
    rows = Ticket.objects.filter(event=search.event).order_by()
    for code, name, email, revoked_at, entered_at in rows.values_list(
        "code", "attendee_name", "attendee_email", "revoked_at", "entered_at"
    ).iterator(chunk_size=5000):
        score = search.query.score(name, email, code=code)
        if score is not None:
            detail = " · ".join(filter(None, (code, email, _state(revoked_at, entered_at))))
            yield Hit(name, detail, f"{page}?{urlencode({'text': code})}", score)


def _state(revoked_at: datetime | None, entered_at: datetime | None) -> str:
    if revoked_at:
        return _("taken back")
    return _("has come in") if entered_at else ""


TICKETS = SearchProvider(
    gettext_lazy("Tickets"), "ticket", ("tickets:list", "checkin:find"), find_tickets, searched_by="text"
)
