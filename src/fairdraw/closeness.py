"""How close a list of panels comes to the chances that its proof shows, exactly.

The formulas stand in docs/lottery.md under "Closeness".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fairdraw.proof import Level
from fairdraw.types import Type

MILLION = 1_000_000
# The verifier accepts no chance that lies further below or above what the proof shows than this part of it.
MOST_LOSS = Fraction(1, 20)
# Besides, each type may come once more in so many panels.
ONCE_MORE_IN = 1000


@dataclass(frozen=True, slots=True)
class Deviation:
    """most: millionths of the chance that the worst off lose (or the best off gain), rounded up; nobody has more.

    entries: how many entries have exactly that; 0 if nobody loses (or gains) anything.
    """

    most: int
    entries: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.most, MILLION)


@dataclass(frozen=True, slots=True)
class Closeness:
    """loss, gain: of the entries that can have a chance.

    min_chance: the smallest chance per weight of those.  bound: the value of the first level that is above 0.
    """

    loss: Deviation
    gain: Deviation
    min_chance: Fraction
    bound: Fraction


def closeness(types: Sequence[Type], times: Sequence[int], panels: int, levels: Sequence[Level]) -> Closeness:
    """times: how many units of each type all panels take together.  levels: values per weight of the types."""
    lost: dict[int, int] = {}
    gained: dict[int, int] = {}
    smallest: list[Fraction] = []
    for level in levels:
        for kind in level.types if level.value > 0 else ():
            chance = Fraction(times[kind], panels * len(types[kind].units)) / types[kind].weight
            smallest.append(chance)
            lost[kind] = _millionths(1 - chance / level.value)
            gained[kind] = _millionths(chance / level.value - 1)
    bound = next((level.value for level in levels if level.value > 0), Fraction(0))
    return Closeness(_worst(types, lost), _worst(types, gained), min(smallest, default=Fraction(0)), bound)


def is_close_enough(types: Sequence[Type], times: Sequence[int], panels: int, levels: Sequence[Level]) -> bool:
    """Whether the verifier takes a list for close enough. times, levels: as in `closeness`."""
    grace = min(Fraction(1), Fraction(panels, ONCE_MORE_IN))
    for level in levels:
        for kind in level.types:
            mean = level.value * types[kind].weight * len(types[kind].units) * panels
            if not (1 - MOST_LOSS) * mean <= times[kind] <= (1 + MOST_LOSS) * mean + grace:
                return False
    return True


def _millionths(share: Fraction) -> int:
    return max(0, -(-share.numerator * MILLION // share.denominator))


def _worst(types: Sequence[Type], deviations: Mapping[int, int]) -> Deviation:
    entries = Counter[int]()
    for kind, deviation in deviations.items():
        entries[deviation] += types[kind].size * len(types[kind].units)
    most = max(deviations.values(), default=0)
    return Deviation(most, entries[most] if most else 0)
