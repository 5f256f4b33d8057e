"""The team's menu, and the ways between a person's events: one table of pages, shown by role and by phase.

A room that gets a new page adds one line to MENU. `roles` repeats the rule of the page's view; a test compares the two.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event, Membership, Role, in_force
from einlass.events.models.event import Phase

ORGANISERS: Final = (Role.OWNER, Role.ORGANISER)
SEEING: Final = (*ORGANISERS, Role.VIEWER)
REVIEWERS: Final = (*SEEING, Role.REVIEWER)
PARTNERS: Final = (*SEEING, Role.PARTNERS)
PROGRAMME: Final = (*SEEING, Role.PROGRAMME, Role.STAGE)
DOOR: Final = (*SEEING, Role.DOOR)
EVERYBODY: Final = tuple(Role)


class Group(models.TextChoices):
    """What a person does on the pages of the group."""

    PEOPLE = "people", _("People")
    SEATS = "seats", _("Seats")
    PROGRAMME = "programme", _("Programme")
    DOOR = "door", _("Door")
    EVENT = "event", _("Event")


@dataclass(frozen=True)
class Entry:
    """One page of the menu. also: what else belongs to it, below the team's address."""

    name: str
    group: Group | None
    label: str | Promise
    icon: str
    roles: Collection[Role]
    also: str = ""


MENU: Final = (
    Entry("events:team", None, _("Overview"), "home", EVERYBODY),
    Entry("applications:inbox", Group.PEOPLE, _("Applications"), "people", REVIEWERS),
    Entry("applications:pool", Group.PEOPLE, _("The pool"), "chart", REVIEWERS),
    Entry("applications:duplicates", Group.PEOPLE, _("Duplicates"), "twins", SEEING, also="applications/merges/"),
    Entry("applications:form", Group.PEOPLE, _("Form"), "apply", SEEING),
    Entry("applications:intake", Group.PEOPLE, _("Intake"), "clock", SEEING),
    Entry("admission:quotas", Group.SEATS, _("Quotas"), "sliders", SEEING),
    Entry("admission:draws", Group.SEATS, _("Draw"), "ballot", SEEING),
    Entry("admission:offers", Group.SEATS, _("Offers"), "offer", SEEING),
    Entry("admission:seats", Group.SEATS, _("Seats"), "seat", PARTNERS, also="guests/"),
    Entry("admission:partners", Group.SEATS, _("Partners"), "partner", PARTNERS),
    Entry("tickets:list", Group.SEATS, _("Tickets"), "ticket", SEEING),
    Entry("programme:desk", Group.PROGRAMME, _("Programme"), "stage", PROGRAMME),
    Entry("programme:team_speakers", Group.PROGRAMME, _("Speakers"), "speaker", PROGRAMME),
    Entry("programme:releases", Group.PROGRAMME, _("Releases"), "flag", PROGRAMME),
    Entry("checkin:board", Group.DOOR, _("Door"), "door", DOOR),
    Entry("checkin:find", Group.DOOR, _("Help desk"), "help", DOOR),
    Entry("checkin:gates", Group.DOOR, _("Gates and phones"), "scan", DOOR, also="door/devices/"),
    Entry("setup:settings", Group.EVENT, _("Settings"), "settings", SEEING),
    Entry("setup:people", Group.EVENT, _("Team"), "team", SEEING),
    Entry("mailroom:outbox", Group.EVENT, _("Mail"), "mail", ORGANISERS),
    Entry("setup:audit_trail", Group.EVENT, _("Audit trail"), "trail", ORGANISERS),
)
# The group that matters now stands first; the others keep their order, so that one finds them where they were.
NOW: Final = {
    Phase.BEFORE: Group.EVENT,
    Phase.APPLICATIONS: Group.PEOPLE,
    Phase.REVIEW: Group.PEOPLE,
    Phase.DRAW: Group.SEATS,
    Phase.OFFERS: Group.SEATS,
    Phase.PROGRAMME: Group.PROGRAMME,
    Phase.DOORS: Group.DOOR,
}
# How many other events stand in the menu of the account; the rest are one click further.
MOST_EVENTS: Final = 6


@dataclass(frozen=True)
class Link:
    url: str
    label: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    """Links under one heading; the first section has none. is_now: whether the phase makes it the first thing to do."""

    label: str
    is_now: bool
    links: list[Link]


@dataclass(frozen=True)
class Place:
    """An event of the person signed in, with the roles held there."""

    slug: str
    name: str
    is_over: bool
    roles: frozenset[str]


class Frame:
    """What the frame of a page shows to the person signed in; asks the database only for what the page shows."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._event: Event | None = getattr(request, "event", None)

    @cached_property
    def roles(self) -> Collection[str]:
        """In this event: what the rule of access found, or on pages for everybody what is known of the person."""
        if self._event is None:
            return frozenset()
        known: set[str] = getattr(self._request, "roles", set())
        return known or next((place.roles for place in self.places if place.slug == self._event.slug), frozenset())

    @property
    def is_member(self) -> bool:
        return bool(self.roles)

    @property
    def is_team_page(self) -> bool:
        return self._event is not None and self._request.path.startswith(
            reverse("events:team", args=[self._event.slug])
        )

    @cached_property
    def menu(self) -> list[Section]:
        if self._event is None or not self.roles:
            return []
        return menu(self._event, self.roles, path=self._request.path, at=timezone.now())

    @cached_property
    def places(self) -> list[Place]:
        """All events of the person: those to come first, the soonest on top."""
        user = self._request.user
        return places_of(user.pk, at=timezone.now()) if user.is_authenticated else []

    @property
    def other_places(self) -> list[Place]:
        slug = self._event.slug if self._event else None
        return [place for place in self.places if place.slug != slug][:MOST_EVENTS]


def menu(event: Event, roles: Collection[str], *, path: str, at: datetime) -> list[Section]:
    """The pages that somebody with these roles may open, the group of the phase first."""
    entries = [entry for entry in MENU if set(roles).intersection(entry.roles)]
    current = _current(entries, event, path)
    now = None if event.is_over else NOW.get(event.phase(at))
    groups = sorted(Group, key=lambda group: group != now)
    sections = []
    for group in (None, *groups):
        links = [
            Link(reverse(entry.name, args=[event.slug]), str(entry.label), entry.icon, entry == current)
            for entry in entries
            if entry.group == group
        ]
        if links:
            sections.append(Section(str(group.label) if group else "", group is not None and group == now, links))
    return sections


def places_of(user_pk: int, *, at: datetime) -> list[Place]:
    """The events that somebody belongs to, in one query."""
    rows = Membership.objects.filter(in_force(at), user=user_pk).values_list(
        "event__slug", "event__name", "event__starts_at", "event__ends_at", "role"
    )
    roles: dict[tuple[str, str, datetime, datetime], set[str]] = {}
    for slug, name, starts_at, ends_at, role in rows:
        roles.setdefault((slug, name, starts_at, ends_at), set()).add(role)
    in_order = sorted(roles, key=lambda event: (event[3] <= at, abs(event[2] - at), event[0]))
    return [Place(event[0], event[1], event[3] <= at, frozenset(roles[event])) for event in in_order]


def _current(entries: list[Entry], event: Event, path: str) -> Entry | None:
    """The entry whose page this is, or belongs to: the one with the longest address that the path begins with."""
    team = reverse("events:team", args=[event.slug])
    best, length = None, 0
    for entry in entries:
        url = reverse(entry.name, args=[event.slug])
        for start in [url, *([team + entry.also] if entry.also else [])]:
            fits = path == url if url == team else path.startswith(start)
            if fits and len(start) > length:
                best, length = entry, len(start)
    return best
