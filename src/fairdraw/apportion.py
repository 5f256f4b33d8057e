"""Whole numbers of appearances over all panels, as near to the leximin chances as they can be.

The formulas stand in docs/lottery.md under "Apportion".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from fairdraw.mend import Dice, mend
from fairdraw.solver import maximise
from fairdraw.types import Floats, Ints, Problem

# The relative losses that are tried, from none to nearly all; the first that whole numbers allow is refined.
LOSSES = (0.0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
REFINEMENTS = 6
# The solver's values stand for whole numbers if they are this near to one.
NEARLY_WHOLE = 1e-7


def apportion(problem: Problem, chances: Sequence[Fraction], panels: int) -> Ints | None:
    """(T,) appearances over `panels` panels whose sums keep `panels` times each bound; None if none were
    found.

    No type gets less than (1 − loss) of its chance, with the loss as small as bisection finds it.
    Cost: a dozen linear programmes of Q rows and T columns, and one mending.
    """
    target: Floats = np.array([float(chance) for chance in chances]) * (problem.supply * panels)
    works, fails = None, -1.0
    for loss in LOSSES:
        if _fits(problem, target, panels, loss):
            works = loss
            break
        fails = loss
    if works is None:
        return None
    for _ in range(REFINEMENTS if works > 0 else 0):
        middle = (works + fails) / 2
        if _fits(problem, target, panels, middle):
            works = middle
        else:
            fails = middle
    for loss in (works, *(wider for wider in LOSSES if wider > works)):
        low, high = _range(problem, target, panels, loss)
        start = np.clip(np.rint(target).astype(np.int64), low, high)
        found = mend(start, low, high, problem.adds, problem.least * panels, problem.most * panels, Dice(panels))
        if found is not None:
            return found
    return None


def _range(problem: Problem, target: Floats, panels: int, loss: float) -> tuple[Ints, Ints]:
    """Least and most appearances; whoever has a chance at all appears at least once."""
    ceiling = problem.supply * panels
    low = np.ceil(target * (1 - loss) - NEARLY_WHOLE).astype(np.int64)
    low = np.clip(np.maximum(low, target > 0), 0, ceiling)
    high = np.floor(target * (1 + loss) + NEARLY_WHOLE).astype(np.int64) + (target > 0)
    return low, np.clip(high, low, ceiling)


def _fits(problem: Problem, target: Floats, panels: int, loss: float) -> bool:
    low, high = _range(problem, target, panels, loss)
    nothing = np.zeros(problem.types)
    rows = problem.adds.T
    return maximise(nothing, rows, problem.least * panels, problem.most * panels, low, high) is not None
