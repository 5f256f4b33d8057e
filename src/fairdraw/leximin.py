"""The fairest chances over the relaxation: a sequence of linear programmes, each with its proof.

The formulas stand in docs/lottery.md under "Leximin".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from fairdraw.clock import Clock, forever
from fairdraw.errors import TooFarApart
from fairdraw.proof import LEAST_CLAIM, Level, bound_of_prices, certain_level, in_proportion, paid, round_down
from fairdraw.solver import Programme
from fairdraw.types import Floats, Ints, Problem

# By this part of the largest bound in all, bounds may seem broken through the solver's rounding.
BROKEN = 1e-11
MOST_GUESSES = 100


def leximin(
    problem: Problem, on_level: Callable[[int, int], None] | None = None, seconds_left: Clock = forever
) -> tuple[Level, ...]:
    """The leximin chances of a problem that has a fractional solution, level by level.

    on_level: called with the number of types that are done and of all.
    Raises OutOfTime: levels that are missing leave everybody above without a proof.
    Cost: one linear programme of Q rows and T columns per level; 8 to 20 levels are usual.
    """
    levels: list[Level] = []
    done = 0
    for level in each_level(problem, seconds_left):
        levels.append(level)
        done += len(level.types)
        if on_level is not None:
            on_level(done, problem.types)
    return tuple(levels)


def each_level(problem: Problem, seconds_left: Clock = forever) -> Iterator[Level]:
    """The levels one by one, the smallest chance first; for who needs only the first of them."""
    levels = list(alone_impossible(problem))
    yield from levels
    relaxation = Relaxation(problem, seconds_left)
    done = sum(len(level.types) for level in levels)
    while done < problem.types:
        level = relaxation.next_level(levels)
        levels.append(level)
        done += len(level.types)
        yield level


def alone_impossible(problem: Problem) -> tuple[Level, ...]:
    """The level of the types of which one unit breaks a bound by itself, if there are any."""
    types = tuple(np.flatnonzero(problem.limit == 0).tolist())
    return (Level(Fraction(0), types, (), ()),) if types else ()


def chances(problem: Problem, levels: Sequence[Level]) -> tuple[Fraction, ...]:
    """The chance of each type."""
    found = {kind: level.value * int(problem.weight[kind]) for level in levels for kind in level.types}
    return tuple(found[kind] for kind in range(problem.types))


def ending(claims: Sequence[int], free: Ints) -> tuple[int, ...]:
    """The free types with a claim that is no rounding: they can get no more than the value of the level.

    The claims of all types count, not those of the free ones alone: what types before were promised a hair too much, a free
    type with a far smaller claim would pay for many times over. Raises TooFarApart if no free type has claim enough.
    """
    least = LEAST_CLAIM * max(claims)
    found = tuple(kind for kind in free.tolist() if claims[kind] >= least and claims[kind] > 0)
    if not found:
        raise TooFarApart("a hair more for some would take a thousandth and more from others")
    return found


class Relaxation:
    """All lotteries and more: any fractions that keep the bounds. What they cannot reach, no whole panels can."""

    def __init__(self, problem: Problem, seconds_left: Clock = forever) -> None:
        self._problem, self._seconds_left = problem, seconds_left
        self._adds = problem.adds.astype(np.float64)
        one = np.eye(len(problem.least))
        gain = np.concatenate([np.zeros(problem.types), np.full(2 * len(one), -1.0)])
        most = np.concatenate([problem.limit, np.full(2 * len(one), np.inf)])
        # The least sum of broken bounds when some units have to be in.
        rows = np.hstack([self._adds.T, one, -one])
        self._broken = Programme(gain, rows, problem.least, problem.most, np.zeros_like(most), most)

    def next_level(self, levels: Sequence[Level]) -> Level:
        """The level after these: what the free types can all get while those before hold what they have. Raises OutOfTime."""
        problem = self._problem
        free, held = free_and_held(problem, levels)
        heaviest = int(problem.weight[free].max())
        duals = self._raise_together(free, held, heaviest)
        if duals is None:
            return certain_level(problem, free)
        prices = in_proportion(duals)
        bound = bound_of_prices(problem, prices, free, levels)
        if bound >= Fraction(1, heaviest):
            return certain_level(problem, free)
        value = max(round_down(bound, int(problem.weight.max())), Fraction(0))
        return Level(value, ending(paid(problem, prices), free), (), (1, *prices))

    def _raise_together(self, free: Ints, held: Floats, heaviest: int) -> Floats | None:
        """Find the largest z such that z · claim units of free types are in, as many of the others as they hold.

        claim: in proportion to weight and number, such that z is 1 when the heaviest have a certain seat.
        A guess of z is tested by the least sum of broken bounds. If some must be broken, the duals of that
        programme prove a smaller bound on z, which is the next guess, as in Newton's method. The guesses come
        down to z from above, and the last proof is the best one. Three to ten guesses are usual.
        Returns the duals (Q,), or None if z reaches 1.
        """
        problem = self._problem
        claim = np.zeros(problem.types)
        claim[free] = problem.weight[free] / heaviest * problem.supply[free]
        broken = BROKEN * (1.0 + float(np.abs(problem.most).max()))
        duals, guess = None, 1.0
        for _ in range(MOST_GUESSES):
            inside = np.minimum(guess * claim + held, problem.limit)
            self._broken.limits(inside, problem.limit)
            optimum = self._broken.solve(seconds=self._seconds_left())
            if optimum is None:
                raise TooFarApart("the solver cannot say how far bounds are broken")
            if -optimum.value <= broken:
                break
            better = _bound(problem, self._adds, optimum.row_dual, claim, held)
            if better >= guess:
                break
            duals, guess = optimum.row_dual, max(better, 0.0)
        return duals


def free_and_held(problem: Problem, levels: Sequence[Level]) -> tuple[Ints, Floats]:
    """The numbers of the types that no level has ended, and (T,) the units of the others that are in by their values."""
    inside = np.zeros(problem.types)
    ended = np.zeros(problem.types, dtype=bool)
    for level in levels:
        kinds = np.array(level.types, dtype=np.int64)
        inside[kinds] = float(level.value) * problem.weight[kinds] * problem.limit[kinds]
        ended[kinds] = True
    return np.flatnonzero(~ended), inside


def _bound(problem: Problem, adds: Floats, duals: Floats, claim: Floats, held: Floats) -> float:
    """The bound on z that the duals prove, as proof.bound_of_prices but in floating point."""
    pays = adds @ duals
    room = float(np.where(duals > 0, problem.most, problem.least) @ duals)
    room -= float(np.minimum(pays, 0.0) @ problem.limit + np.maximum(pays, 0.0) @ held)
    shared = float(np.maximum(pays, 0.0) @ claim)
    return room / shared if shared > 0 else np.inf
