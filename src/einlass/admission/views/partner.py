"""A partner's own page, by its link: its seats and its guests, and nobody else's."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.admission.loaders import get_contingent_by_link
from einlass.admission.views import guest_lists, guests
from einlass.admission.views.guest_desks import Desk, guest_page
from einlass.events.access import by_link
from einlass.events.models import Event

TEMPLATE = "admission/partner.html"


@by_link
@never_cache
@require_safe
def partner_page(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return guest_page(request, _desk(event, token), TEMPLATE, timezone.now())


@by_link
@require_POST
def naming(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return guests.name_one(request, _desk(event, token), TEMPLATE)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def guest_list(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return guest_lists.guest_list(request, _desk(event, token))


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def giving_back(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return guests.give_back(request, _desk(event, token))


@by_link
@never_cache
@require_safe
def guest(request: HttpRequest, event: Event, token: str, code: str) -> HttpResponse:
    return guests.one_guest(request, _desk(event, token), code)


@by_link
@require_POST
def replacement(request: HttpRequest, event: Event, token: str, code: str) -> HttpResponse:
    return guests.replace(request, _desk(event, token), code)


@by_link
@require_POST
def withdrawal(request: HttpRequest, event: Event, token: str, code: str) -> HttpResponse:
    return guests.take_back(request, _desk(event, token), code)


@by_link
@require_POST
def mailing(request: HttpRequest, event: Event, token: str, code: str) -> HttpResponse:
    return guests.mail_again(request, _desk(event, token), code)


@by_link
@require_POST
def renewal(request: HttpRequest, event: Event, token: str, code: str) -> HttpResponse:
    return guests.invite_again(request, _desk(event, token), code)


def _desk(event: Event, token: str) -> Desk:
    contingent = get_contingent_by_link(event, token, timezone.now())
    assert contingent.partner is not None
    return Desk(event, contingent, contingent.partner.subject, "partner", token)
