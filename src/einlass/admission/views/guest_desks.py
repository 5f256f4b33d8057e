"""Naming guests and looking after them: the same pages for a partner, by its link, and for the team that acts for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from einlass.admission.forms.guests import GuestForm, GuestListForm, TicketForm, TicketListForm
from einlass.admission.guests import category_of_guests
from einlass.admission.models import Contingent
from einlass.admission.queries import direct_tickets, guests_of
from einlass.events.models import Event, User


@dataclass(frozen=True)
class Desk:
    """Who gives out the seats of which contingent. kind: of the addresses; key: what stands in them."""

    event: Event
    contingent: Contingent
    by: User | str
    kind: str
    key: str

    @property
    def is_team(self) -> bool:
        return self.kind == "team"

    @property
    def invites(self) -> bool:
        """Partners' guests answer an invitation; the others get their tickets at once."""
        return self.contingent.partner is not None

    @property
    def base(self) -> str:
        return "events/team_base.html" if self.is_team else "events/public_base.html"

    @property
    def home(self) -> str:
        if self.is_team and self.contingent.partner is not None:
            return reverse("admission:partner_desk", args=[self.event.slug, self.contingent.partner.code])
        return reverse("admission:team_guests" if self.is_team else "admission:partner", args=self._arguments)

    def url(self, name: str, *codes: str) -> str:
        return reverse(f"admission:{self.kind}_{name}", args=[*self._arguments, *codes])

    @property
    def urls(self) -> dict[str, str]:
        return {name: self.url(name) for name in ("naming", "guest_list", "return")}

    @property
    def _arguments(self) -> list[str]:
        return [self.event.slug, self.key]

    def guest_form(self, sent: Any = None) -> GuestForm:
        if self.invites:
            return GuestForm(self.event, sent)
        return TicketForm(self.event, sent, initial={"category": category_of_guests(self.contingent)})

    def list_form(self, sent: Any = None, files: Any = None) -> GuestListForm:
        if self.invites:
            return GuestListForm(sent, files)
        return TicketListForm(self.event, sent, files, initial={"category": category_of_guests(self.contingent)})


def guest_page(request: HttpRequest, desk: Desk, template: str, at: datetime, **more: Any) -> HttpResponse:
    """The guests of a contingent; a form that was refused comes back as it was sent, with status 422."""
    refused = more.get("form")
    context = {"desk": desk, "form": desk.guest_form(), **guests_context(desk, at), **more}
    return render(request, template, context, status=422 if refused else 200)


def guests_context(desk: Desk, at: datetime) -> dict[str, Any]:
    """Everybody named, with the state of each, and the seats they leave."""
    contingent = desk.contingent
    guests = [(guest, guest.state(at), desk.url("guest", guest.code)) for guest in guests_of(contingent)]
    tickets = list(direct_tickets(contingent))
    states = [state for _guest, state, _url in guests]
    accepted, waiting = states.count("accepted") + len(tickets), states.count("open")
    return {
        "contingent": contingent,
        "partner": contingent.partner,
        "until": contingent.names_until,
        "is_open": at < contingent.names_until,
        # Who has not answered comes first: there something can still be done.
        "current": [one for state in ("open", "accepted") for one in guests if one[1] == state],
        "past": [one for one in guests if one[1] not in {"open", "accepted"}],
        "tickets": tickets,
        "figures": {
            "size": contingent.size,
            "accepted": accepted,
            "open": waiting,
            "free": contingent.free,
        },
        "seats": ["accepted"] * accepted + ["offered"] * waiting + ["free"] * max(contingent.free, 0),
    }
