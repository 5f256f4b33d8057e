"""The team gives out the seats of a contingent: to partners' guests as the partner would, to others as tickets."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.admission.loaders import get_contingent_of_guests
from einlass.admission.views import guest_lists, guests, partners
from einlass.admission.views.guest_desks import Desk, guest_page
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role

TEMPLATE = "admission/seat_guests.html"


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_safe
def seat_guests(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    desk = _desk(request, event, code)
    if desk.invites:
        return redirect(desk.home)
    return guest_page(request, desk, TEMPLATE, timezone.now())


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def naming(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    desk = _desk(request, event, code)
    if desk.contingent.partner is None:
        return guests.name_one(request, desk, TEMPLATE)
    more = partners.about_link(desk.contingent.partner, timezone.now())
    return guests.name_one(request, desk, partners.TEMPLATE, **more)


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def guest_list(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return guest_lists.guest_list(request, _desk(request, event, code))


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_http_methods(["GET", "HEAD", "POST"])
def giving_back(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return guests.give_back(request, _desk(request, event, code))


@for_team(Role.ORGANISER, Role.PARTNERS, looking=[Role.VIEWER])
@require_safe
def guest(request: TeamRequest, event: Event, code: str, guest: str) -> HttpResponse:
    return guests.one_guest(request, _desk(request, event, code), guest)


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def replacement(request: TeamRequest, event: Event, code: str, guest: str) -> HttpResponse:
    return guests.replace(request, _desk(request, event, code), guest)


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def withdrawal(request: TeamRequest, event: Event, code: str, guest: str) -> HttpResponse:
    return guests.take_back(request, _desk(request, event, code), guest)


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def mailing(request: TeamRequest, event: Event, code: str, guest: str) -> HttpResponse:
    return guests.mail_again(request, _desk(request, event, code), guest)


@for_team(Role.ORGANISER, Role.PARTNERS)
@require_POST
def renewal(request: TeamRequest, event: Event, code: str, guest: str) -> HttpResponse:
    return guests.invite_again(request, _desk(request, event, code), guest)


def _desk(request: TeamRequest, event: Event, code: str) -> Desk:
    return Desk(event, get_contingent_of_guests(event, code), request.user, "team", code)
