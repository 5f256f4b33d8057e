"""The fairest chances over the relaxation: a sequence of linear programmes, each with its proof.

The formulas stand in docs/lottery.md under "Leximin".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from fairdraw.proof import PRICE_TOLERANCE, Level, bound_of_prices, in_proportion, round_down
from fairdraw.solver import Optimum, maximise
from fairdraw.types import Floats, Ints, Problem


def leximin(problem: Problem, on_level: Callable[[int, int], None] | None = None) -> tuple[Level, ...]:
    """The leximin chances of a problem that has a fractional solution, level by level.

    on_level: called with the number of types that are done and of all.
    Cost: one linear programme of Q rows and T columns per level; 8 to 20 levels are usual.
    """
    levels: list[Level] = []
    done = 0
    for level in each_level(problem):
        levels.append(level)
        done += len(level.types)
        if on_level is not None:
            on_level(done, problem.types)
    return tuple(levels)


def each_level(problem: Problem) -> Iterator[Level]:
    """The levels one by one, the smallest chance first; for who needs only the first of them."""
    levels = list(alone_impossible(problem))
    yield from levels
    chance = np.where(problem.limit > 0, -1.0, 0.0)
    while (chance < 0).any():
        level = _next_level(problem, chance, levels)
        levels.append(level)
        for kind in level.types:
            chance[kind] = float(level.value * int(problem.weight[kind]))
        yield level


def alone_impossible(problem: Problem) -> tuple[Level, ...]:
    """The level of the types of which one unit breaks a bound by itself, if there are any."""
    types = tuple(np.flatnonzero(problem.limit == 0).tolist())
    return (Level(Fraction(0), types, (), ()),) if types else ()


def chances(problem: Problem, levels: Sequence[Level]) -> tuple[Fraction, ...]:
    """The chance of each type."""
    found = {kind: level.value * int(problem.weight[kind]) for level in levels for kind in level.types}
    return tuple(found[kind] for kind in range(problem.types))


def _next_level(problem: Problem, chance: Floats, levels: Sequence[Level]) -> Level:
    free = np.flatnonzero(chance < 0)
    heaviest = int(problem.weight[free].max())
    optimum = _raise_together(problem, free, np.maximum(chance, 0.0), 1.0 / heaviest)
    if optimum.value >= (1 - PRICE_TOLERANCE) / heaviest:
        certain = free[problem.weight[free] == heaviest]
        return Level(Fraction(1, heaviest), tuple(certain.tolist()), (), ())
    prices = in_proportion(optimum.row_dual[: problem.adds.shape[1]])
    value = round_down(bound_of_prices(problem, prices, free, levels))
    paid = problem.adds[free] @ np.array([float(price) for price in prices])
    ended = free[paid > PRICE_TOLERANCE * abs(paid).max()]
    return Level(max(value, Fraction(0)), tuple(ended.tolist()), (), (1, *prices))


def _raise_together(problem: Problem, free: Ints, held: Floats, certain: float) -> Optimum:
    """Maximise z where z·weight_t·supply_t units of each free type are in, held_t·supply_t of each other, or
    more.

    The columns are what is in beyond that, and z. Types that were held could get more only if an earlier
    level
    were not the best, so the solver leaves them alone, but their columns belong to the proof. The rows "at
    most
    all units of the type" are added only where a solution breaks them.
    """
    supply = problem.supply.astype(float)
    claim = np.zeros(problem.types)
    claim[free] = (problem.weight * problem.supply)[free]
    taken = (held * supply) @ problem.adds
    rows = np.column_stack([problem.adds.T, claim @ problem.adds])
    gain = np.zeros(problem.types + 1)
    gain[-1] = 1.0
    capped = np.zeros(problem.types, dtype=bool)
    while True:
        extra = np.zeros((int(capped.sum()), problem.types + 1))
        extra[np.arange(len(extra)), np.flatnonzero(capped)] = 1.0
        extra[:, -1] = claim[capped]
        optimum = maximise(
            gain,
            np.vstack([rows, extra]),
            np.concatenate([problem.least - taken, np.full(len(extra), -np.inf)]),
            np.concatenate([problem.most - taken, supply[capped]]),
            np.zeros(problem.types + 1),
            np.append(problem.limit * (1 - held), certain),
        )
        if optimum is None:
            raise AssertionError("the relaxation was feasible at the level before")
        inside = optimum.x[:-1] + optimum.x[-1] * claim
        over = (inside > supply * (1 + 1e-9) + 1e-9) & (claim > 0) & ~capped
        if not over.any():
            return optimum
        capped |= over
