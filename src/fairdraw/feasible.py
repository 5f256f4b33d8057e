"""Can the rules be met, how many seats can be filled, and what is the least that must change?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairdraw.solver import maximise
from fairdraw.types import Ints, Problem

# Types that are tried first where there are more than twice as many.
FREQUENT = 500


def fill(problem: Problem) -> Ints | None:
    """(T,) the fullest outcome that keeps every bound, or None. Cost: one integer programme of T columns.

    With very many types the most frequent ones alone are tried first: if they fill every seat, nothing is fuller.
    """
    if problem.types > 2 * FREQUENT:
        often = np.argsort(-problem.limit, kind="stable")[:FREQUENT]
        part = _fullest(problem, often)
        if part is not None and int(part @ problem.adds[:, 0]) == problem.most[0]:
            return part
    return _fullest(problem, np.arange(problem.types))


def _fullest(problem: Problem, types: Ints) -> Ints | None:
    """As fill, with no units of other types."""
    found = maximise(
        problem.adds[types, 0],
        problem.adds[types].T,
        problem.least,
        problem.most,
        np.zeros(len(types)),
        problem.limit[types],
        whole=True,
        gap=0.5,
    )
    if found is None:
        return None
    outcome = np.zeros(problem.types, dtype=np.int64)
    outcome[types] = np.rint(found.x)
    return outcome


def filled(problem: Problem, outcome: Ints) -> Problem:
    """The same draw with exactly as many seats as the outcome fills."""
    least, most = problem.least.copy(), problem.most.copy()
    least[0] = most[0] = int(outcome @ problem.adds[:, 0])
    limit = np.where((problem.adds > most).any(axis=1), 0, problem.supply)
    return replace(problem, least=least, most=most, limit=limit)


def smallest_shifts(problem: Problem, down: Ints | None = None, up: Ints | None = None) -> tuple[Ints, Ints] | None:
    """(Q,) how far the lower bounds go down and the upper bounds go up, fewest seats in all, or None.

    down, up: (Q,) 1 for the bounds that may move; without both, all quotas but not the number of seats.
    Cost: one integer programme of T + 2 Q columns.
    """
    bounds = len(problem.least)
    if down is None and up is None:
        down = up = np.array([0] + [1] * (bounds - 1), dtype=np.int64)
    down = np.zeros(bounds, dtype=np.int64) if down is None else down
    up = np.zeros(bounds, dtype=np.int64) if up is None else up
    one = np.eye(bounds)
    found = maximise(
        np.concatenate([np.zeros(problem.types), -np.ones(2 * bounds)]),
        np.hstack([problem.adds.T, one, -one]),
        problem.least,
        # A least number above the supply: the supply, which bounds from above without being asked to, gives way.
        np.maximum(problem.most, problem.least),
        np.zeros(problem.types + 2 * bounds),
        np.concatenate([problem.supply, problem.least * down, (problem.supply @ problem.adds) * up]),
        whole=True,
        gap=0.5,
    )
    if found is None:
        return None
    shifts = np.rint(found.x[problem.types :]).astype(np.int64)
    return shifts[:bounds], shifts[bounds:]
