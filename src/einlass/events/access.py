"""Who may open which page. Every view carries one of these rules; a test walks all URLs and fails on one without.

What is sent to an archived event is refused in words.

What a role may not see answers 404; where it may look and change nothing, what a form sends is answered with 403. The
public page of an event that is not open is 404 as well, for people outside its team. Somebody who is not signed in is
asked to sign in on pages for staff. An address with an earlier slug leads on.
"""

import functools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from einlass.events.models import EarlierSlug, Event, Membership, Role, User, in_force
from einlass.events.rights import SAFE, MayOnlyLook
from einlass.web.kept import Kept

View = Callable[..., HttpResponseBase]

_events: Kept[Event] = Kept()
WHOLE_PROGRAMME: Final = frozenset({Role.OWNER, Role.ORGANISER, Role.PROGRAMME})


@dataclass(frozen=True)
class AccessRule:
    """kind: public, link (a signed link is the key), staff, account (whoever is signed in), creator (who may make events),
    set-up (the one-time secret of an empty installation), device or development; roles: for staff, all that come in;
    looking: those of them that may only look."""

    kind: str
    roles: frozenset[str] = frozenset()
    looking: frozenset[str] = frozenset()


def public(view: View) -> View:
    """A page for everybody that belongs to no event: view(request, …)."""
    return _ruled(view, AccessRule("public"))


def public_of_event(view: View) -> View:
    """A page of an event for everybody: view(request, event, …)."""
    return _ruled(_with_event(view, get_public_event), AccessRule("public"))


def public_of_announced_event(view: View) -> View:
    """As `public_of_event`, and there for everybody too while the event is only announced: view(request, event, …).

    Few pages are: what the short page consists of, and the list of those who want to be told.
    """
    return _ruled(_with_event(view, get_announced_event), AccessRule("public"))


def by_link(view: View) -> View:
    """A page whose signed token is the key; the view loads by it and answers 404 otherwise: view(request, event, token, …)."""
    return _ruled(_with_event(view, get_event), AccessRule("link"))


def by_device(view: View) -> View:
    """An address for paired devices; the API's authentication checks the token."""
    return _ruled(view, AccessRule("device"))


def by_setup_secret(view: View) -> View:
    """A page of an empty installation; the view checks the one-time secret in its address: view(request, secret)."""
    return _ruled(view, AccessRule("set-up"))


def for_account(view: View) -> View:
    """A page for whoever is signed in, about what is theirs: view(request, …). It works without a second factor."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _ruled(guarded, AccessRule("account"))


def for_creators(view: View) -> View:
    """A page for those who may make events in this installation: view(request, …)."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.may_create_events:
            raise Http404
        if needs_second_factor(request.user):
            return _to_second_factor(request)
        return view(request, *args, **kwargs)

    return _ruled(guarded, AccessRule("creator"))


def needs_second_factor(user: User) -> bool:
    """Whether somebody who is signed in must first set up a second factor."""
    return not settings.DEVELOPMENT and not is_mfa_enabled(user)


def _to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """To the page that says why and sets one up, and then leads on to where one wanted to go."""
    return redirect_to_login(request.get_full_path(), reverse("setup:second_factor"))


def in_development(view: View) -> View:
    """A page of the demo on one's own machine; 404 elsewhere."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEVELOPMENT:
            raise Http404
        return view(request, *args, **kwargs)

    return _ruled(guarded, AccessRule("development"))


def for_team(*roles: Role, looking: Collection[Role] = ()) -> Callable[[View], View]:
    """A page for members of the event's team in one of `roles` (owners always): view(request, event, …).

    looking: further roles that may see the page and send nothing to it. `request.only_looks` says so to the page.
    """
    acting = frozenset({Role.OWNER, *roles})
    allowed = acting | frozenset(looking)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                event = get_event_for_team(request, slug, allowed)
            except Http404:
                return _moved_or_404(request, slug)
            if needs_second_factor(request.user):
                return _to_second_factor(request)
            request.only_looks = not acting & request.roles  # type: ignore[attr-defined]
            try:
                if request.only_looks and request.method not in SAFE:  # type: ignore[attr-defined]
                    raise MayOnlyLook
                if _is_refused(request, event, view):
                    return _archived(request, event)
                return view(request, event, *args, **kwargs)
            except MayOnlyLook:
                return render(request, "events/only_looks.html", status=403)

        rule = AccessRule("staff", _values(allowed), _values(allowed - acting))
        return _ruled(guarded, rule)

    return decorate


def _values(roles: Collection[Role]) -> frozenset[str]:
    return frozenset(role.value for role in roles)


def get_event(request: HttpRequest, slug: str) -> Event:
    """The event of a page for people outside the team, as it was a moment ago; its zone is active from here on."""
    return _enter(request, _events.get(slug, lambda: get_object_or_404(Event, slug=slug)))


def get_public_event(request: HttpRequest, slug: str) -> Event:
    """As `get_event`; what is not open yet is there for its team alone, who see `request.roles` in the frame."""
    event = get_event(request, slug)
    if not event.is_public:
        request.roles = roles_of(request, slug)  # type: ignore[attr-defined]
        if not request.roles:  # type: ignore[attr-defined]
            del request.event  # type: ignore[attr-defined]
            raise Http404
    return event


def get_announced_event(request: HttpRequest, slug: str) -> Event:
    """As `get_public_event`, and for everybody as soon as the event is announced."""
    event = get_event(request, slug)
    if not event.is_announced:
        return get_public_event(request, slug)
    request.roles = roles_of(request, slug)  # type: ignore[attr-defined]
    return event


def roles_of(request: HttpRequest, slug: str) -> set[str]:
    """The roles that the person signed in has in an event; none for anybody else."""
    if not request.user.is_authenticated:
        return set()
    found = Membership.objects.filter(in_force(timezone.now()), event__slug=slug, user=request.user.pk)
    return set(found.values_list("role", flat=True))


def stages_of(request: HttpRequest) -> frozenset[int] | None:
    """Keys of the stages whose programme the person may change; None for all. Needs `for_team`."""
    return request.stages  # type: ignore[attr-defined]


def get_event_for_team(request: HttpRequest, slug: str, allowed: frozenset[Role]) -> Event:
    """The event, if the person signed in has one of the roles; else 404."""
    memberships = Membership.objects.filter(in_force(timezone.now()), event__slug=slug, user=request.user.pk)
    found = list(memberships.select_related("event"))
    request.roles = {one.role for one in found}  # type: ignore[attr-defined]
    # Whoever has a role for the whole programme is not held to a stage.
    request.stages = (  # type: ignore[attr-defined]
        None
        if request.roles & WHOLE_PROGRAMME  # type: ignore[attr-defined]
        else frozenset(one.stage_id for one in found if one.stage_id)
    )
    if not allowed & request.roles:  # type: ignore[attr-defined]
        raise Http404
    return _enter(request, found[0].event)


def _enter(request: HttpRequest, event: Event) -> Event:
    request.event = event  # type: ignore[attr-defined]
    timezone.activate(event.tz)
    return event


def _with_event(view: View, load: Callable[[HttpRequest, str], Event]) -> View:
    @functools.wraps(view)
    def loading(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            event = load(request, slug)
        except Http404:
            return _moved_or_404(request, slug)
        if _is_refused(request, event, view):
            return _archived(request, event)
        return view(request, event, *args, **kwargs)

    return loading


def even_archived(view: View) -> View:
    """Mark a view that takes what a form sends of an archived event too. Stands below the rule of access.

    That is what leads out of the archive, what only reads, and what the law gives a person at any time.
    """
    view.works_when_archived = True  # type: ignore[attr-defined]
    return view


def _is_refused(request: HttpRequest, event: Event, view: View) -> bool:
    """An archived event is read-only: this is the one place that sees to it."""
    if event.archived_at is None or request.method in SAFE:
        return False
    return not getattr(view, "works_when_archived", False)


def _archived(request: HttpRequest, event: Event) -> HttpResponseBase:
    return render(request, "events/archived.html", {"archived": event}, status=409)


def _moved_or_404(request: HttpRequest, slug: str) -> HttpResponseBase:
    """On to the event that had this slug earlier, if this person may know of it."""
    earlier = EarlierSlug.objects.filter(slug=slug).select_related("event").first()
    if earlier is None:
        raise Http404
    event = earlier.event
    if not (event.is_public or event.is_announced or roles_of(request, event.slug)):
        raise Http404
    path = request.get_full_path().replace(f"/{slug}/", f"/{earlier.event.slug}/", 1)
    # 307 keeps what a form sends.
    return HttpResponseRedirect(path, status=302 if request.method in {"GET", "HEAD"} else 307)


def _ruled(view: View, rule: AccessRule) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]
    return view
