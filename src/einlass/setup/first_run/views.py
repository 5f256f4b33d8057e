"""The set-up address: the first account, its second factor, its recovery codes, and on to the first event."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from einlass.events.access import by_setup_secret, for_account
from einlass.events.models import Membership, User
from einlass.setup.first_run.actions import check_secret, make_first_account
from einlass.setup.first_run.errors import SecretIsOver, SetupRefusal, UnknownSecret
from einlass.setup.first_run.forms import FirstAccountForm


@never_cache
@by_setup_secret
def first_account(request: HttpRequest, secret: str) -> HttpResponse:
    form = FirstAccountForm(request.POST or None)
    try:
        check_secret(secret, at=timezone.now())
        if form.is_valid():
            user = make_first_account(secret, **form.cleaned_data, at=timezone.now())
            sign_in(request, user)
            return redirect("setup:second_factor")
    except UnknownSecret as error:
        raise Http404 from error
    except SetupRefusal as refusal:
        return _no_longer(request, refusal)
    context = {"form": form, "secret": secret}
    return render(request, "setup/first_run/account.html", context, status=422 if form.errors else 200)


class _SecondFactor(ActivateTOTPView):
    template_name = "setup/first_run/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        onward = onward_of(self.request)
        return super().get_context_data(**kwargs) | {
            "may_wait": settings.DEVELOPMENT,
            "onward": onward,
            **_wish(self.request),
        }

    def get_success_url(self) -> str:
        return reverse("setup:recovery_codes") + query_of(self.request)


class _Passkey(AddWebAuthnView):
    template_name = "setup/first_run/passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"onward": onward_of(self.request), **_wish(self.request)}

    def get_success_url(self) -> str:
        return reverse("setup:recovery_codes") + query_of(self.request)


class _RecoveryCodes(ViewRecoveryCodesView):
    template_name = "setup/first_run/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"onward": onward_of(self.request), **_wish(self.request)}


@never_cache
@for_account
def second_factor(request: HttpRequest) -> HttpResponseBase:
    return _once(request, _SecondFactor)


@never_cache
@for_account
def passkey(request: HttpRequest) -> HttpResponseBase:
    return _once(request, _Passkey)


@never_cache
@for_account
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    if not is_mfa_enabled(request.user):
        return redirect(reverse("setup:second_factor") + query_of(request))
    return _RecoveryCodes.as_view()(request)


def _once(request: HttpRequest, view: type[ActivateTOTPView] | type[AddWebAuthnView]) -> HttpResponseBase:
    """Whoever has a second factor changes it on the pages of their account."""
    if is_mfa_enabled(request.user):
        return redirect(next_of(request) or "setup:events")
    return view.as_view()(request)


def next_of(request: Any) -> str:
    """The page that somebody wanted and was led here from; empty where there is none, or where it is not one of ours."""
    wanted = str(request.GET.get("next", ""))
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def query_of(request: Any) -> str:
    """To be put behind the addresses of the next steps, so that the wish is not forgotten."""
    wanted = next_of(request)
    return f"?{urlencode({'next': wanted})}" if wanted else ""


def _wish(request: Any) -> dict[str, str]:
    return {"wanted": next_of(request), "query": query_of(request)}


def onward_of(request: Any) -> str:
    """Where the way leads: to the page that was wanted or the event one was invited to, else to making the first one."""
    if wanted := next_of(request):
        return wanted
    if Membership.objects.filter(user=request.user.pk).exists() or not request.user.may_create_events:
        return str(get_adapter().get_login_redirect_url(request))
    return reverse("setup:new_event")


def sign_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    # So that the page for the second factor does not ask for the password that was just chosen.
    record_authentication(request, user, method="password", email=user.email, reauthenticated=True)


def _no_longer(request: HttpRequest, refusal: SetupRefusal) -> HttpResponse:
    context = {"is_over": isinstance(refusal, SecretIsOver)}
    return render(request, "setup/first_run/no_longer.html", context, status=410)
