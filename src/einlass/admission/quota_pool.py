"""The people whom a draw would be made of, counted: what is needed to say at once what quotas would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.core.cache import caches
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from einlass.admission.attributes import Attribute
from einlass.admission.coming import Coming, coming_now
from einlass.admission.models import Contingent, Draw
from einlass.admission.queries import without_seat
from einlass.applications.models import Application
from einlass.events.models import AuditEntry, Event
from einlass.reviews.models import Decision, Verdict

# In seconds: what no entry of the audit trail tells of is seen after this; in a large event, all that changes.
REMEMBERED: Final = 60
REMEMBERED_WHEN_LARGE: Final = 600

# What one person answered: for each attribute none, one or several values.
Answered = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class QuotaPool:
    """answered: each different set of answers once.  units: members as places in `answered`, and how many such units.

    coming: those who come beside the draw.  draw: whose entries these are, None if it is still to be prepared.
    undecided: how many of the people have not been sent to the draw yet.
    """

    seats: int
    answered: Sequence[Answered]
    units: Sequence[tuple[tuple[int, ...], int]]
    coming: Coming
    draw: str | None = None
    undecided: int = 0

    @property
    def people(self) -> int:
        return sum(len(members) * number for members, number in self.units)

    def numbers(self, place: int) -> Counter[str]:
        """How many people have each value of the attribute at this place."""
        people = self.people_of_answers()
        found: Counter[str] = Counter()
        for answers, number in zip(self.answered, people, strict=True):
            for value in answers[place]:
                found[value] += number
        return found

    def people_of_answers(self) -> list[int]:
        """How many people stand behind each of `answered`."""
        people = [0] * len(self.answered)
        for members, number in self.units:
            for member in members:
                people[member] += number
        return people


def quota_pool(event: Event, attributes: Sequence[Attribute]) -> QuotaPool:
    """Of the draw that stands, if there is one; else of all who are in the next draw or may still be sent to it."""
    is_large, entry, standing, seats = _facts(event)
    asked = ",".join(attribute.key for attribute in attributes)
    key = f"quotas:{event.pk}:{standing}:{'' if is_large else entry}:{hash(asked)}"
    remembered: QuotaPool | None = caches["pool"].get(key)
    if remembered is None:
        remembered = _read(event, attributes, standing)
        caches["pool"].set(key, remembered, REMEMBERED_WHEN_LARGE if is_large else REMEMBERED)
    return remembered if remembered.draw else replace(remembered, seats=max(seats or 0, 0))


def _facts(event: Event) -> tuple[str | None, int | None, int | None, int | None]:
    """Whether the event is large, its newest audit entry, the draw that stands, the seats free for the next."""
    entry = AuditEntry.objects.filter(event=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    draw = Draw.objects.filter(event=OuterRef("pk"), annulled_at=None, is_rehearsal=False, follows=None)
    contingent = Contingent.objects.filter(event=OuterRef("pk"), purpose=Contingent.Purpose.DRAW)
    return (
        Event.objects.filter(pk=event.pk)
        .values_list("pool_snapshot__code")
        .annotate(
            entry=Subquery(entry),
            draw=Subquery(draw.order_by("-frozen_at", "-pk").values("pk")[:1]),
            seats=Subquery(contingent.values(free_seats=F("size") - F("taken"))[:1]),
        )
        .get()
    )


def _read(event: Event, attributes: Sequence[Attribute], standing: int | None) -> QuotaPool:
    draw = Draw.objects.defer("bundle", "result").get(pk=standing) if standing else None
    coming = coming_now(event, attributes, before=draw)
    if draw is not None:
        answered, units, _undecided = _count(Application.objects.filter(draw_entries__draw=draw), attributes)
        return QuotaPool(draw.seats, answered, units, coming, draw.code)
    answered, units, undecided = _count(_may_be_drawn(event), attributes)
    return QuotaPool(0, answered, units, coming, None, undecided)


def _may_be_drawn(event: Event) -> QuerySet[Application]:
    settled = _current().filter(verdict__in=[Verdict.ADMIT, Verdict.DECLINE])
    return without_seat(Application.objects.of(event).counted()).filter(~Exists(settled))


def _current() -> QuerySet[Decision]:
    return Decision.objects.filter(application=OuterRef("pk"), superseded_at=None)


def _count(
    found: QuerySet[Application], attributes: Sequence[Attribute]
) -> tuple[list[Answered], list[tuple[tuple[int, ...], int]], int]:
    """answered, units, undecided. People alone are counted by the database, members of teams one by one."""
    places: dict[Answered, int] = {}
    units: Counter[tuple[int, ...]] = Counter()
    undecided = 0

    def place(raw: Sequence[object]) -> int:
        answers = tuple(attribute.answers(one) for attribute, one in zip(attributes, raw, strict=True))
        return places.setdefault(answers, len(places))

    columns: dict[str, Any] = {f"column_{number}": one.column for number, one in enumerate(attributes)}
    asked = found.order_by().annotate(is_decided=Exists(_current()), **columns).values_list("is_decided", *columns)
    for is_decided, *raw, number in asked.filter(team=None).annotate(number=Count("pk")):
        units[(place(raw),)] += number
        undecided += 0 if is_decided else number
    teams: dict[int, list[int]] = {}
    for is_decided, *raw, team in asked.exclude(team=None).values_list("is_decided", *columns, "team_id"):
        teams.setdefault(team, []).append(place(raw))
        undecided += not is_decided
    units.update(_alike(teams.values()))
    return list(places), list(units.items()), undecided


def _alike(teams: Iterable[list[int]]) -> Counter[tuple[int, ...]]:
    return Counter(tuple(sorted(members)) for members in teams)
