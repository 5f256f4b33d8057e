"""What rules would do to a pool that is known in numbers only: as explain, without codes, with everybody's chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fairdraw.entries import Rules, is_whole
from fairdraw.errors import BadInput
from fairdraw.explaining import Explanation, explain_types
from fairdraw.texts import number_shown
from fairdraw.types import Type, can_bind

# A hundred times the largest draw that was measured.
MOST_UNITS = 100_000_000


@dataclass(frozen=True, slots=True)
class Group:
    """Units that look alike to the rules.

    members: for each member of such a unit (one, or as many as the team has) the numbers of the quotas that count it,
    from 0, as the rules have them.  number: how many such units there are, 1 or more.
    """

    members: tuple[tuple[int, ...], ...]
    number: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """chances: of each group, in the order given, over the relaxation; empty if the rules cannot be met."""

    explanation: Explanation
    chances: tuple[float, ...]


def forecast(groups: Sequence[Group], rules: Rules) -> Forecast:
    """Say whether the rules can be met, what each costs, and what chance each group would have.

    Groups that add alike may be given apart. A least number above the supply is no error here: the explanation says so.
    Raises BadInput if there is nobody, or a group that cannot be. Cost: as explain; nothing grows with the number of units but the sums.
    """
    counts: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for group in groups:
        _check(group, len(rules.quotas))
    if sum(group.number for group in groups) > MOST_UNITS:
        raise BadInput(f"There are more than {MOST_UNITS:,} entries and teams.")
    binding = _binding(groups, rules)
    keys = [_key(group, binding) for group in groups]
    for key, group in zip(keys, groups, strict=True):
        counts[key] += group.number
    if not counts:
        raise BadInput("There are no entries to draw from.")
    found = sorted(counts)
    types = tuple(Type(size, adds, Fraction(1), ((),) * counts[size, adds]) for size, adds in found)
    explanation, chances = explain_types(types, rules.seats, rules.quotas)
    chance_of = dict(zip(found, map(float, chances), strict=True)) if chances else {}
    return Forecast(explanation, tuple(chance_of[key] for key in keys) if chances else ())


def _check(group: Group, quotas: int) -> None:
    if not group.members or not is_whole(group.number, 1):
        raise BadInput(f"A group of {len(group.members)} × {number_shown(group.number)} entries cannot be.")
    if any(not is_whole(quota, 0) or quota >= quotas for member in group.members for quota in member):
        raise BadInput("A group counts towards a quota that there is none of.")


def _binding(groups: Sequence[Group], rules: Rules) -> list[bool]:
    supply = [0] * len(rules.quotas)
    for group in groups:
        for member in group.members:
            for quota in member:
                supply[quota] += group.number
    return can_bind(rules.quotas, supply, rules.seats)


def _key(group: Group, binding: Sequence[bool]) -> tuple[int, tuple[int, ...]]:
    adds = [0] * len(binding)
    for member in group.members:
        for quota in member:
            adds[quota] += binding[quota]
    return len(group.members), tuple(adds)
