"""Fill a list of panels up where the wished appearances cannot be split into panels to the last one.

The idea stands in docs/lottery.md under "Finish".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fairdraw.clock import Clock, forever
from fairdraw.errors import TooFarApart
from fairdraw.solver import MOST_NODES, OutOfTime, maximise
from fairdraw.types import Counts, Floats, Ints, Problem

# What a unit loses that comes before its turn, as a part of what one loses that is owed nothing.
EARLY = 0.2
# With many types a panel is looked for among those that are owed something and so many of the others.
OTHERS = 300
# Nodes of a search among those: a panel that is good enough mostly comes up among the first.
FEW_NODES = 2000


def finish(
    problem: Problem,
    appearances: Ints,
    made: Counts,
    panels: int,
    on_panel: Callable[[int], None] | None = None,
    seconds_left: Clock = forever,
    *,
    most: int = 0,
) -> Counts:
    """(panels, T) the panels that are made, and others after them, so that nobody loses more than is needed.

    made: (k, T) panels that keep every bound. appearances: (T,) over all panels; a few types get some more or less.
    most: where somebody is still owed something after `panels`, there are more, up to this number.
    There are fewer panels, perhaps none, when there is no time left. Where a search is too hard, a panel comes once more.
    Cost per panel: an integer programme of 3 T columns, or of 3 · (OTHERS + those who are owed something).
    """
    table: list[Ints] = []
    rest = appearances - made.sum(axis=0, dtype=np.int64)
    count = len(made)
    while count < panels or (count < most and (rest > 0).any()):
        try:
            panel = _neediest(problem, appearances, rest, max(1, panels - count), seconds_left)
        except OutOfTime:
            known = np.vstack([made, *(each.astype(made.dtype) for each in table)]) if table else made
            if seconds_left() <= 0 or not len(known):
                break
            panel = known[_neediest_known(known, appearances, rest)].astype(np.int64)
        table.append(panel)
        count += 1
        rest = rest - panel
        if on_panel is not None and count <= panels:
            on_panel(count)
    return np.vstack([made, np.array(table, dtype=made.dtype).reshape(-1, problem.types)])


def _neediest_known(known: Counts, appearances: Ints, rest: Ints) -> int:
    """The number of the panel whose units miss the largest shares of their appearances."""
    share: Floats = rest / np.maximum(appearances, 1)
    return int((known @ share).argmax())


def _neediest(problem: Problem, appearances: Ints, rest: Ints, left: int, seconds_left: Clock) -> Ints:
    """The panel with the units that miss the largest shares of their appearances. Raises OutOfTime."""
    if problem.types > 2 * OTHERS:
        frequent = np.argsort(-appearances, kind="stable")[:OTHERS]
        types = np.union1d(frequent, np.argsort(-rest / np.maximum(appearances, 1), kind="stable")[:OTHERS])
        found = _neediest_of(types, problem, appearances, rest, left, seconds_left, FEW_NODES)
        if found is not None:
            return found
    everybody = np.arange(problem.types)
    found = _neediest_of(everybody, problem, appearances, rest, left, seconds_left, MOST_NODES)
    if found is None:
        raise TooFarApart("the solver does not find the outcome that there is")
    return found


def _neediest_of(
    types: Ints,
    problem: Problem,
    appearances: Ints,
    rest: Ints,
    left: int,
    seconds_left: Clock,
    most_nodes: int,
) -> Ints | None:
    """The same of some types alone, None if no panel holds none but those.

    The share of what is left counts by its need, more of it a little against it, and units that are owed nothing fully.
    """
    rest, limit = rest[types], problem.limit[types]
    owed = np.maximum(rest, 0)
    share = np.minimum(-(-owed // left), limit)
    early = np.minimum(owed, limit) - share
    unit: Floats = 1.0 / np.maximum(appearances[types], 1)
    found = maximise(
        np.concatenate([owed * unit, -EARLY * unit, (np.minimum(rest, 0) - 1) * unit]),
        np.vstack([problem.adds[types]] * 3).T,
        problem.least,
        problem.most,
        np.zeros(3 * len(types)),
        np.concatenate([share, early, limit - share - early]),
        whole=True,
        seconds=seconds_left(),
        most_nodes=most_nodes,
    )
    if found is None:
        return None
    panel = np.zeros(problem.types, dtype=np.int64)
    panel[types] = np.rint(found.x).astype(np.int64).reshape(3, len(types)).sum(axis=0)
    return panel
