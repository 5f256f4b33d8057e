"""Who may open which page. Every view carries one of these rules; a test walks all URLs and fails on one without.

What a role may not see answers 404. Somebody who is not signed in is asked to sign in on pages for staff.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from einlass.events.models import Event, Membership, Role
from einlass.web.kept import Kept

View = Callable[..., HttpResponseBase]

_events: Kept[Event] = Kept()


@dataclass(frozen=True)
class AccessRule:
    """kind: public, link (a signed link is the key), staff, device or development; roles: for staff."""

    kind: str
    roles: frozenset[str] = frozenset()


def public(view: View) -> View:
    """A page for everybody that belongs to no event: view(request, …)."""
    return _ruled(view, AccessRule("public"))


def public_of_event(view: View) -> View:
    """A page of an event for everybody: view(request, event, …)."""
    return _ruled(_with_event(view), AccessRule("public"))


def by_link(view: View) -> View:
    """A page whose signed token is the key; the view loads by it and answers 404 otherwise: view(request, event, token, …)."""
    return _ruled(_with_event(view), AccessRule("link"))


def by_device(view: View) -> View:
    """An address for paired devices; the API's authentication checks the token."""
    return _ruled(view, AccessRule("device"))


def in_development(view: View) -> View:
    """A page of the demo on one's own machine; 404 elsewhere."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEVELOPMENT:
            raise Http404
        return view(request, *args, **kwargs)

    return _ruled(guarded, AccessRule("development"))


def for_team(*roles: Role) -> Callable[[View], View]:
    """A page for members of the event's team in one of `roles` (owners always): view(request, event, …)."""
    allowed = frozenset({Role.OWNER, *roles})

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            event = get_event_for_team(request, slug, allowed)
            if not settings.DEVELOPMENT and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
            return view(request, event, *args, **kwargs)

        return _ruled(guarded, AccessRule("staff", frozenset(role.value for role in allowed)))

    return decorate


def get_event(request: HttpRequest, slug: str) -> Event:
    """The event of a page for people outside the team, as it was a moment ago; its zone is active from here on."""
    return _enter(request, _events.get(slug, lambda: get_object_or_404(Event, slug=slug)))


def get_event_for_team(request: HttpRequest, slug: str, allowed: frozenset[Role]) -> Event:
    """The event, if the person signed in has one of the roles; else 404."""
    event = get_object_or_404(Event.objects.filter(slug=slug))
    request.roles = set(  # type: ignore[attr-defined]
        Membership.objects.filter(event=event, user=request.user.pk, user__is_active=True).values_list(
            "role", flat=True
        )
    )
    if not allowed & request.roles:  # type: ignore[attr-defined]
        raise Http404
    return _enter(request, event)


def _enter(request: HttpRequest, event: Event) -> Event:
    request.event = event  # type: ignore[attr-defined]
    timezone.activate(event.tz)
    return event


def _with_event(view: View) -> View:
    @functools.wraps(view)
    def loading(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, get_event(request, slug), *args, **kwargs)

    return loading


def _ruled(view: View, rule: AccessRule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view
