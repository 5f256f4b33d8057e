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
from einlass.events.models import Event, Role
from einlass.setup.opening.actions import open_event, take_event_back
from einlass.setup.opening.checks import checks_of
from einlass.setup.opening.errors import NotReady, PeopleHaveApplied
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


def _page(request: SignedInRequest, event: Event, *, status: int = 200) -> HttpResponse:
    checks = [(check, BY_NAME[check.section].url(event)) for check in checks_of(event, at=timezone.now())]
    needed = [row for row in checks if row[0].is_needed]
    context = {
        "needed": needed,
        "wished": [row for row in checks if not row[0].is_needed],
        "can_open": all(check.is_good for check, _url in needed),
        "applications": Application.objects.filter(event=event).count() if event.is_public else 0,
    }
    return page(request, event, "opening", context, status=status)
