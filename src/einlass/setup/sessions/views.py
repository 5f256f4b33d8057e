"""The page of one's own sessions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from einlass.events.access import for_account
from einlass.setup.sessions.actions import end_session, end_sessions
from einlass.setup.sessions.queries import code_of, open_sessions
from einlass.setup.signed_in import SignedInRequest


@for_account
@require_safe
def sessions(request: SignedInRequest) -> HttpResponse:
    found = open_sessions(request.user, at=timezone.now(), own_key=request.session.session_key)
    return render(request, "setup/sessions/sessions.html", {"sessions": found, "has_others": len(found) > 1})


@for_account
@require_POST
def session_removal(request: SignedInRequest, code: str) -> HttpResponse:
    if code == code_of(request.session.session_key or ""):
        return redirect("account_logout")
    end_session(request.user, code, at=timezone.now())
    messages.success(request, _("That browser is signed out."))
    return redirect("setup:sessions")


@for_account
@require_POST
def other_sessions_removal(request: SignedInRequest) -> HttpResponse:
    number = end_sessions(request.user, at=timezone.now(), but=request.session.session_key)
    text = ngettext("%(number)s other browser is signed out.", "%(number)s other browsers are signed out.", number)
    messages.success(request, text % {"number": number})
    return redirect("setup:sessions")
