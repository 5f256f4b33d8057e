"""Can the rules be met, how many seats can be filled, and what is the least that must change?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from fairdraw.clock import Clock, forever, part_of
from fairdraw.solver import Optimum, OutOfTime, maximise
from fairdraw.types import Ints, Problem

# So many types are tried first where there are more than twice as many.
FREQUENT = (200, 1000, 4000)
# The part of the time in which the fullest outcome is looked for; after it any outcome will do.
FULLEST_SHARE = 0.5
# Seats by which a relaxation may seem to move too many through the solver's rounding.
BROKEN = 1e-6


def fill(problem: Problem, seconds_left: Clock = forever) -> Ints | None:
    """(T,) the fullest outcome that keeps every bound, or None. Cost: one integer programme of T columns.

    With very many types the most frequent ones alone are tried first: if they fill every seat, nothing is fuller. If they
    cannot keep the bounds, nothing can where not even fractions of all types do.
    When the time is short, the fullest outcome that is found is taken. Raises OutOfTime if there is none by then.
    """
    everything = np.arange(problem.types)
    tried = [count for count in FREQUENT if 2 * count < problem.types]
    for count in tried:
        part = _fullest(problem, _frequent(problem, problem.limit, count), seconds=seconds_left())
        if part is not None and int(part @ problem.adds[:, 0]) == problem.most[0]:
            return part
    if tried and _fullest(problem, everything, whole=False, seconds=seconds_left()) is None:
        return None
    try:
        return _fullest(problem, everything, seconds=part_of(seconds_left, FULLEST_SHARE)())
    except OutOfTime:
        # Any outcome, however few seats it fills.
        return _fullest(problem, everything, enough=math.inf, seconds=seconds_left())


def _fullest(
    problem: Problem, types: Ints, *, whole: bool = True, enough: float = 0.5, seconds: float = math.inf
) -> Ints | None:
    """As fill, with no units of other types; if not whole, of fractions, rounded: good for whether there is anything."""
    found = maximise(
        problem.adds[types, 0],
        problem.adds[types].T,
        problem.least,
        problem.most,
        np.zeros(len(types)),
        problem.limit[types],
        whole=whole,
        gap=enough,
        seconds=seconds,
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


def smallest_shifts(
    problem: Problem, down: Ints | None = None, up: Ints | None = None, seconds_left: Clock = forever
) -> tuple[Ints, Ints] | None:
    """(Q,) how far the lower bounds go down and the upper bounds go up, fewest seats in all, or None.

    down, up: (Q,) 1 for the bounds that may move; without both, all quotas but not the number of seats.
    Raises OutOfTime. Cost: one integer programme of T + 2 Q columns.
    """
    bounds = len(problem.least)
    if down is None and up is None:
        down = up = np.array([0] + [1] * (bounds - 1), dtype=np.int64)
    down = np.zeros(bounds, dtype=np.int64) if down is None else down
    up = np.zeros(bounds, dtype=np.int64) if up is None else up
    if problem.types > 2 * FREQUENT[0]:
        relaxed = _shifted(problem, np.arange(problem.types), down, up, seconds_left, whole=False)
        if relaxed is None:
            return None
        part = _shifted(problem, _frequent(problem, problem.supply, FREQUENT[0]), down, up, seconds_left, whole=True)
        # Fewer seats than the relaxation moves, rounded up, no whole numbers can move.
        if part is not None and round(-part.value) == math.ceil(-relaxed.value - BROKEN):
            return _moves(part, bounds)
    found = _shifted(problem, np.arange(problem.types), down, up, seconds_left, whole=True)
    return None if found is None else _moves(found, bounds)


def _shifted(
    problem: Problem, types: Ints, down: Ints, up: Ints, seconds_left: Clock, *, whole: bool
) -> Optimum | None:
    """The fewest seats by which bounds move so that units of these types can keep them."""
    one = np.eye(len(problem.least))
    return maximise(
        np.concatenate([np.zeros(len(types)), -np.ones(2 * len(one))]),
        np.hstack([problem.adds[types].T, one, -one]),
        problem.least,
        # A least number above the supply: the supply, which bounds from above without being asked to, gives way.
        np.maximum(problem.most, problem.least),
        np.zeros(len(types) + 2 * len(one)),
        np.concatenate([problem.supply[types], problem.least * down, (problem.supply @ problem.adds) * up]),
        whole=whole,
        gap=0.5,
        seconds=seconds_left(),
    )


def _moves(found: Optimum, bounds: int) -> tuple[Ints, Ints]:
    shifts = np.rint(found.x[-2 * bounds :]).astype(np.int64)
    return shifts[:bounds], shifts[bounds:]


def _frequent(problem: Problem, units: Ints, count: int) -> Ints:
    """The numbers of the types with the most units."""
    return np.argsort(-units, kind="stable")[:count]
