"""The pages of somebody who wants to be told: ask, confirm, leave."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from einlass.applications.addresses import normalise_address
from einlass.events.access import by_link, even_archived, public_of_announced_event
from einlass.events.limits import TooOften, network_of, spend
from einlass.events.links import BadLink
from einlass.events.models import Event
from einlass.setup.models import OpeningSubscription
from einlass.setup.subscriptions import limits
from einlass.setup.subscriptions.actions import ask_to_be_told, confirm_subscription, end_subscription
from einlass.setup.subscriptions.forms import SubscriptionForm
from einlass.setup.subscriptions.queries import subscription_by_link, takes_subscriptions


@never_cache
@public_of_announced_event
def subscribing(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    if not takes_subscriptions(event, now):
        return redirect("events:event", event.slug)
    form = SubscriptionForm(request.POST or None, event=event)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, event, form, status=422 if form.errors else 200)
    email = form.cleaned_data["email"]
    try:
        spend(limits.ASK_FROM_NETWORK, network_of(request), at=now)
        spend(limits.ASK_FOR_ADDRESS, f"{event.pk} {normalise_address(email)}", at=now)
    except TooOften as limit:
        form.add_error(None, _too_often(limit))
        answer = _form_page(request, event, form, status=429)
        answer["Retry-After"] = str(limit.seconds)
        return answer
    ask_to_be_told(event, email, language=form.cleaned_data["language"], at=now)
    return redirect("setup:subscription_sent", event.slug)


@public_of_announced_event
def sent(request: HttpRequest, event: Event) -> HttpResponse:
    """The same for everybody: it does not say who is on the list."""
    return _page(request, event, "sent")


@never_cache
@by_link
def confirmation(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """Mail programs open links to look at them, so only the button confirms."""
    wish = _wish(event, token)
    if wish is None:
        return _page(request, event, "gone", status=410)
    if request.method == "POST":
        confirm_subscription(wish, at=timezone.now())
        return redirect("setup:subscription", event.slug, token)
    return _page(request, event, "confirmed" if wish.confirmed_at else "confirm", token=token)


@csrf_exempt
@never_cache
@by_link
@even_archived
def ending(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """The token is the key, and mail programs send this form by themselves (RFC 8058): no cookie, no form token."""
    wish = _wish(event, token)
    if wish is None:
        return _page(request, event, "gone", status=200)
    if request.method == "POST":
        end_subscription(wish, at=timezone.now())
        return _page(request, event, "gone")
    return _page(request, event, "end", token=token)


def _wish(event: Event, token: str) -> OpeningSubscription | None:
    try:
        return subscription_by_link(event, token)
    except BadLink as error:
        raise Http404 from error


def _form_page(request: HttpRequest, event: Event, form: SubscriptionForm, *, status: int) -> HttpResponse:
    return render(request, "setup/subscriptions/subscribing.html", {"form": form}, status=status)


def _page(request: HttpRequest, event: Event, state: str, *, token: str = "", status: int = 200) -> HttpResponse:
    context = {"state": state, "token": token}
    return render(request, "setup/subscriptions/state.html", context, status=status)


def _too_often(limit: TooOften) -> str:
    text = ngettext(
        "That was asked for several times. Please try again in %(number)d minute.",
        "That was asked for several times. Please try again in %(number)d minutes.",
        limit.minutes,
    )
    return text % {"number": limit.minutes}
