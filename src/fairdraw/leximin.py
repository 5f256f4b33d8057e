"""The fairest chances over the relaxation: a sequence of linear programmes, each with its proof.

The formulas stand in docs/lottery.md under "Leximin".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fairdraw.solver import Optimum, maximise
from fairdraw.types import Floats, Ints, Problem

# A price below this share of the largest is the solver's rounding, not a price.
PRICE_TOLERANCE = 1e-9
# Values of levels are kept as fractions up to this denominator, else rounded down to a multiple of 1/FINEST.
FINEST = 10**12


@dataclass(frozen=True, slots=True)
class Level:
    """One step of leximin: no lottery gives the types that are still free more than `value` per weight.

    value: the chance per unit of weight, rounded down if its denominator is above FINEST.
    types: the types whose chance ends at this level.
    prices: (Q,) whole numbers, the proof; empty where the value is a certain seat.
    """

    value: Fraction
    types: tuple[int, ...]
    prices: tuple[int, ...]


def leximin(problem: Problem, on_level: Callable[[int, int], None] | None = None) -> tuple[Level, ...]:
    """The leximin chances of a problem that has a fractional solution, level by level.

    on_level: called with the number of types that are done and of all.
    Cost: one linear programme of Q rows and T columns per level; 8 to 20 levels are usual.
    """
    levels: list[Level] = []
    chance = np.where(problem.limit > 0, -1.0, 0.0)
    if not problem.limit.all():
        levels.append(Level(Fraction(0), tuple(np.flatnonzero(problem.limit == 0).tolist()), ()))
    while (chance < 0).any():
        levels.append(_next_level(problem, chance, levels))
        for kind in levels[-1].types:
            chance[kind] = float(levels[-1].value * int(problem.weight[kind]))
        if on_level is not None:
            on_level(int((chance >= 0).sum()), problem.types)
    return tuple(levels)


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
        return Level(Fraction(1, heaviest), tuple(certain.tolist()), ())
    prices = whole_prices(optimum.row_dual[: problem.adds.shape[1]])
    value = round_down(bound_of_prices(problem, prices, free, levels))
    paid = problem.adds[free] @ np.array([float(price) for price in prices])
    ended = free[paid > PRICE_TOLERANCE * abs(paid).max()]
    return Level(max(value, Fraction(0)), tuple(ended.tolist()), prices)


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


def whole_prices(duals: Floats) -> tuple[int, ...]:
    """The duals as whole numbers, up to a common factor. Any whole numbers prove some bound."""
    largest = np.abs(duals).max()
    if largest == 0:
        return tuple(0 for _ in duals)
    shares = duals / largest
    fractions = [Fraction(float(share)).limit_denominator(10_000) for share in shares]
    close = all(
        abs(float(fraction) - share) < 1e-9 for fraction, share in zip(fractions, shares, strict=True)
    )
    common = math.lcm(*(fraction.denominator for fraction in fractions))
    if close and common <= FINEST:
        return tuple(int(fraction * common) for fraction in fractions)
    return tuple(round(float(share) * 2**52) for share in shares)


def bound_of_prices(problem: Problem, prices: Sequence[int], free: Ints, levels: Sequence[Level]) -> Fraction:
    """The most that the free types can all get per weight, by the prices, exactly. Cost: O(T · Q).

    Every lottery keeps Σ_t paid_t · x_t ≤ Σ_q prices_q · bound_q. What is held needs its part of that; units
    with
    a negative price can all be in and give theirs; the rest is shared among the free units by weight.
    """
    room = Fraction(
        sum(
            price * int(most if price > 0 else least)
            for price, least, most in zip(prices, problem.least, problem.most, strict=True)
        )
    )
    used = [(q, price) for q, price in enumerate(prices) if price]
    paid = [sum(row[q] * price for q, price in used) for row in problem.adds.tolist()]
    limit, weight = problem.limit.tolist(), problem.weight.tolist()
    free_types = set(free.tolist())
    for kind in range(problem.types):
        if paid[kind] < 0:
            room -= paid[kind] * limit[kind]
    for level in levels:
        room -= level.value * sum(
            paid[kind] * limit[kind] * weight[kind] for kind in level.types if paid[kind] > 0
        )
    shared = sum(paid[kind] * limit[kind] * weight[kind] for kind in free_types if paid[kind] > 0)
    return room / shared


def round_down(value: Fraction) -> Fraction:
    """The value itself if it is short enough to publish, else a little less."""
    if value.denominator <= FINEST:
        return value
    return Fraction(math.floor(value * FINEST), FINEST)
