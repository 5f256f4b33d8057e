"""The fairest chances over the relaxation: a sequence of linear programmes, each with its proof.

The formulas stand in docs/lottery.md under "Leximin".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from fairdraw.proof import LEAST_CLAIM, Level, bound_of_prices, certain_level, in_proportion, paid, round_down
from fairdraw.solver import maximise
from fairdraw.types import Floats, Ints, Problem

# Seats by which bounds may seem broken through the solver's rounding.
BROKEN = 1e-7
MOST_GUESSES = 100


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
    duals = _raise_together(problem, free, np.maximum(chance, 0.0), 1.0 / heaviest)
    if duals is None:
        return certain_level(problem, free)
    prices = in_proportion(duals)
    bound = bound_of_prices(problem, prices, free, levels)
    if bound >= Fraction(1, heaviest):
        return certain_level(problem, free)
    value = max(round_down(bound, int(problem.weight.max())), Fraction(0))
    return Level(value, ending(paid(problem, prices), free), (), (1, *prices))


def ending(claims: Sequence[int], free: Ints) -> tuple[int, ...]:
    """The free types with a claim that is no rounding: they can get no more than the value of the level."""
    least = LEAST_CLAIM * max(claims[kind] for kind in free.tolist())
    return tuple(kind for kind in free.tolist() if claims[kind] >= least)


def _raise_together(problem: Problem, free: Ints, held: Floats, certain: float) -> Floats | None:
    """Find the largest z such that z·weight·supply units of free types are in, held·supply of the others.

    A guess of z is tested by the least sum of broken bounds. If some must be broken, the duals of that
    programme prove a smaller bound on z, which is the next guess, as in Newton's method. The guesses come
    down to z from above, and the last proof is the best one. Three to ten guesses are usual.
    Returns the duals (Q,), or None if z reaches the value of a certain seat.
    """
    claim = np.zeros(problem.types)
    claim[free] = (problem.weight * problem.supply)[free]
    one = np.eye(len(problem.least))
    rows = np.hstack([problem.adds.T, one, -one])
    gain = np.concatenate([np.zeros(problem.types), np.full(2 * len(one), -1.0)])
    most = np.concatenate([problem.limit, np.full(2 * len(one), np.inf)])
    duals, guess = None, certain
    for _ in range(MOST_GUESSES):
        inside = np.minimum(guess * claim + held * problem.supply, problem.limit)
        least = np.concatenate([inside, np.zeros(2 * len(one))])
        optimum = maximise(gain, rows, problem.least, problem.most, least, most)
        if optimum is None:
            raise AssertionError("bounds that can be broken can be kept")
        if -optimum.value <= BROKEN:
            break
        better = _bound(problem, optimum.row_dual, claim, held)
        if better >= guess:
            break
        duals, guess = optimum.row_dual, max(better, 0.0)
    return duals


def _bound(problem: Problem, duals: Floats, claim: Floats, held: Floats) -> float:
    """The bound on z that the duals prove, as proof.bound_of_prices but in floating point."""
    pays = problem.adds @ duals
    room = float(np.where(duals > 0, problem.most, problem.least) @ duals)
    room -= float(np.minimum(pays, 0.0) @ problem.limit + np.maximum(pays, 0.0) @ (held * problem.supply))
    shared = float(np.maximum(pays, 0.0) @ claim)
    return room / shared if shared > 0 else np.inf
