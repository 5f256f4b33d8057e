"""Collapse entries into types: entries that look alike to every quota that can bind must have the same chance."""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fairdraw.entries import Answer, Entry, Pool, Quota, Rules
from fairdraw.errors import BadInput

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Of lists with many types, small numbers alone.
Counts = NDArray[np.integer]
# Types times quotas that a solver can hold in memory; measured pools have some hundred thousand.
MOST_NUMBERS = 10_000_000


@dataclass(frozen=True, slots=True)
class Type:
    """All units (single entries or whole teams) that look alike to every quota that can bind.

    size: seats of one unit.  adds: for each quota that can bind how many seats of one unit count towards it, 0 for others.
    weight: the claim of one unit.  units: the codes of each unit, each sorted, all sorted.
    members: for each unit and each of its codes the numbers of all quotas that count it; empty for single entries
    that count towards just what `adds` says.
    """

    size: int
    adds: tuple[int, ...]
    weight: Fraction
    units: tuple[tuple[str, ...], ...]
    members: tuple[tuple[tuple[int, ...], ...], ...] = ()

    def hits(self, unit: int) -> tuple[tuple[int, ...], ...]:
        """For each code of a unit the numbers of the quotas that count it."""
        if self.members:
            return self.members[unit]
        return (tuple(quota for quota, adds in enumerate(self.adds) if adds),)


@dataclass(frozen=True, slots=True)
class Problem:
    """A draw in numbers. T types, Q bounds; bound 0 is the number of seats, bound q + 1 is quota q.

    adds:  (T, Q) seats that one unit of a type adds to each bound.
    least, most: (Q,) the bounds; where a quota has none, 0 and what the pool could add at most.
    supply: (T,) units of each type.  limit: the same, but 0 for a type of which one unit breaks a bound by
    itself.
    weight: (T,) claims, whole numbers without a common divisor.
    """

    adds: Ints
    least: Ints
    most: Ints
    supply: Ints
    limit: Ints
    weight: Ints

    @property
    def types(self) -> int:
        return len(self.supply)


def sorted_quotas(rules: Rules) -> tuple[Quota, ...]:
    """The quotas in the order of their names: the order in the file must make no difference."""
    return tuple(sorted(rules.quotas, key=lambda quota: (quota.attribute, quota.value)))


@dataclass(frozen=True, slots=True)
class Unit:
    """One entry or one team: codes, sorted, and for each code the numbers of the quotas that count it."""

    codes: tuple[str, ...]
    hits: tuple[tuple[int, ...], ...]
    weight: Fraction | int


def collapse(pool: Pool, quotas: Sequence[Quota], seats: int) -> tuple[Type, ...]:
    """Types in the order of what they add. Cost: O(entries · quotas of one entry), plus sorting."""
    counted = _quotas_of_entries(pool, quotas)
    alone: dict[_Alike, list[str]] = {}
    teams: dict[str, list[Entry]] = {}
    for entry in pool.entries:
        if entry.team is None:
            alone.setdefault((counted[id(entry.attributes)], entry.weight), []).append(entry.code)
        else:
            teams.setdefault(entry.team, []).append(entry)
    return group(alone, (_team(members, counted) for members in teams.values()), quotas, seats)


def _team(members: Sequence[Entry], counted: Mapping[int, tuple[int, ...]]) -> Unit:
    ordered = sorted(members, key=lambda member: member.code)
    return Unit(
        tuple(member.code for member in ordered),
        tuple(counted[id(member.attributes)] for member in ordered),
        Fraction(sum(Fraction(member.weight) for member in ordered), len(ordered)),
    )


# What single entries are told apart by: the numbers of the quotas that count them, and their weight.
_Alike = tuple[tuple[int, ...], Fraction | int]


def group(
    alone: Mapping[_Alike, Sequence[str]],
    units: Iterable[Unit],
    quotas: Sequence[Quota],
    seats: int,
    taken: Sequence[int] | None = None,
) -> tuple[Type, ...]:
    """Types of single entries, given by quotas and weight, and of units; a unit of one is a single entry.

    taken: in a follow-up draw, how many seats each quota has already.
    A quota that cannot bind tells nobody apart: else an organiser could make a type of one entry by it.
    """
    singles = {key: list(codes) for key, codes in alone.items()}
    teams: list[Unit] = []
    for unit in units:
        if len(unit.codes) == 1:
            singles.setdefault((unit.hits[0], unit.weight), []).append(unit.codes[0])
        else:
            teams.append(unit)
    supply = Counter[int]()
    for (hits, _), codes in singles.items():
        supply.update(dict.fromkeys(hits, len(codes)))
    for team in teams:
        supply.update(quota for hits in team.hits for quota in hits)
    binding = can_bind(quotas, [supply[number] for number in range(len(quotas))], seats, taken)
    types = [*_single_types(singles, binding), *_team_types(teams, binding)]
    if len(types) * (len(quotas) + 1) > MOST_NUMBERS:
        raise BadInput(f"The {len(quotas):,} quotas tell {len(types):,} kinds of entries apart; that is too many.")
    return tuple(sorted(types, key=lambda kind: (kind.size, kind.adds, kind.weight)))


def _single_types(singles: Mapping[_Alike, Sequence[str]], binding: Sequence[bool]) -> Iterator[Type]:
    alike: dict[_Alike, list[_Alike]] = {}
    for hits, weight in singles:
        alike.setdefault((tuple(quota for quota in hits if binding[quota]), weight), []).append((hits, weight))
    for (binds, weight), keys in alike.items():
        adds = _adds((binds,), len(binding))
        if keys == [(binds, weight)]:
            yield Type(1, adds, Fraction(weight), tuple((code,) for code in sorted(singles[keys[0]])))
            continue
        # One tuple for all who are counted alike, so that a million entries stay small.
        entries = sorted((code, member) for key in keys for member in [(key[0],)] for code in singles[key])
        units, members = tuple((code,) for code, _ in entries), tuple(member for _, member in entries)
        yield Type(1, adds, Fraction(weight), units, members)


def _team_types(teams: Iterable[Unit], binding: Sequence[bool]) -> Iterator[Type]:
    alike: dict[tuple[int, tuple[int, ...], Fraction], list[Unit]] = {}
    for team in teams:
        adds = _adds(([quota for quota in hits if binding[quota]] for hits in team.hits), len(binding))
        alike.setdefault((len(team.codes), adds, Fraction(team.weight)), []).append(team)
    for (size, adds, weight), found in alike.items():
        ordered = sorted(found, key=lambda team: team.codes)
        yield Type(size, adds, weight, tuple(team.codes for team in ordered), tuple(team.hits for team in ordered))


def can_bind(
    quotas: Sequence[Quota], supply: Sequence[int], seats: int, taken: Sequence[int] | None = None
) -> list[bool]:
    """For each quota whether it can make a difference: it asks for seats, or allows fewer than there are entries and seats."""
    bounds = effective_bounds(quotas, supply, taken)
    return [least > 0 or most < min(there, seats) for (least, most), there in zip(bounds, supply, strict=True)]


def effective_bounds(
    quotas: Sequence[Quota], supply: Sequence[int], taken: Sequence[int] | None = None
) -> list[tuple[int, int]]:
    """The bounds of each quota without the seats that are taken already.

    supply: how many entries of this lottery count towards each quota.
    taken: in a follow-up draw, how many seats each quota has already; then if fewer wait than a quota still
    asks for, all that wait are enough.
    """
    bounds = []
    for quota, there, held in zip(quotas, supply, taken or [0] * len(quotas), strict=True):
        least = (quota.least or 0) - held
        most = there if quota.most is None else min(quota.most - held, there)
        bounds.append((max(least if taken is None else min(least, there), 0), most))
    return bounds


def supply_of_quotas(types: Iterable[Type], quotas: int) -> list[int]:
    """How many entries count towards each quota, whether it can bind or not. Cost: O(T · Q), O(entries) of teams."""
    supply = np.zeros(quotas, dtype=np.int64)
    for kind in types:
        if not kind.members:
            supply += np.array(kind.adds, dtype=np.int64) * len(kind.units)
            continue
        for hits, count in Counter(hits for unit in kind.members for hits in unit).items():
            supply[list(hits)] += count
    counts: list[int] = supply.tolist()
    return counts


def _adds(hits: Iterable[Sequence[int]], quotas: int) -> tuple[int, ...]:
    adds = [0] * quotas
    for member in hits:
        for quota in member:
            adds[quota] += 1
    return tuple(adds)


def _quotas_of_entries(pool: Pool, quotas: Sequence[Quota]) -> dict[int, tuple[int, ...]]:
    """For each mapping of answers (by identity) the numbers of the quotas that count it."""
    asked = [(index, _pairs(quota)) for index, quota in enumerate(quotas)]
    by_answers: dict[tuple[tuple[str, Answer], ...], tuple[int, ...]] = {}
    counted: dict[int, tuple[int, ...]] = {}
    # People with equal answers mostly share one mapping, so most entries cost one look-up.
    for answers in {id(entry.attributes): entry.attributes for entry in pool.entries}.values():
        key = tuple(sorted(answers.items()))
        if key not in by_answers:
            by_answers[key] = tuple(index for index, pairs in asked if _has(answers, pairs))
        counted[id(answers)] = by_answers[key]
    return counted


def _pairs(quota: Quota) -> tuple[tuple[str, str], ...]:
    return tuple(zip(quota.attributes, quota.values, strict=True))


def _has(answers: Mapping[str, Answer], pairs: Sequence[tuple[str, str]]) -> bool:
    return all(value in _several(answers.get(name, "")) for name, value in pairs)


def _several(answer: Answer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def in_numbers(
    types: Sequence[Type], seats: int, quotas: Sequence[Quota], taken: Sequence[int] | None = None
) -> Problem:
    """The draw in numbers; the number of seats is bounded above only. Cost: O(T · Q).

    taken: in a follow-up draw, how many seats each quota has already.
    """
    adds = np.array([(kind.size, *kind.adds) for kind in types], dtype=np.int64).reshape(len(types), -1)
    supply = np.array([len(kind.units) for kind in types], dtype=np.int64)
    bounds = effective_bounds(quotas, supply_of_quotas(types, len(quotas)), taken)
    least = np.array([0, *(least for least, _ in bounds)], dtype=np.int64)
    most = np.array([min(seats, int(supply @ adds[:, 0])), *(most for _, most in bounds)], dtype=np.int64)
    limit = np.where((adds > most).any(axis=1), 0, supply)
    common = math.lcm(*(kind.weight.denominator for kind in types))
    whole = [int(kind.weight * common) for kind in types]
    divisor = math.gcd(*whole)
    weight = np.array([number // divisor for number in whole], dtype=np.int64)
    return Problem(adds, least, most, supply, limit, weight)


def check_rules(pool: Pool, rules: Rules) -> tuple[str, ...]:
    """Warnings, each with its place: quotas for people whom there are none of, where they ask for no seat.

    Such a quota is usual in lists of quotas that others made, and it changes nothing.
    Raises BadInput for a quota that asks for seats on an attribute or value that nobody has, or above the supply.
    """
    census = _census(pool)
    supply = _supply(census)
    warnings = []
    for quota in rules.quotas:
        place = rules.places.get((quota.attribute, quota.value))
        unknown = _unknown(quota, supply)
        if unknown and quota.least:
            raise _at(place, f"{unknown}.")
        if unknown:
            warnings.append(str(_at(place, f"{unknown}; the quota has no effect.")))
        there = sum(count for answers, count in census if _has(answers, _pairs(quota)))
        if there < (quota.least or 0):
            asked = f"{quota.name} asks for at least {quota.least} seats"
            raise _at(place, f"{asked}, but only {there} entries count towards it.")
    return tuple(warnings)


def _unknown(quota: Quota, supply: Mapping[str, Mapping[str, int]]) -> str:
    """Which part of a quota nobody has, in words without a full stop, or nothing."""
    for attribute, value in _pairs(quota):
        if attribute not in supply:
            return f"No entry has the attribute {attribute!r}{_did_you_mean(attribute, supply)}"
        if value not in supply[attribute]:
            return f"No entry has {attribute} = {value!r}{_did_you_mean(value, supply[attribute])}"
    return ""


def _census(pool: Pool) -> list[tuple[Mapping[str, Answer], int]]:
    """Different mappings of answers and how many entries have each. Cost: O(entries)."""
    counts = Counter(id(entry.attributes) for entry in pool.entries)
    answers = {id(entry.attributes): entry.attributes for entry in pool.entries}
    return [(answers[key], count) for key, count in counts.items()]


def _supply(census: Sequence[tuple[Mapping[str, Answer], int]]) -> dict[str, dict[str, int]]:
    """For each attribute how many entries have each value; "" is no answer."""
    everyone = sum(count for _, count in census)
    supply: dict[str, dict[str, int]] = {}
    answered: Counter[str] = Counter()
    for answers, count in census:
        for attribute, answer in answers.items():
            answered[attribute] += count
            values = supply.setdefault(attribute, {})
            for value in _several(answer):
                values[value] = values.get(value, 0) + count
    for attribute, values in supply.items():
        missing = everyone - answered[attribute]
        if missing:
            values[""] = values.get("", 0) + missing
    return supply


def _did_you_mean(word: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(word, [name for name in known if name], n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _at(place: tuple[str, int, int] | None, problem: str) -> BadInput:
    problem = problem.replace("?.", "?").replace("?; the quota", "? The quota")
    if place is None:
        return BadInput(problem)
    file, line, column = place
    return BadInput(problem, file=file, line=line, column=column)
