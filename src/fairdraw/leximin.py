"""The fairest chances over the relaxation: a sequence of linear programmes, each with its proof.

The formulas stand in docs/lottery.md under "Leximin".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from fairdraw.proof import PRICE_TOLERANCE, Level, bound_of_prices, in_proportion, round_down
from fairdraw.solver import maximise
from fairdraw.types import Floats, Ints, Problem

# Guesses of a level's value come from outside in; two that differ by less than this, as a chance, are one.
SAME_GUESS = 1e-13
MOST_GUESSES = 60
# The price of breaking a bound by a seat, and how much of a seat counts as broken.
FINE = 10.0
BROKEN = 1e-6


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
    start = float(levels[-1].value) if levels else 0.0
    duals, reached = _raise_together(problem, free, np.maximum(chance, 0.0), start)
    if reached >= (1 - PRICE_TOLERANCE) / heaviest:
        certain = free[problem.weight[free] == heaviest]
        return Level(Fraction(1, heaviest), tuple(certain.tolist()), (), ())
    prices = in_proportion(duals)
    value = round_down(bound_of_prices(problem, prices, free, levels))
    paid = problem.adds[free] @ np.array([float(price) for price in prices])
    ended = free[paid > PRICE_TOLERANCE * abs(paid).max()]
    return Level(max(value, Fraction(0)), tuple(ended.tolist()), (), (1, *prices))


def _raise_together(problem: Problem, free: Ints, held: Floats, start: float) -> tuple[Floats, float]:
    """Maximise z where z·weight·supply units of each free type are in, held·supply of each other, or more.

    The columns are z and, for each type, what is in beyond that. At most all units of a type are in: that
    bound on a column depends on z, so it is set for a guess of z; the duals then give the next guess, as in
    Newton's method. A guess may be too high for all bounds, so they can be broken, at a price that is never
    worth it. Types that were held could get more only if an earlier level were not the best. So the solver
    leaves them alone, but their columns belong to the proof.
    Returns the duals (Q,) and z, at most the value of a certain seat.
    """
    claim = np.zeros(problem.types)
    claim[free] = (problem.weight * problem.supply)[free]
    taken = (held * problem.supply) @ problem.adds
    one = np.eye(len(problem.least))
    rows = np.hstack([problem.adds.T, one, -one, (claim @ problem.adds)[:, None]])
    certain = 1.0 / problem.weight[free].max()
    guess, fine = min(start, certain), FINE
    duals = np.zeros(len(one))
    for _ in range(MOST_GUESSES):
        beyond = np.maximum(problem.limit * (1 - held) - guess * claim, 0.0)
        optimum = maximise(
            np.concatenate([np.zeros(problem.types), np.full(2 * len(one), -fine), [1.0]]),
            rows,
            problem.least - taken,
            problem.most - taken,
            np.zeros(rows.shape[1]),
            np.concatenate([beyond, np.full(2 * len(one) + 1, np.inf)]),
        )
        if optimum is None:
            raise AssertionError("bounds that can be broken can be kept")
        duals = optimum.row_dual
        reached = _bound(problem, duals, claim, held)
        if reached >= certain or abs(reached - guess) <= SAME_GUESS * certain:
            if optimum.x[problem.types : -1].max() <= BROKEN:
                guess = min(reached, certain)
                break
            fine *= 100
        guess = min(reached, certain)
    return duals, guess


def _bound(problem: Problem, duals: Floats, claim: Floats, held: Floats) -> float:
    """The bound on z that the duals prove, as proof.bound_of_prices but in floating point."""
    pays = problem.adds @ duals
    room = float(np.where(duals > 0, problem.most, problem.least) @ duals)
    room -= float(np.minimum(pays, 0.0) @ problem.limit + np.maximum(pays, 0.0) @ (held * problem.supply))
    shared = float(np.maximum(pays, 0.0) @ claim)
    return room / shared if shared > 0 else np.inf
