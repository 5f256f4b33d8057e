"""What quotas would do: whether they can be met, what each costs, who gains and who loses, and what would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from einlass.admission.attributes import Attribute, Value, of_attribute
from einlass.admission.models import Quota
from einlass.admission.quota_pool import QuotaPool

if TYPE_CHECKING:
    import fairdraw

LEAST, MOST = "least", "most"


@dataclass(frozen=True)
class Wanted:
    """A quota as somebody wants it: attribute and value are keys."""

    attribute: str
    value: str
    least: int | None = None
    most: int | None = None
    scope: str = Quota.Scope.DRAW

    @property
    def key(self) -> tuple[str, str]:
        return self.attribute, self.value

    @property
    def is_empty(self) -> bool:
        return self.least is None and self.most is None


@dataclass(frozen=True)
class Shift:
    """One bound of one quota that would move; then is None where the bound goes. name: attribute and value."""

    wanted: Wanted
    name: str
    side: str
    now: int
    then: int | None

    def applied(self) -> Wanted:
        if self.side == LEAST:
            return replace(self.wanted, least=self.then)
        return replace(self.wanted, most=self.then)


@dataclass(frozen=True)
class Line:
    """What one quota does. by_lot, gets: seats of its group by equal chances, and with all quotas, with who is coming.

    without: what the smallest chance would be without its dearer bound; None if it takes nothing from it.
    """

    name: str
    least: int | None
    most: int | None
    by_lot: float
    gets: float
    without: float | None


@dataclass(frozen=True)
class Change:
    """A value, with the mean chance of its people with the quotas; people: in the pool."""

    attribute: str
    value: str
    name: str
    people: int
    chance: float
    difference: float


@dataclass(frozen=True)
class Effect:
    """equal: the chance of everybody without quotas; smallest: with them.

    can_be_met: then lines and changes stand here, else the shifts that would help together, or each alone; more_seats:
    so many seats would also do, or None.  hopeless: people who could never be drawn under these quotas.
    exceeded: names of quotas over everybody of which more are coming already than the most.
    unknown: for each attribute asked about over everybody, how many who are coming have not said.
    """

    seats: int
    people: int
    coming: int
    equal: float
    can_be_met: bool
    filled: int = 0
    smallest: float = 0.0
    lines: Sequence[Line] = ()
    changes: Sequence[Change] = ()
    together: Sequence[Shift] = ()
    alone: Sequence[Shift] = ()
    more_seats: int | None = None
    hopeless: int = 0
    exceeded: Sequence[str] = ()
    unknown: Sequence[tuple[str, int]] = ()

    @property
    def moved(self) -> int:
        return sum(abs((shift.then or 0) - shift.now) for shift in self.together)

    def gaining(self, number: int = 5) -> list[Change]:
        return [one for one in sorted(self.changes, key=lambda one: -one.difference) if one.difference > 0][:number]

    def losing(self, number: int = 5) -> list[Change]:
        return [one for one in sorted(self.changes, key=lambda one: one.difference) if one.difference < 0][:number]


@dataclass(frozen=True)
class _Bound:
    """A wanted quota in the draw's numbers. taken: how many who are coming count already, 0 in the draw alone."""

    wanted: Wanted
    name: str
    place: int
    taken: int

    def left(self, side: str) -> int | None:
        bound: int | None = getattr(self.wanted, side)
        return None if bound is None else max(bound - self.taken, 0)


def effect_of(wanted: Iterable[Wanted], pool: QuotaPool, attributes: Sequence[Attribute]) -> Effect | None:
    """None if there is nobody to draw or no seat. Quotas on what is not among the attributes are left out."""
    import fairdraw

    if not pool.people or not pool.seats:
        return None
    bounds = list(_bounds(wanted, pool, attributes))
    rules = fairdraw.Rules(
        pool.seats,
        tuple(
            fairdraw.Quota(str(number), "yes", bound.left(LEAST), bound.left(MOST))
            for number, bound in enumerate(bounds)
        ),
    )
    groups, units_of = _groups(pool, bounds)
    forecast = fairdraw.forecast(groups, rules)
    explanation = forecast.explanation
    effect = Effect(
        seats=pool.seats,
        people=pool.people,
        coming=pool.coming.people,
        equal=min(1.0, pool.seats / pool.people),
        can_be_met=explanation.feasible,
        exceeded=[one.name for one in bounds if one.wanted.most is not None and one.taken > one.wanted.most],
        unknown=_unknown(bounds, pool, attributes),
    )
    if not explanation.feasible:
        seats = next((one.then for one in explanation.alternatives if one.quota is None), None)
        return replace(
            effect,
            together=_shifts(explanation.changes, bounds),
            alone=_shifts(explanation.alternatives, bounds),
            more_seats=seats,
        )
    chances = [forecast.chances[group] for group in units_of]
    changes = _changes(pool, attributes, chances, effect.equal)
    hopeless = sum(
        len(members) * number for (members, number), chance in zip(pool.units, chances, strict=True) if not chance
    )
    return replace(
        effect,
        filled=explanation.filled,
        smallest=0.0 if hopeless else float(explanation.bound),
        lines=_lines(bounds, changes, explanation.costs, effect.equal),
        changes=changes,
        hopeless=hopeless,
    )


def value_name(attribute: Attribute, value: Value) -> str:
    return of_attribute(str(attribute), str(value))


def _bounds(wanted: Iterable[Wanted], pool: QuotaPool, attributes: Sequence[Attribute]) -> Iterable[_Bound]:
    places = {attribute.key: place for place, attribute in enumerate(attributes)}
    for one in wanted:
        place = places.get(one.attribute)
        value = attributes[place].value(one.value) if place is not None else None
        if one.is_empty or place is None or value is None:
            continue
        taken = pool.coming.having(*one.key) if one.scope == Quota.Scope.EVERYBODY else 0
        yield _Bound(one, value_name(attributes[place], value), place, taken)


def _groups(pool: QuotaPool, bounds: Sequence[_Bound]) -> tuple[list[fairdraw.Group], list[int]]:
    """What fairdraw asks for, and for each of the pool's units the number of its group."""
    import fairdraw

    counted = [
        tuple(number for number, bound in enumerate(bounds) if bound.wanted.value in answers[bound.place])
        for answers in pool.answered
    ]
    numbers: Counter[tuple[tuple[int, ...], ...]] = Counter()
    keys = []
    for members, number in pool.units:
        key = (counted[members[0]],) if len(members) == 1 else tuple(sorted(counted[member] for member in members))
        keys.append(key)
        numbers[key] += number
    places = {key: place for place, key in enumerate(numbers)}
    return [fairdraw.Group(key, number) for key, number in numbers.items()], [places[key] for key in keys]


def _shifts(changes: Iterable[fairdraw.Change], bounds: Sequence[_Bound]) -> list[Shift]:
    shifts = []
    for change in changes:
        if change.quota is None:
            continue
        bound = bounds[int(change.quota.attribute)]
        then: int | None = change.then + bound.taken
        # Nothing is left of a least number of nought.
        if change.side == LEAST and change.then == 0:
            then = bound.taken or None
        shifts.append(Shift(bound.wanted, bound.name, change.side, getattr(bound.wanted, change.side), then))
    return shifts


def _lines(
    bounds: Sequence[_Bound], changes: Iterable[Change], costs: Iterable[fairdraw.Cost], equal: float
) -> list[Line]:
    change_of = {(one.attribute, one.value): one for one in changes}
    without: dict[int, float] = {}
    for cost in costs:
        number = int(cost.quota.attribute)
        without[number] = max(without.get(number, 0.0), float(cost.without))
    lines = []
    for number, bound in enumerate(bounds):
        change = change_of.get(bound.wanted.key)
        people, chance = (change.people, change.chance) if change else (0, 0.0)
        seats = bound.taken + people * equal, bound.taken + people * chance
        lines.append(Line(bound.name, bound.wanted.least, bound.wanted.most, *seats, without.get(number)))
    return lines


def _changes(
    pool: QuotaPool, attributes: Sequence[Attribute], chances: Sequence[float], equal: float
) -> list[Change]:
    expected = [0.0] * len(pool.answered)
    for (members, number), chance in zip(pool.units, chances, strict=True):
        for member in members:
            expected[member] += number * chance
    people = pool.people_of_answers()
    changes = []
    for place, attribute in enumerate(attributes):
        seats: Counter[str] = Counter()
        there: Counter[str] = Counter()
        for answers, number, sum_of_chances in zip(pool.answered, people, expected, strict=True):
            for value in answers[place]:
                there[value] += number
                seats[value] += sum_of_chances  # type: ignore[assignment]
        changes += [
            _change(attribute, value, there[value.key], seats[value.key] / there[value.key], equal)
            for value in attribute.values
            if there[value.key]
        ]
    return changes


def _change(attribute: Attribute, value: Value, people: int, chance: float, equal: float) -> Change:
    return Change(attribute.key, value.key, value_name(attribute, value), people, chance, chance - equal)


def _unknown(bounds: Sequence[_Bound], pool: QuotaPool, attributes: Sequence[Attribute]) -> list[tuple[str, int]]:
    wide: Mapping[int, None] = {bound.place: None for bound in bounds if bound.wanted.scope == Quota.Scope.EVERYBODY}
    asked = [attributes[place] for place in wide]
    return [(str(one), pool.coming.unknown[one.key]) for one in asked if pool.coming.unknown.get(one.key)]
