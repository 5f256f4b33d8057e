"""The checklist, and the button below it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from einlass.applications.models import Application
from einlass.events.access import for_team
from einlass.events.editions.errors import AlreadyOpen, NotInState
from einlass.events.limits import TooOften
from einlass.events.models import Event, Role
from einlass.setup.opening.actions import open_event, take_event_back
from einlass.setup.opening.checks import checks_of
from einlass.setup.opening.errors import NotReady, PeopleHaveApplied, WrongCode
from einlass.setup.opening.forms import MailTestForm
from einlass.setup.opening.mail_test import confirm_mail_test, open_mail_tests, send_mail_test
from einlass.setup.settings.pages import page
from einlass.setup.settings.sections import BY_NAME
from einlass.setup.signed_in import SignedInRequest


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def checklist(request: SignedInRequest, event: Event) -> HttpResponse:
    return _page(request, event)


@for_team(Role.ORGANISER)
@require_POST
def opening(request: SignedInRequest, event: Event) -> HttpResponse:
    try:
        open_event(event, at=timezone.now(), by=request.user)
    except NotReady:
        return _page(request, event, status=422)
    except NotInState:
        messages.error(request, _("This is a rehearsal. It stays private."))
        return redirect("setup:opening", event.slug)
    except AlreadyOpen:
        messages.info(request, _("It is open already."))
    else:
        messages.success(request, _("It is open. Everybody who has the address sees it now."))
    return redirect("events:event", event.slug)


@for_team(Role.ORGANISER)
@require_POST
def opening_removal(request: SignedInRequest, event: Event) -> HttpResponse:
    try:
        take_event_back(event, at=timezone.now(), by=request.user)
    except PeopleHaveApplied as refusal:
        text = ngettext(
            "%(number)d person has applied, so the pages stay.",
            "%(number)d people have applied, so the pages stay.",
            refusal.number,
        )
        messages.error(request, text % {"number": refusal.number})
    else:
        messages.success(request, _("It is in preparation again; only the team sees it."))
    return redirect("setup:opening", event.slug)


@for_team(Role.ORGANISER)
@require_POST
def mail_test(request: SignedInRequest, event: Event) -> HttpResponse:
    try:
        send_mail_test(event, at=timezone.now(), by=request.user)
    except TooOften as limit:
        messages.error(request, _too_often(limit))
    else:
        messages.success(request, _("A mail is on its way to %(address)s.") % {"address": request.user.email})
    return redirect("setup:opening", event.slug)


@for_team(Role.ORGANISER)
@require_POST
def mail_test_arrival(request: SignedInRequest, event: Event) -> HttpResponse:
    form = MailTestForm(request.POST)
    if not form.is_valid():
        return _page(request, event, form=form, status=422)
    try:
        confirm_mail_test(event, form.cleaned_data["code"], at=timezone.now(), by=request.user)
    except WrongCode:
        form.add_error("code", _("No test mail of the last hour to you had this code."))
        return _page(request, event, form=form, status=422)
    except TooOften as limit:
        form.add_error("code", _too_often(limit))
        return _page(request, event, form=form, status=429)
    messages.success(request, _("Mail arrives."))
    return redirect("setup:opening", event.slug)


def _too_often(limit: TooOften) -> str:
    text = ngettext(
        "That was too often. In %(number)d minute it is possible again.",
        "That was too often. In %(number)d minutes it is possible again.",
        limit.minutes,
    )
    return text % {"number": limit.minutes}


def _page(
    request: SignedInRequest, event: Event, *, form: MailTestForm | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    checks = [(check, BY_NAME[check.section].url(event)) for check in checks_of(event, at=at)]
    needed = [row for row in checks if row[0].is_needed]
    context = {
        "needed": needed,
        "wished": [row for row in checks if not row[0].is_needed],
        "can_open": all(check.is_good for check, _url in needed),
        "mail_test_form": form or MailTestForm(),
        "is_mail_on_its_way": form is not None or bool(open_mail_tests(event, at=at, by=request.user)),
        "applications": Application.objects.filter(event=event).count() if event.is_public else 0,
    }
    return page(request, event, "opening", context, status=status)
