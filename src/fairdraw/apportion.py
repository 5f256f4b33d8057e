"""Whole numbers of appearances over all panels, as near to the leximin chances as they can be.

The formulas stand in docs/lottery.md under "Apportion".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fairdraw.leximin import chances
from fairdraw.mend import Dice, mend
from fairdraw.proof import Level
from fairdraw.solver import maximise
from fairdraw.types import Floats, Ints, Problem

# The relative losses that are tried, from none to nearly all; the first that whole numbers allow is refined.
LOSSES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
REFINEMENTS = 5
# Above this loss of the smallest chance other numbers of panels are tried.
GOOD_LOSS = 0.0005
# The solver's values stand for whole numbers if they are this near to one.
NEARLY_WHOLE = 1e-7


@dataclass(frozen=True, slots=True)
class Appearances:
    """times: (T,) appearances over `panels` panels.  loss: of the smallest chance, relative to the leximin one."""

    times: Ints
    panels: int
    loss: float


def apportion(problem: Problem, levels: Sequence[Level], panels: int) -> Appearances | None:
    """Appearances over `panels` panels or more, with the least loss of the smallest chance; None if none were found.

    The number asked for is kept if the loss is at most GOOD_LOSS. Else the first number up to twice that is tried
    over which the smallest chance of a single unit comes to nearly a whole number of appearances from above, or
    else the number at which it comes nearest; the better of both is taken.
    Cost: two dozen linear programmes of Q rows and T columns, and one mending, once or twice.
    """
    asked = _apportion(problem, levels, panels)
    if asked is not None and asked.loss <= GOOD_LOSS:
        return asked
    other = _promising(levels, panels)
    found = None if other == panels else _apportion(problem, levels, other)
    kept = [each for each in (asked, found) if each is not None]
    return min(kept, key=lambda each: each.loss, default=None)


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


def _apportion(problem: Problem, levels: Sequence[Level], panels: int) -> Appearances | None:
    """First the loss at the smallest chance is made as small as can be, then that of all other types."""
    target: Floats = np.array([float(each) for each in chances(problem, levels)]) * (problem.supply * panels)
    first = np.zeros(problem.types, dtype=bool)
    first[list(_first(levels).types)] = True
    smallest: Floats = float(_first(levels).value) * panels * (problem.weight * problem.supply) * (target > 0)
    ceiling = problem.supply * panels

    def low(loss: float, loss_of_others: float) -> Ints:
        wanted = np.where(
            first, target * (1 - loss), np.maximum(target * (1 - loss_of_others), smallest * (1 - loss))
        )
        return np.clip(np.ceil(wanted - NEARLY_WHOLE), target > 0, ceiling).astype(np.int64)

    def high(loss: float) -> Ints:
        return np.minimum(np.floor(target * (1 + loss) + NEARLY_WHOLE) + (target > 0), ceiling).astype(
            np.int64
        )

    def fits(loss: float, loss_of_others: float) -> bool:
        return _fits(problem, low(loss, loss_of_others), high(max(loss, loss_of_others)), panels)

    loss = _least_loss(lambda loss: fits(loss, 1.0))
    if loss is None:
        return None
    others = _least_loss(lambda loss_of_others: fits(loss, loss_of_others))
    for wider in (1.0, 2.0, 4.0, 100.0):
        allowed, allowed_others = min(loss * wider, 1.0), min((others or 1.0) * wider, 1.0)
        least, most = low(allowed, allowed_others), high(max(allowed, allowed_others))
        start = np.clip(np.rint(target).astype(np.int64), least, most)
        bounds = problem.least * panels, problem.most * panels
        times = mend(start, least, most, problem.adds, *bounds, Dice(panels))
        if times is not None:
            return Appearances(times, panels, _loss(times, smallest))
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


def _fits(problem: Problem, low: Ints, high: Ints, panels: int) -> bool:
    """Whether numbers between low and high, whole or not, keep `panels` times each bound."""
    nothing = np.zeros(problem.types)
    bounds = problem.least * panels, problem.most * panels
    return bool((low <= high).all()) and maximise(nothing, problem.adds.T, *bounds, low, high) is not None
