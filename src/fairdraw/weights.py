"""Weights that can be made whole numbers by one common factor, which the solver works with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Protocol

from fairdraw.errors import BadInput
from fairdraw.texts import number_shown, shown

# The heaviest weight as a whole number times the number of entries: what 64 bits hold, and half of it to spare.
MOST = 2**62
MOST_DIGITS = 40
ALWAYS = "Three decimals and at most 1,000 are always possible."


class Weighted(Protocol):
    """What is said of an entry here; entries.Entry is one."""

    @property
    def code(self) -> str: ...
    @property
    def team(self) -> str | None: ...
    @property
    def weight(self) -> Fraction | int: ...


def check_weights(entries: Sequence[Weighted]) -> None:
    """Raises BadInput at the first weight that is no fraction above zero, or not one that fits the others.

    The weights of entries that stand alone and the means of teams are multiplied by one number that makes all of them
    whole, as small as can be. The largest of them times the number of entries must not be above MOST.
    """
    for entry in _different(entries):
        _check(entry)
    most = MOST // len(entries)
    divisor, multiple, heaviest = 0, 1, Fraction(0)
    for entry, weight in _claims(entries):
        divisor = math.gcd(divisor, weight.numerator)
        multiple = math.lcm(multiple, weight.denominator)
        heaviest = max(heaviest, weight)
        if heaviest * multiple > most * divisor:
            whose = f"of {shown(entry.code)}" if entry.team is None else f"of the team of {shown(entry.code)}"
            raise BadInput(
                f"The weight {whose} does not go together with those before it: multiplied until all are whole numbers,"
                f" the largest must be at most {most:,} with this many entries. {ALWAYS}",
                code=entry.code,
            )


def _check(entry: Weighted) -> None:
    weight = entry.weight
    if isinstance(weight, bool) or not isinstance(weight, int | Fraction) or weight <= 0:
        must = "it must be a whole number or a fraction above zero"
        raise BadInput(f"The weight of {shown(entry.code)} is {number_shown(weight)}; {must}.", code=entry.code)
    if max(weight.numerator, weight.denominator) >= 10**MOST_DIGITS:
        raise BadInput(
            f"The weight of {shown(entry.code)} has more than {MOST_DIGITS} digits. {ALWAYS}", code=entry.code
        )


def _different(entries: Iterable[Weighted]) -> Iterator[Weighted]:
    """One entry of each weight, more or less: equal weights mostly are one object."""
    seen: set[int] = set()
    for entry in entries:
        if id(entry.weight) not in seen:
            seen.add(id(entry.weight))
            yield entry


def _claims(entries: Sequence[Weighted]) -> Iterator[tuple[Weighted, Fraction]]:
    """The weights of entries that stand alone, then the means of teams, with the first of their members."""
    yield from ((entry, Fraction(entry.weight)) for entry in _different(one for one in entries if one.team is None))
    teams: dict[str, tuple[Weighted, Fraction | int, int]] = {}
    for entry in entries:
        if entry.team is not None:
            first, weight, size = teams.get(entry.team, (entry, 0, 0))
            teams[entry.team] = (first, weight + entry.weight, size + 1)
    seen: set[Fraction] = set()
    for first, weight, size in teams.values():
        mean = Fraction(weight, size)
        if mean not in seen:
            seen.add(mean)
            yield first, mean
