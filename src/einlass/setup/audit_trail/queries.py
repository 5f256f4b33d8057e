"""Entries of the trail by who, what, about what and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from einlass.events.models import AuditEntry, Event, User
from einlass.setup.audit_trail.fields import Change, changes_of
from einlass.setup.audit_trail.objects import KINDS, Object, objects_of, read
from einlass.setup.audit_trail.words import ACTORS, action_in_words


@dataclass(frozen=True)
class AuditFilter:
    """Empty: any. kind and code are those of the object; days are whole days where the event is."""

    actor: str = ""
    action: str = ""
    kind: str = ""
    code: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Line:
    """An entry, ready to be shown."""

    entry: AuditEntry
    actor: str
    action: str
    object: Object
    changes: list[Change]


def matching_entries(event: Event, wanted: AuditFilter) -> QuerySet[AuditEntry]:
    """The newest first."""
    found = AuditEntry.objects.filter(event=event).order_by("-pk")
    if wanted.actor:
        found = found.filter(actor=wanted.actor)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.kind:
        found = found.filter(_of_kind(wanted.kind))
    if wanted.code:
        found = found.filter(Q(subject=wanted.code) | Q(subject__iendswith=f" {wanted.code}"))
    if wanted.first_day:
        found = found.filter(at__gte=_midnight(event, wanted.first_day))
    if wanted.last_day:
        found = found.filter(at__lt=_midnight(event, wanted.last_day + timedelta(days=1)))
    return found


def actors_of(event: Event) -> list[str]:
    """Everybody who stands in the trail; phones are not listed, since there may be hundreds."""
    actors = AuditEntry.objects.filter(event=event).order_by("actor").values_list("actor", flat=True).distinct()
    return list(actors.exclude(actor__startswith="device "))


def lines(event: Event, entries: Collection[AuditEntry], roles: Collection[str]) -> list[Line]:
    """roles: of who looks; objects that these may not open have no link."""
    objects = objects_of(event, [one.subject for one in entries], roles)
    names = names_of([one.actor for one in entries])
    return [
        Line(one, names[one.actor], action_in_words(one.action), objects[one.subject], changes_of(one))
        for one in entries
    ]


def names_of(actors: Collection[str]) -> dict[str, str]:
    """What those who act are called: people by name, as far as they have an account."""
    people = User.objects.filter(email__in={one for one in actors if "@" in one}).exclude(name="")
    named = {email: f"{name} ({email})" for email, name in people.values_list("email", "name")}
    return {one: named.get(one) or _actor(one) for one in actors}


def _actor(actor: str) -> str:
    if actor in ACTORS:
        return str(ACTORS[actor])
    kind, code = read(actor)
    return f"{KINDS[kind].words} {code}" if kind in KINDS else actor


def _of_kind(kind: str) -> Q:
    """Longer kinds that begin with the same word are another."""
    longer = [one for one in KINDS if one.startswith(f"{kind} ")]
    found = Q(subject=kind) | Q(subject__startswith=f"{kind} ")
    for one in longer:
        found &= ~Q(subject__startswith=f"{one} ")
    return found


def _midnight(event: Event, day: date) -> datetime:
    return datetime.combine(day, time(), event.tz)
