"""What is fixed about entries when a draw is frozen: which rules bind it, and which of them count each entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, QuerySet

from einlass.admission.attributes import Attribute, Value, attributes_for_quotas, by_key
from einlass.admission.coming import coming_now
from einlass.admission.errors import QuotaBeyondPool, QuotaOfNobody
from einlass.admission.models import Quota
from einlass.admission.rules import Rule, in_published_order, make_rule, rule_name
from einlass.applications.models import Application
from einlass.events.models import Event

Counted = tuple[int, ...]


class Entrant(NamedTuple):
    """Keys of the application and its team, its address, and the numbers of the bounds that count it, from 0."""

    key: int
    email: str
    team: int | None
    counted: Counted = ()


@dataclass(frozen=True)
class Bound:
    """A quota with what it asks about."""

    quota: Quota
    attribute: Attribute
    value: Value


@dataclass(frozen=True)
class Frozen:
    """rules: for Draw.rules.  hits_of: for DrawEntry.hits, by what counted an entrant."""

    rules: list[Rule]
    hits_of: dict[Counted, list[int]]


def bounds_of(event: Event) -> list[Bound]:
    """The event's quotas. Raises QuotaOfNobody for one on an attribute or value that is gone from the form."""
    attributes = by_key(attributes_for_quotas(event))
    bounds = []
    for quota in event.quotas.all():
        attribute = attributes.get(quota.attribute)
        value = attribute.value(quota.value) if attribute else None
        if attribute is None or value is None:
            raise QuotaOfNobody(quota)
        bounds.append(Bound(quota, attribute, value))
    return bounds


def read_entrants(found: QuerySet[Application], bounds: Sequence[Bound]) -> list[Entrant]:
    """Everybody of the query, in its order, with the bounds that count them. Plain values: there may be a million."""
    counting = _Counting(bounds)
    rows = found.values_list("pk", "email", "team_id", *counting.columns).iterator(chunk_size=5000)
    return [Entrant(row[0], row[1], row[2], counting.counted(row[3:])) for row in rows]


def count_entrants(found: QuerySet[Application], bounds: Sequence[Bound]) -> Counter[Counted]:
    """How many of the query the same bounds count; the database counts them."""
    counting = _Counting(bounds)
    columns = {f"column_{number}": column for number, column in enumerate(counting.columns)}
    numbers: Counter[Counted] = Counter()
    for *raw, number in (
        found.order_by().annotate(**columns).values_list(*columns).annotate(number=Count("pk")) if columns else []
    ):
        numbers[counting.counted(tuple(raw))] += number
    return numbers


def freeze_rules(event: Event, bounds: Sequence[Bound], entrants: Mapping[Counted, int]) -> Frozen:
    """The rules as they bind a draw of these entrants. A quota over everybody becomes what is left of it.

    entrants: how many there are whom the same bounds count.
    An upper bound for people none of whom are in the draw is kept whatever is drawn, so it is left out.
    Raises QuotaBeyondPool if a least number is larger than the entries that count towards it.
    """
    there = Counter[int]()
    for numbers, entries in entrants.items():
        for number in numbers:
            there[number] += entries
    everybody = [one.attribute for one in bounds if one.quota.scope == Quota.Scope.EVERYBODY]
    coming = coming_now(event, list(by_key(everybody).values())) if everybody else None
    number_of: dict[int, Rule] = {}
    for number, bound in enumerate(bounds):
        is_wide = coming is not None and bound.quota.scope == Quota.Scope.EVERYBODY
        taken = coming.having(bound.attribute.key, bound.value.key) if is_wide and coming is not None else None
        rule = make_rule(event, bound.quota, bound.attribute, bound.value, coming=taken)
        if (rule["least"] or 0) > there[number]:
            raise QuotaBeyondPool(rule_name(rule), rule["least"], there[number])
        if there[number]:
            number_of[number] = rule
    rules = in_published_order(list(number_of.values()))
    place = {number: _place(rules, rule) for number, rule in number_of.items()}
    hits_of = {numbers: sorted(place[number] for number in numbers if number in place) for numbers in entrants}
    return Frozen(rules, hits_of)


class _Counting:
    """Reads rows of a query that asked for `columns`: which bounds count this person? Equal answers are read once."""

    def __init__(self, bounds: Sequence[Bound]) -> None:
        self._attributes = list(by_key(bound.attribute for bound in bounds).values())
        self._asked = [
            {bound.value.key: number for number, bound in enumerate(bounds) if bound.attribute.key == one.key}
            for one in self._attributes
        ]
        self._known: dict[tuple[object, ...], Counted] = {}
        self.columns = [one.column for one in self._attributes]

    def counted(self, raw: tuple[object, ...]) -> Counted:
        if raw not in self._known:
            self._known[raw] = tuple(self._numbers(raw))
        return self._known[raw]

    def _numbers(self, raw: tuple[object, ...]) -> Iterator[int]:
        for attribute, numbers, one in zip(self._attributes, self._asked, raw, strict=True):
            for answer in attribute.answers(one):
                if answer in numbers:
                    yield numbers[answer]


def _place(rules: Sequence[Rule], rule: Rule) -> int:
    return next(number for number, one in enumerate(rules) if one is rule)
