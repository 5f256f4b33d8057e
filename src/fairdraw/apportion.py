"""Whole numbers of appearances over all panels, as near to the leximin chances as they can be.

The formulas stand in docs/lottery.md under "Apportion".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairdraw.leximin import chances
from fairdraw.mend import Dice, mend
from fairdraw.proof import Level
from fairdraw.solver import maximise
from fairdraw.types import Floats, Ints, Problem

# The relative losses that are tried, from none to nearly all; the first that whole numbers allow is refined.
LOSSES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
REFINEMENTS = 4
# Above this loss of the smallest chance other numbers of panels are tried.
GOOD_LOSS = 0.0002
# What is added to the losses, of the smallest chance and of all others, until whole numbers are found.
MORE_ROOM = (
    (0.0, 0.0), (0.0, 1e-4), (1e-5, 3e-4), (1e-4, 1e-3), (1e-4, 3e-3), (3e-4, 1e-2),
    (1e-3, 3e-2), (1e-3, 0.1), (1e-2, 0.3), (0.1, 1.0), (1.0, 1.0),
)  # fmt: skip
# The solver's values stand for whole numbers if they are this near to one.
NEARLY_WHOLE = 1e-7


@dataclass(frozen=True, slots=True)
class Appearances:
    """times: (T,) appearances over `panels` panels.  loss: of the smallest chance, as a share of the best."""

    times: Ints
    panels: int
    loss: float


def apportion(problem: Problem, levels: Sequence[Level], panels: int) -> Appearances | None:
    """Appearances over `panels` panels or more, with the least loss of the smallest chance, or None.

    The number asked for is kept if the loss is at most GOOD_LOSS. Else the first number up to twice that is
    tried over which a single unit with the smallest chance comes to a whole number of appearances or hardly
    more, or else the number at which it comes nearest; the better of both is taken. After the loss of the
    smallest chance that of all others is made as small as can be.
    Cost: about thirty linear programmes of Q rows and T columns, and one mending.
    """
    wanted = _wanted(problem, levels, panels)
    loss = _least_loss(lambda loss: _fits(wanted, loss, 1.0))
    other = _promising(levels, panels)
    if other != panels and (loss is None or loss > GOOD_LOSS):
        elsewhere = _wanted(problem, levels, other)
        loss_there = _least_loss(lambda loss: _fits(elsewhere, loss, 1.0))
        if loss_there is not None and (loss is None or loss_there < loss):
            wanted, loss = elsewhere, loss_there
    return None if loss is None else _whole_times(wanted, loss)


def rounded(problem: Problem, levels: Sequence[Level], panels: int) -> Ints:
    """(T,) the appearances by the chances, rounded one by one, at least 1: over all panels they may break bounds."""
    target = _wanted(problem, levels, panels).target
    return np.maximum(np.rint(target), target > 0).astype(np.int64)


def _promising(levels: Sequence[Level], panels: int) -> int:
    smallest = float(_first(levels).value)
    counts = np.arange(panels, 2 * panels + 1)
    times = counts * smallest
    losses = 1 - np.floor(times + NEARLY_WHOLE) / times
    good = np.flatnonzero(losses <= GOOD_LOSS)
    return int(counts[good[0] if len(good) else losses.argmin()])


def _first(levels: Sequence[Level]) -> Level:
    """The level of the smallest chance that is not zero."""
    return next(level for level in levels if level.value > 0)


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

    def low(self, loss: float, of_others: float) -> Ints:
        others = np.maximum(self.target * (1 - of_others), self.smallest * (1 - loss))
        wanted = np.where(self.first, self.target * (1 - loss), others)
        ceiling = self.problem.supply * self.panels
        return np.clip(np.ceil(wanted - NEARLY_WHOLE), self.target > 0, ceiling).astype(np.int64)

    def high(self, loss: float) -> Ints:
        wanted = np.floor(self.target * (1 + loss) + NEARLY_WHOLE) + (self.target > 0)
        return np.minimum(wanted, self.problem.supply * self.panels).astype(np.int64)


def _wanted(problem: Problem, levels: Sequence[Level], panels: int) -> _Wanted:
    target: Floats = np.array([float(each) for each in chances(problem, levels)]) * (problem.supply * panels)
    first = np.zeros(problem.types, dtype=bool)
    first[list(_first(levels).types)] = True
    claim: Floats = (problem.weight * problem.supply * (target > 0)).astype(np.float64)
    smallest = claim * (float(_first(levels).value) * panels)
    return _Wanted(problem, panels, target, first, smallest)


def _whole_times(wanted: _Wanted, loss: float) -> Appearances | None:
    problem, panels = wanted.problem, wanted.panels
    others = _least_loss(lambda of_others: _fits(wanted, loss, of_others))
    # Whole numbers may need a little more room than fractions, first for the types above the smallest chance.
    for more, more_of_others in MORE_ROOM:
        allowed = min(loss + more, 1.0)
        of_others = min((1.0 if others is None else others) + more_of_others, 1.0)
        least, most = wanted.low(allowed, of_others), wanted.high(max(allowed, of_others))
        start = np.clip(np.rint(wanted.target).astype(np.int64), least, most)
        bounds = problem.least * panels, problem.most * panels
        times = mend(start, least, most, problem.adds, *bounds, Dice(panels))
        if times is not None:
            return Appearances(times, panels, _loss(times, wanted.smallest))
    return None


def _loss(times: Ints, smallest: Floats) -> float:
    reachable = smallest > 0
    return max(0.0, float((1 - times[reachable] / smallest[reachable]).max(initial=0.0)))


def _least_loss(fits: Callable[[float], bool]) -> float | None:
    """The least loss that fits, up to what REFINEMENTS halvings leave."""
    works, fails = next((loss for loss in LOSSES if fits(loss)), None), 0.0
    if works is None or works == 0.0:
        return works
    fails = LOSSES[LOSSES.index(works) - 1]
    for _ in range(REFINEMENTS):
        middle = (works + fails) / 2
        works, fails = (middle, fails) if fits(middle) else (works, middle)
    return works


def _fits(wanted: _Wanted, loss: float, of_others: float) -> bool:
    """Whether numbers in the range, whole or not, keep `panels` times each bound."""
    problem = wanted.problem
    low, high = wanted.low(loss, of_others), wanted.high(max(loss, of_others))
    bounds = problem.least * wanted.panels, problem.most * wanted.panels
    return maximise(np.zeros(problem.types), problem.adds.T, *bounds, low, np.maximum(low, high)) is not None
