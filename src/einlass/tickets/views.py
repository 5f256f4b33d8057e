"""The holder's ticket, by signed link; the team's list of tickets."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from einlass.events.access import by_link, for_team
from einlass.events.models import Event, Role
from einlass.mail.outbox.queries import undelivered_addresses
from einlass.tickets.actions import send_ticket_again
from einlass.tickets.calendar import ticket_calendar
from einlass.tickets.errors import TicketRevoked
from einlass.tickets.forms import TicketSearch
from einlass.tickets.loaders import get_ticket_by_link, get_ticket_for_team
from einlass.tickets.models import Ticket
from einlass.tickets.pdf import ticket_file_name, ticket_pdf
from einlass.tickets.queries import search_tickets, signing_key, tickets_of
from einlass.tickets.signing import ticket_text
from einlass.tickets.symbols import symbol_png, symbol_svg

PER_PAGE = 50
private = cache_control(private=True, no_cache=True)


@require_safe
@private
@by_link
def ticket_page(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return render(request, "tickets/ticket.html", {"ticket": get_ticket_by_link(event, token), "token": token})


@require_safe
@private
@by_link
def pdf(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    ticket = get_ticket_by_link(event, token)
    return _file(ticket_pdf(ticket), "application/pdf", ticket_file_name(ticket))


@require_safe
@private
@by_link
def calendar(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    ticket = get_ticket_by_link(event, token)
    page_url = request.build_absolute_uri(reverse("tickets:ticket", args=[event.slug, token]))
    content = ticket_calendar(ticket, page_url=page_url, at=timezone.now())
    return _file(content, "text/calendar; charset=utf-8", f"{event.slug}.ics")


@require_safe
@private
@by_link
def qr_svg(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    ticket = _valid(get_ticket_by_link(event, token))
    return _file(symbol_svg(ticket.symbol, title=ticket.code).encode(), "image/svg+xml", f"{ticket.code}.svg")


@require_safe
@private
@by_link
def qr_png(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    ticket = _valid(get_ticket_by_link(event, token))
    key = signing_key(event)
    if key is None:
        raise Http404
    text = ticket_text(ticket, key, event.ticket_series.event_tag)
    return _file(symbol_png(text), "image/png", f"{ticket.code}.png")


@require_safe
@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def ticket_list(request: HttpRequest, event: Event) -> HttpResponse:
    search = TicketSearch(request.GET)
    found = _found(tickets_of(event), search)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "search": search,
        "page": page,
        "is_searched": bool(request.GET),
        "undelivered": undelivered_addresses(event, [ticket.attendee_email for ticket in page.object_list]),
    }
    return render(request, "tickets/list.html", context)


@require_POST
@for_team(Role.ORGANISER)
def mailing(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    ticket = get_ticket_for_team(event, code)
    try:
        send_ticket_again(ticket, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    except TicketRevoked:
        messages.error(request, _("This ticket was taken back, so it was not sent."))
    else:
        messages.success(request, _("The ticket is on its way to %(address)s.") % {"address": ticket.attendee_email})
    return redirect("tickets:list", event.slug)


def _found(tickets: QuerySet[Ticket], search: TicketSearch) -> QuerySet[Ticket]:
    if not search.is_valid():
        return tickets
    tickets = search_tickets(tickets, search.cleaned_data["text"])
    states: dict[str, dict[str, Any]] = {
        "in": {"entered_at__isnull": False},
        "out": {"entered_at": None, "revoked_at": None},
        "revoked": {"revoked_at__isnull": False},
    }
    return tickets.filter(**states.get(search.cleaned_data["state"], {}))


def _valid(ticket: Ticket) -> Ticket:
    """A revoked ticket has no symbol, in no form."""
    if ticket.revoked_at is not None:
        raise Http404
    return ticket


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
