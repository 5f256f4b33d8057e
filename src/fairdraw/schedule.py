"""Split the appearances into panels, each of which keeps every bound.

The idea and the proof that the last panel comes out right stand in docs/lottery.md under "Schedule".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fairdraw.clock import Clock, forever
from fairdraw.mend import Dice, mend
from fairdraw.types import Ints, Problem

# When a panel cannot be found, so many panels before it are taken apart and made anew, in turn.
STEPS_BACK = (4, 8, 16, 32, 64)
ATTEMPTS = 10
# So few types are cheap to try an integer programme on; with more of them single steps nearly always do.
FEW_TYPES = 400


def schedule(
    problem: Problem,
    appearances: Ints,
    panels: int,
    on_panel: Callable[[int], None] | None = None,
    seconds_left: Clock = forever,
) -> Ints:
    """(up to `panels`, T) whole numbers, of which every row keeps every bound.

    With all `panels` rows the column sums are `appearances`. With fewer no next panel was found, or there was no time left;
    each type then comes about as often as its share of these panels.
    on_panel: called with the number of panels that are done.
    Cost per panel: sorting is done once; a few passes over T types, then mending of a few units.
    """
    order = alike_next_to_each_other(problem, appearances, panels)
    adds, supply = problem.adds[order], problem.supply[order]
    rest = appearances[order].copy()
    made: list[Ints] = []
    dice = Dice(panels)
    attempts = 0
    while len(made) < panels and seconds_left() > 0:
        panel = _next_panel(rest, panels - len(made), supply, adds, problem.least, problem.most, dice, seconds_left)
        if panel is None:
            if attempts == ATTEMPTS:
                break
            back = STEPS_BACK[attempts % len(STEPS_BACK)]
            attempts += 1
            for undone in made[-back:]:
                rest += undone
            del made[-back:]
            continue
        made.append(panel)
        rest -= panel
        if on_panel is not None:
            on_panel(len(made))
    table = np.empty((len(made), problem.types), dtype=np.int64)
    table[:, order] = np.array(made, dtype=np.int64).reshape(table.shape)
    return table


def alike_next_to_each_other(problem: Problem, appearances: Ints, panels: int) -> Ints:
    """An order of the types in which neighbours add alike, first of all to the bounds with the least room."""
    sums = appearances @ problem.adds
    room = np.minimum(sums - panels * problem.least, panels * problem.most - sums)
    tightest_last = np.argsort(-room, kind="stable")
    return np.lexsort(problem.adds[:, tightest_last].T)


def _next_panel(
    rest: Ints, left: int, supply: Ints, adds: Ints, least: Ints, most: Ints, dice: Dice, seconds_left: Clock
) -> Ints | None:
    """One panel out of what is left, so that the other `left` − 1 panels still have bounds they can keep.

    Each type takes its share of what is left, rounded down or up; if that fails, one more step either way.
    """
    low = rest // left
    part = rest - low * left
    high = low + (part > 0)
    sums = rest @ adds
    floor = np.maximum(least, sums - (left - 1) * most)
    ceiling = np.minimum(most, sums - (left - 1) * least)
    start = low + _systematic(part, left, dice.below(left))
    # Near its share of every sum: else a sum with room drifts to its bound, and the last panels have none.
    share = sums // left
    near = np.maximum(floor, share), np.minimum(ceiling, -(-sums // left))
    panel = mend(start, low, high, adds, *near, dice, by_programme=len(rest) <= FEW_TYPES, seconds_left=seconds_left)
    if panel is None:
        panel = mend(start, low, high, adds, floor, ceiling, dice, seconds_left=seconds_left)
    if panel is None and left > 1:
        lowest, highest = np.maximum(rest - (left - 1) * supply, 0), np.minimum(rest, supply)
        low, high = np.maximum(low - 1, lowest), np.minimum(high + 1, highest)
        panel = mend(start, low, high, adds, floor, ceiling, dice, seconds_left=seconds_left)
    return panel


def _systematic(part: Ints, left: int, offset: int) -> Ints:
    """Round part/left down or up, so that in every run of neighbours the sum is right to within 1."""
    ends = (np.cumsum(part) + offset) // left
    return np.diff(ends, prepend=0)
