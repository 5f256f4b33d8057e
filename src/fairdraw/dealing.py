"""Deal out the appearances to panels of few units, all at once, and exchange units until every panel keeps every bound.

The idea stands in docs/lottery.md under "Deal".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairdraw.clock import Clock, forever
from fairdraw.schedule import alike_next_to_each_other
from fairdraw.types import Ints, Problem

# Places in a panel beyond what it gets at first: two small teams may come for a large one.
SPARE = 3
# So many places of a panel, by lot, are looked at in a round.
PLACES = 16
# Exchanges that are looked at together: memory.
AT_ONCE = 250_000
# So many partners are tried for each panel that breaks a bound, more when there are few of those.
PARTNERS, TRIED_AT_ONCE = 64, 1000
# Of so many exchanges one is made although it is for the worse, so that nothing is stuck for ever.
WORSE_ONE_IN, WORSE_BY = 32, 2
# It ends when so many rounds on end have not lowered the number of panels that break a bound.
PATIENCE = 60
# Counts, and the bounds of a panel, are far below this where panels have few units.
LARGEST = 8000


def can_deal(problem: Problem) -> bool:
    """Whether sums of a panel are so small that they can be added up quickly."""
    in_a_panel = problem.most[0] + SPARE
    return bool(problem.adds.max(initial=0) * in_a_panel <= LARGEST and problem.least.max(initial=0) <= LARGEST)


def deal(
    problem: Problem,
    appearances: Ints,
    panels: int,
    on_panel: Callable[[int], None] | None = None,
    seconds_left: Clock = forever,
) -> NDArray[np.uint16]:
    """(up to `panels`, T) panels, each of which keeps every bound; together no type comes more often than it should.

    With all `panels` rows the column sums are `appearances`; those that still broke a bound in the end are left out.
    Cost per round: PLACES squared times bounds, for each panel that breaks a bound; most are done after a hundred rounds.
    """
    table = _Table(problem, appearances, panels)
    fewest, patience = panels + 1, PATIENCE
    while table.broken.size and patience and seconds_left() > 0:
        table.exchange()
        patience -= 1
        if table.broken.size < fewest:
            fewest, patience = table.broken.size, PATIENCE
            if on_panel is not None:
                on_panel(panels - fewest)
    return table.kept()


@dataclass(frozen=True, slots=True)
class _Pairs:
    """first, second: (N,) numbers of panels, those of `first` different from each other and from all of `second`."""

    first: Ints
    second: Ints


class _Table:
    """hands: (m, K) the types of the units in each panel, T for an empty place.  sums: (m, Q) what they add up to."""

    def __init__(self, problem: Problem, appearances: Ints, panels: int) -> None:
        self._types = problem.types
        order = alike_next_to_each_other(problem, appearances, panels)
        deck = np.repeat(order, appearances[order])
        places = -(-len(deck) // panels) + SPARE
        hands = np.full(places * panels, problem.types)
        # Panel p gets units p, p + m, p + 2m …: of each run of alike units all panels get the same number, to within 1.
        hands[: len(deck)] = deck
        self._hands: Ints = np.ascontiguousarray(hands.reshape(places, panels).T)
        self._adds = np.vstack([problem.adds, np.zeros_like(problem.adds[:1])]).astype(np.int16)
        # How far a sum is from the middle of its bounds, beyond half of the room; all of it times two to stay whole.
        most = np.minimum(problem.most, LARGEST)
        self._twice_middle, self._room = (
            (problem.least + most).astype(np.int16),
            (most - problem.least).astype(np.int16),
        )
        # There is no end of empty places.
        self._limit = np.append(problem.limit, len(hands))
        self._sums = self._adds[self._hands].sum(axis=1, dtype=np.int16)
        self._excess = self._excess_of(self._sums)
        self._dice = np.random.Generator(np.random.PCG64(panels))
        self._round = 0

    @property
    def broken(self) -> Ints:
        return np.flatnonzero(self._excess)

    def kept(self) -> NDArray[np.uint16]:
        hands = self._hands[self._excess == 0]
        table = np.zeros((len(hands), self._types + 1), dtype=np.uint16)
        np.add.at(table, (np.arange(len(hands))[:, None], hands), 1)
        return table[:, :-1]

    def exchange(self) -> None:
        """One round: panels that break a bound exchange a unit, or give one away, with each other or with others."""
        self._round += 1
        for pairs in self._pairs():
            step = AT_ONCE // PLACES**2
            for begin in range(0, len(pairs.first), step):
                self._exchange(_Pairs(pairs.first[begin : begin + step], pairs.second[begin : begin + step]))

    def _pairs(self) -> list[_Pairs]:
        """Broken panels with each other every third time, else each with panels that are right."""
        broken = self._dice.permutation(self.broken)
        right = self._dice.permutation(np.flatnonzero(self._excess == 0))
        half = len(broken) // 2
        if (self._round % 3 == 0 and half) or not len(right):
            return [_Pairs(broken[:half], broken[half : 2 * half])]
        count = min(len(broken), len(right))
        tries = max(1, min(PARTNERS, TRIED_AT_ONCE // count, len(right) // count))
        return [_Pairs(np.repeat(broken[:count], tries), right[: count * tries])]

    def _exchange(self, pairs: _Pairs) -> None:
        first, second = pairs.first, pairs.second
        of_first, of_second = (self._dice.permutation(self._hands.shape[1])[:PLACES] for _ in range(2))
        mine, other = self._hands[first[:, None], of_first], self._hands[second[:, None], of_second]
        change = self._adds[other][:, None, :, :] - self._adds[mine][:, :, None, :]
        after = self._excess_of(self._sums[first][:, None, None, :] + change)
        after += self._excess_of(self._sums[second][:, None, None, :] - change)
        after[mine[:, :, None] == other[:, None, :]] = np.iinfo(after.dtype).max // 2
        after = after.reshape(len(first), -1)
        # Among equals one by lot.
        best = (after + self._dice.random(after.shape, dtype=np.float32)).argmin(axis=1)
        falls = self._excess[first] + self._excess[second] - after[np.arange(len(first)), best]
        chosen = _best_of_each(first, falls)
        may_rise = self._dice.integers(0, WORSE_ONE_IN, len(chosen)) == 0
        chosen = chosen[falls[chosen] >= np.where(may_rise, -WORSE_BY, 0)]
        place, other_place = np.divmod(best[chosen], len(of_second))
        self._swap(first[chosen], of_first[place], second[chosen], of_second[other_place])

    def _swap(self, first: Ints, place: Ints, second: Ints, other_place: Ints) -> None:
        mine, other = self._hands[first, place], self._hands[second, other_place]
        fits = self._takes(first, other) & self._takes(second, mine)
        first, place, mine = first[fits], place[fits], mine[fits]
        second, other_place, other = second[fits], other_place[fits], other[fits]
        self._hands[first, place], self._hands[second, other_place] = other, mine
        change = self._adds[other] - self._adds[mine]
        self._sums[first] += change
        self._sums[second] -= change
        for panels in (first, second):
            self._excess[panels] = self._excess_of(self._sums[panels])

    def _takes(self, panels: Ints, types: Ints) -> NDArray[np.bool_]:
        """Whether there is one more unit of the type than the panel has."""
        taken = (self._hands[panels] == types[:, None]).sum(axis=1)
        less: NDArray[np.bool_] = taken < self._limit[types]
        return less

    def _excess_of(self, sums: NDArray[np.int16]) -> NDArray[np.int32]:
        """(…,) twice the sum of how far sums (…, Q) are beyond their bounds."""
        beyond = np.abs(2 * sums - self._twice_middle) - self._room
        excess: NDArray[np.int32] = np.maximum(beyond, 0).sum(axis=-1, dtype=np.int32)
        return excess


def _best_of_each(first: Ints, falls: Ints) -> Ints:
    """For each different panel of `first` the number of the pair whose excess falls most."""
    order = np.lexsort((-falls, first))
    return order[np.diff(first[order], prepend=-1) != 0]
