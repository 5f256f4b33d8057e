"""Whole numbers of appearances over all panels, as near to the leximin chances as they can be.

The formulas stand in docs/lottery.md under "Apportion".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairdraw.clock import Clock, forever
from fairdraw.leximin import chances
from fairdraw.mend import Dice, mend
from fairdraw.proof import Level
from fairdraw.solver import Programme
from fairdraw.types import Floats, Ints, Problem

# The relative losses (or gains) that are tried, from none to nearly all; the first that whole numbers allow is refined.
LOSSES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
REFINEMENTS = 4
# Losses that need not be smaller, of the types with the smallest chance and of the others; nor need gains.
GOOD_LOSS, GOOD_OTHER_LOSS, GOOD_GAIN = 0.0002, 0.001, 0.005
# What is added to both losses and to the gain until whole numbers are found.
MORE_ROOM = (
    (0.0, 0.0, 0.0), (0.0, 0.0, 3e-3), (0.0, 1e-4, 1e-2), (1e-5, 3e-4, 1e-2), (1e-5, 3e-4, 3e-2), (1e-4, 1e-3, 3e-2),
    (1e-4, 3e-3, 0.1), (3e-4, 1e-2, 0.1), (1e-3, 3e-2, 0.3), (1e-3, 0.1, 1.0), (1e-2, 0.3, 1.0), (0.1, 1.0, 1.0),
    (1.0, 1.0, 1.0),
)  # fmt: skip
# The solver's values are taken for whole numbers if they are this near to one.
NEARLY_WHOLE = 1e-7
# So many numbers of panels are looked at together: memory.
AT_ONCE = 500


def number_of_panels(problem: Problem, levels: Sequence[Level], least: int, most: int) -> int:
    """The first number of panels, from `least` to `most`, over which all types come to nearly whole numbers.

    Nearly: as a part of themselves, and nearer for the smallest chance. If there is none, it is the number at which they come
    nearest. What one type of a level gains by being rounded up, others of it lose, so both ways count alike.
    Cost: O((most − least) · different numbers of a type).
    """
    wanted, first = _different(_wanted(problem, levels, 1))
    good = np.where(first, GOOD_LOSS, GOOD_OTHER_LOSS)
    best, best_miss = least, np.inf
    for begin in range(least, most + 1, AT_ONCE):
        counts = np.arange(begin, min(begin + AT_ONCE, most + 1))
        target = counts[:, None] * wanted
        miss = (np.abs(target - np.rint(target)) / target / good).max(axis=1, initial=0.0)
        if (nearly := np.flatnonzero(miss <= 1)).size:
            return int(counts[nearly[0]])
        if miss.min() < best_miss:
            best, best_miss = int(counts[miss.argmin()]), float(miss.min())
    return best


def panels_for_the_rare(problem: Problem, levels: Sequence[Level], least: int, most: int) -> int:
    """The number of panels over which all others lose least when every type comes at least as often as it should.

    Where a panel has few units, most types appear a few times in all, and what whole numbers give to some by rounding up, all lose
    together. Cost: O((most − least) · different numbers of a type).
    """
    wanted = _wanted(problem, levels, 1).target
    numbers, types = np.unique(_short(wanted[wanted > 0]), return_counts=True)
    best, best_more = least, np.inf
    for begin in range(least, most + 1, AT_ONCE):
        counts = np.arange(begin, min(begin + AT_ONCE, most + 1))
        target = counts[:, None] * numbers
        more = (np.ceil(target * (1 - GOOD_OTHER_LOSS) - NEARLY_WHOLE) - target) @ types / (target @ types)
        if more.size and more.min() < best_more:
            best, best_more = int(counts[more.argmin()]), float(more.min())
    return best


def apportion(problem: Problem, levels: Sequence[Level], panels: int, seconds_left: Clock = forever) -> Ints | None:
    """(T,) appearances over that many panels, or None if no whole numbers keep the bounds together.

    First the types with the smallest chance lose as little as can be, then all others, then those who gain gain as little.
    Raises OutOfTime.
    Cost: about thirty linear programmes of Q rows and T columns, each of few steps, and one mending.
    """
    wanted = _wanted(problem, levels, panels)
    fits = _Fits(wanted, seconds_left)
    loss = _least(lambda loss: fits.within(loss, 1.0, 1.0), GOOD_LOSS)
    if loss is None:
        return None
    others = _least(lambda others: fits.within(loss, others, 1.0), GOOD_OTHER_LOSS)
    gain = _least(lambda gain: fits.within(loss, others or 0.0, gain), GOOD_GAIN)
    # Whole numbers may need a little more room than fractions, first for the types above the smallest chance.
    for more in MORE_ROOM:
        room = (min(each + extra, 1.0) for each, extra in zip((loss, others or 0.0, gain or 0.0), more, strict=True))
        low, high = wanted.range(*room)
        start = np.clip(np.rint(wanted.target).astype(np.int64), low, high)
        bounds = problem.least * panels, problem.most * panels
        times = mend(start, low, high, problem.adds, *bounds, Dice(panels), seconds_left=seconds_left)
        if times is not None:
            return times
    return None


def rounded(problem: Problem, levels: Sequence[Level], panels: int) -> Ints:
    """(T,) the appearances by the chances, rounded one by one, at least 1: over all panels they may break bounds."""
    target = _wanted(problem, levels, panels).target
    return np.maximum(np.rint(target), target > 0).astype(np.int64)


def first_level(levels: Sequence[Level]) -> Level | None:
    """The level of the smallest chance that is not zero."""
    return next((level for level in levels if level.value > 0), None)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """target: (T,) appearances by the leximin chances.  first: (T,) which types have the smallest chance.

    smallest: (T,) appearances by the smallest chance, below which nobody is to fall.
    """

    problem: Problem
    panels: int
    target: Floats
    first: NDArray[np.bool_]
    smallest: Floats

    def range(self, loss: float, of_others: float, gain: float) -> tuple[Ints, Ints]:
        """The least and most appearances with these losses and this gain; up to the next whole number is always allowed."""
        others = np.maximum(self.target * (1 - of_others), self.smallest * (1 - loss))
        least = np.where(self.first, self.target * (1 - loss), others)
        ceiling = self.problem.supply * self.panels
        low = np.clip(np.ceil(least - NEARLY_WHOLE), self.target > 0, ceiling).astype(np.int64)
        high = np.floor(np.minimum(self.target * (1 + gain) + NEARLY_WHOLE, ceiling)).astype(np.int64)
        return low, np.maximum(low, high)


def _wanted(problem: Problem, levels: Sequence[Level], panels: int) -> _Wanted:
    target: Floats = np.array([float(each) for each in chances(problem, levels)]) * (problem.supply * panels)
    first = np.zeros(problem.types, dtype=bool)
    smallest = np.zeros(problem.types)
    lowest = first_level(levels)
    if lowest is not None:
        first[list(lowest.types)] = True
        smallest = np.where(target > 0, float(lowest.value) * problem.weight * problem.supply * panels, 0.0)
    return _Wanted(problem, panels, target, first, smallest)


def _different(wanted: _Wanted) -> tuple[Floats, NDArray[np.bool_]]:
    """The different numbers above 0 that types come to, and which of them are of the smallest chance."""
    live = wanted.target > 0
    pairs = np.unique(np.stack([_short(wanted.target[live]), wanted.first[live]]), axis=1)
    return pairs[0], pairs[1] > 0


def _short(numbers: Floats) -> Floats:
    """Numbers above 0 with twelve digits: what differs by the computer's rounding alone is one number."""
    mantissas, powers = np.frexp(numbers)
    short: Floats = np.ldexp(np.round(mantissas, 12), powers)
    return short


def _least(fits: Callable[[float], bool], good: float) -> float | None:
    """The least loss that fits, up to what REFINEMENTS halvings leave; one that is good need not be smaller."""
    if fits(good):
        return good
    works = next((loss for loss in LOSSES if loss > good and fits(loss)), None)
    if works is None:
        return None
    fails = max(good, LOSSES[LOSSES.index(works) - 1])
    for _ in range(REFINEMENTS):
        middle = (works + fails) / 2
        works, fails = (middle, fails) if fits(middle) else (works, middle)
    return works


class _Fits:
    """Whether numbers in a range, whole or not, keep so many times each bound as there are panels."""

    def __init__(self, wanted: _Wanted, seconds_left: Clock) -> None:
        problem, self._seconds_left = wanted.problem, seconds_left
        bounds = problem.least * wanted.panels, problem.most * wanted.panels
        nothing = np.zeros(problem.types)
        self._wanted = wanted
        self._programme = Programme(nothing, problem.adds.T, *bounds, nothing, nothing)

    def within(self, loss: float, of_others: float, gain: float) -> bool:
        self._programme.limits(*self._wanted.range(loss, of_others, gain))
        return self._programme.solve(seconds=self._seconds_left()) is not None
