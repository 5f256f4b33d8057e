"""Proofs that no lottery does better, in whole numbers.

The formulas stand in docs/lottery.md under "Proof". The verifier checks the same with code of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fairdraw.types import Floats, Ints, Problem

# A price below this share of the largest is the solver's rounding, not a price.
PRICE_TOLERANCE = 1e-9
# A type ends at a level only if its claim is at least this part of the largest claim of a free type: less may be rounding.
LEAST_CLAIM = Fraction(1, 10_000)
# Values of levels are kept as fractions up to this denominator times the heaviest weight, else rounded down: by far less
# than the verifier allows, which is a part of a certain seat.
FINEST = 10**20
# The largest common denominator of prices that are short fractions.
LARGEST_SCALE = 10**12
# What is not a short fraction is kept in this many binary digits; other languages read no more exactly.
BINARY_DIGITS = 52
# A tree with more leaves than this is not worth publishing, and a bundle holds no more than so many in all.
MOST_LEAVES = 4000
MOST_LEAVES_IN_ALL = 20_000
# A verifier goes down a tree by calling itself, which no language does without end.
DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Branch:
    """Either a panel has at most `at` units of the type, and `low` holds, or more, and `high` holds."""

    kind: int
    at: int
    low: Tree
    high: Tree


# A leaf is (scale, price of each bound …). For every panel y in its part of the tree,
#   scale · Σ_t claims_t · y_t  ≤  Σ_q price_q · bound_q + Σ_t max (scale · claims_t − paid_t) · y_t,
# the maximum taken over the part's range of y_t. With scale 0 and a sum below zero there is no such panel.
Leaf = tuple[int, ...]
Tree = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Level:
    """One step of leximin: no lottery gives the types that are still free more than `value` per weight.

    value: the chance per unit of weight, rounded down if its denominator is too large.
    types: the types whose chance ends at this level.
    claims: (T,) whole numbers from 0; if empty, what each type pays by the prices of the only leaf, or 0.
    tree: shows what a panel is worth in claims at most; empty where `value` is a certain seat for the heaviest free
    types, which end there, or 0 because one unit alone breaks a bound.
    """

    value: Fraction
    types: tuple[int, ...]
    claims: tuple[int, ...]
    tree: Tree


def short_fractions(numbers: Floats) -> tuple[int, tuple[int, ...]]:
    """(scale, whole numbers) with numbers ≈ whole / scale, exactly so if the numbers are short fractions."""
    fractions = [Fraction(float(number)).limit_denominator(10_000) for number in numbers]
    scale = math.lcm(*(fraction.denominator for fraction in fractions))
    near = np.abs(np.array([float(fraction) for fraction in fractions]) - numbers)
    largest = max(1.0, float(np.abs(numbers).max()))
    if (
        scale <= LARGEST_SCALE
        and scale * largest <= LARGEST_SCALE
        and (near <= 1e-9 * np.maximum(1.0, np.abs(numbers))).all()
    ):
        return scale, tuple(int(fraction * scale) for fraction in fractions)
    scale = 2 ** (BINARY_DIGITS - math.frexp(largest)[1] + 1)
    return scale, tuple(round(float(number) * scale) for number in numbers)


def in_proportion(numbers: Floats) -> tuple[int, ...]:
    """The numbers as whole numbers, up to a common factor."""
    largest = np.abs(numbers).max()
    return short_fractions(numbers / largest)[1] if largest > 0 else tuple(0 for _ in numbers)


def paid(problem: Problem, prices: Sequence[int]) -> list[int]:
    """(T,) what a unit of each type pays: Σ prices · adds, exactly. Cost: O(T · Q)."""
    largest = max((abs(price) for price in prices), default=0)
    if largest * int(problem.adds.sum(axis=1).max(initial=0)) < 2**63:
        pays: list[int] = (problem.adds @ np.array(prices, dtype=np.int64)).tolist()
        return pays
    used = [(bound, price) for bound, price in enumerate(prices) if price]
    return [sum(row[bound] * price for bound, price in used) for row in problem.adds.tolist()]


def bound_of_prices(problem: Problem, prices: Sequence[int], free: Ints, levels: Sequence[Level]) -> Fraction:
    """The most that the free types can all get per weight, by prices alone. Cost: O(T · Q)."""
    pays = paid(problem, prices)
    claims = [max(pay, 0) for pay in pays]
    worth = priced(problem, prices) - sum(
        pay * limit for pay, limit in zip(pays, problem.limit.tolist(), strict=True) if pay < 0
    )
    return bound_of_claims(problem, claims, worth, free, levels)


def priced(problem: Problem, prices: Sequence[int]) -> int:
    """Σ prices · bounds: the upper bound where the price is positive, else the lower."""
    return sum(
        price * int(most if price > 0 else least)
        for price, least, most in zip(prices, problem.least, problem.most, strict=True)
    )


def bound_of_claims(
    problem: Problem, claims: Sequence[int], worth: int, free: Ints, levels: Sequence[Level]
) -> Fraction:
    """The most that the free types can all get per weight, if no panel has more than `worth` in claims.

    What earlier levels gave takes its part of the worth; the rest is shared among the free units by weight.
    """
    units = [limit * weight for limit, weight in zip(problem.limit.tolist(), problem.weight.tolist(), strict=True)]
    owed = sum(
        (level.value * sum(claims[kind] * units[kind] for kind in level.types) for level in levels),
        Fraction(0),
    )
    return (worth - owed) / sum(claims[kind] * units[kind] for kind in free.tolist())


def round_down(value: Fraction, heaviest: int) -> Fraction:
    """The value itself if it is short enough to publish, else a little less. heaviest: the largest weight there is."""
    finest = FINEST * heaviest
    if value.denominator <= finest:
        return value
    return Fraction(math.floor(value * finest), finest)


def certain_level(problem: Problem, free: Ints) -> Level:
    """The level at which the heaviest of the free types have a certain seat: no more can be had, so nothing is proved."""
    heaviest = problem.weight[free].max()
    return Level(Fraction(1, int(heaviest)), tuple(free[problem.weight[free] == heaviest].tolist()), (), ())


def leaf_worth(problem: Problem, claims: Sequence[int], leaf: Leaf, low: Ints, high: Ints) -> int:
    """The right-hand side of a leaf's statement. Cost: O(T · Q)."""
    scale, *prices = leaf
    total = priced(problem, prices)
    for pay, claim, least, most in zip(paid(problem, prices), claims, low.tolist(), high.tolist(), strict=True):
        left = scale * claim - pay
        total += left * (most if left > 0 else least)
    return total


def leaves(tree: Tree) -> int:
    return leaves(tree.low) + leaves(tree.high) if isinstance(tree, Branch) else 1
