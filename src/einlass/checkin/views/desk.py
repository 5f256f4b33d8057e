"""The help desk: finding a guest by name and letting them in by hand."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from einlass.checkin.actions.scans import let_in, take_back_entry
from einlass.checkin.errors import NotAdmitted, NothingToTakeBack
from einlass.checkin.forms import GuestSearch
from einlass.checkin.judge import KnownTicket, Verdict, judge
from einlass.checkin.loaders import get_gate_for_team
from einlass.checkin.models import Entry, Gate
from einlass.checkin.moments import to_ms
from einlass.checkin.queries import gate_rule
from einlass.checkin.verdicts import in_words
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.tickets.loaders import get_ticket_for_team
from einlass.tickets.models import Ticket
from einlass.tickets.queries import search_tickets, tickets_of

MOST_GUESTS = 20


@dataclass(frozen=True)
class Guest:
    ticket: Ticket
    verdict: Verdict
    words: str
    entry: Entry | None

    @property
    def may_be_taken_back(self) -> bool:
        return bool(self.entry and self.entry.scan and self.entry.scan.device.is_desk)


@require_safe
@never_cache
@for_team(Role.ORGANISER, Role.DOOR, looking=[Role.VIEWER])
def find(request: HttpRequest, event: Event) -> HttpResponse:
    gates = list(event.gates.all())
    if not gates:
        return render(request, "checkin/find.html", {"gates": gates})
    form = GuestSearch({"gate": gates[0].code, **request.GET.dict()}, event=event)
    if not form.is_valid():
        return render(request, "checkin/find.html", {"gates": gates, "form": form}, status=422)
    text, gate = form.cleaned_data["text"].strip(), form.cleaned_data["gate"]
    found = _guests(event, gate, text) if text else []
    context = {"gates": gates, "form": form, "gate": gate, "text": text, "guests": found[:MOST_GUESTS]}
    return render(request, "checkin/find.html", {**context, "has_more": len(found) > MOST_GUESTS})


@require_POST
@for_team(Role.ORGANISER, Role.DOOR)
def entry(request: HttpRequest, event: Event) -> HttpResponse:
    """Somebody comes in by hand; in spite of the rule where `in_spite` is sent along."""
    gate = get_gate_for_team(event, request.POST.get("gate", ""))
    ticket = get_ticket_for_team(event, request.POST.get("ticket", ""))
    try:
        let_in(
            gate,
            ticket,
            at=timezone.now(),
            by=request.user,  # type: ignore[arg-type]
            in_spite=request.POST.get("in_spite") == "yes",
        )
    except NotAdmitted as refusal:
        words = in_words(refusal.verdict)
        messages.error(request, _("%(name)s was not let in: %(why)s") % {"name": ticket.attendee_name, "why": words})
    else:
        messages.success(request, _("%(name)s is in.") % {"name": ticket.attendee_name})
    return _back_to_search(request, event, gate)


@require_POST
@for_team(Role.ORGANISER, Role.DOOR)
def withdrawal(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """An entry made at the desk is taken back."""
    gate = get_gate_for_team(event, request.POST.get("gate", ""))
    ticket = get_ticket_for_team(event, code)
    try:
        take_back_entry(ticket, at=timezone.now(), by=request.user)  # type: ignore[arg-type]
    except NothingToTakeBack:
        messages.error(request, _("%(name)s did not come in at a desk.") % {"name": ticket.attendee_name})
    else:
        messages.success(request, _("%(name)s is no longer counted as in.") % {"name": ticket.attendee_name})
    return _back_to_search(request, event, gate)


def _guests(event: Event, gate: Gate, text: str) -> list[Guest]:
    tickets = list(search_tickets(tickets_of(event), text).order_by("attendee_name", "pk")[: MOST_GUESTS + 1])
    entries = {
        entry.ticket_id: entry
        for entry in Entry.objects.filter(ticket__in=tickets, scan__isnull=False).select_related(
            "scan__gate", "scan__device"
        )
    }
    rule, at_ms = gate_rule(gate), to_ms(timezone.now())
    guests = []
    for ticket in tickets:
        known = KnownTicket(ticket.generation, ticket.revoked_at is not None, ticket.category.index)
        verdict = judge(
            known,
            rule,
            generation=ticket.generation,
            category=ticket.category.index,
            is_in=ticket.pk in entries,
            at_ms=at_ms,
        )
        guests.append(Guest(ticket, verdict, in_words(verdict), entries.get(ticket.pk)))
    return guests


def _back_to_search(request: HttpRequest, event: Event, gate: Gate) -> HttpResponse:
    query = urlencode({"gate": gate.code, "text": request.POST.get("text", "")})
    return redirect(f"{reverse('checkin:find', args=[event.slug])}?{query}")
