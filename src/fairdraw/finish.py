"""Fill a list of panels up where the wished appearances cannot be split into panels to the last one.

The idea stands in docs/lottery.md under "Finish".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fairdraw.clock import Clock, forever
from fairdraw.solver import OutOfTime, maximise
from fairdraw.types import Floats, Ints, Problem

# What a unit loses that comes before its turn, as a part of what one loses that is owed nothing.
EARLY = 0.2


def finish(
    problem: Problem,
    appearances: Ints,
    made: Ints,
    panels: int,
    on_panel: Callable[[int], None] | None = None,
    seconds_left: Clock = forever,
) -> Ints:
    """(panels, T) the panels that are made, and others after them, so that nobody loses more than is needed.

    made: (k, T) panels that keep every bound. appearances: (T,) over all panels; a few types get some more or less.
    There are fewer panels, but one, when there is no time left.
    Raises AssertionError if no panel keeps every bound. Cost per panel: an integer programme of 3 T columns.
    """
    table = list(made)
    rest = appearances - made.sum(axis=0)
    while len(table) < panels:
        try:
            clock = seconds_left if table else forever
            panel = _neediest(problem, appearances, rest, panels - len(table), clock)
        except OutOfTime:
            break
        table.append(panel)
        rest = rest - panel
        if on_panel is not None:
            on_panel(len(table))
    return np.array(table, dtype=np.int64).reshape(-1, problem.types)


def _neediest(problem: Problem, appearances: Ints, rest: Ints, left: int, seconds_left: Clock) -> Ints:
    """The panel with the units that miss the largest shares of their appearances.

    The share of what is left counts by its need, more of it a little against it, and units that are owed nothing fully.
    """
    owed = np.maximum(rest, 0)
    share = np.minimum(-(-owed // left), problem.limit)
    early = np.minimum(owed, problem.limit) - share
    unit: Floats = 1.0 / np.maximum(appearances, 1)
    found = maximise(
        np.concatenate([owed * unit, -EARLY * unit, (np.minimum(rest, 0) - 1) * unit]),
        np.vstack([problem.adds] * 3).T,
        problem.least,
        problem.most,
        np.zeros(3 * problem.types),
        np.concatenate([share, early, problem.limit - share - early]),
        whole=True,
        seconds=seconds_left(),
    )
    if found is None:
        raise AssertionError("there was a panel to begin with")
    panel: Ints = np.rint(found.x).astype(np.int64).reshape(3, problem.types).sum(axis=0)
    return panel
