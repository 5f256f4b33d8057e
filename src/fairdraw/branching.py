"""Trees that show what a panel is worth at most: branch and bound, as small as strong branching makes it.

The formulas stand in docs/lottery.md under "Whole panels".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from fairdraw.clock import Clock, forever
from fairdraw.errors import TooFarApart
from fairdraw.proof import DEEPEST, MOST_LEAVES, Branch, Leaf, Tree, in_proportion, leaf_worth, short_fractions
from fairdraw.solver import Optimum, OutOfTime, Programme, maximise
from fairdraw.types import Ints, Problem

# A count is whole if it is this near to a whole number.
NEARLY_WHOLE = 1e-6
# Worth that no computer's rounding tells apart, as a share: claims that are no short fractions have 16 digits.
HAIR = 10**12
# So many branches are tried at each place of the tree.
MOST_TRIED = 10


def prove_worth(
    problem: Problem,
    claims: Sequence[int],
    worth: int,
    most_leaves: int = MOST_LEAVES,
    seconds_left: Clock = forever,
) -> Tree | None:
    """A tree that shows Σ claims · y ≤ worth (but for a hair) for every panel, or None if it would be too large.

    Cost: some dozen linear programmes of T columns per leaf, each of few steps. Raises OutOfTime.
    """
    grower = _Grower(problem, claims, worth + worth // HAIR, min(most_leaves, MOST_LEAVES), seconds_left)
    try:
        return grower.grow(np.zeros_like(problem.limit), problem.limit, DEEPEST)
    except _TooLarge:
        return None


class _TooLarge(Exception):
    """There is no tree, or none of the size that is allowed."""


class _Grower:
    def __init__(
        self, problem: Problem, claims: Sequence[int], worth: int, most_leaves: int, seconds_left: Clock
    ) -> None:
        self._problem, self._claims, self._worth = problem, claims, worth
        self._budget, self._seconds_left = most_leaves, seconds_left
        self._scale = float(max(1, *claims))
        gain = np.array([claim / self._scale for claim in claims])
        nothing = np.zeros(problem.types)
        self._programme = Programme(gain, problem.adds.T, problem.least, problem.most, nothing, problem.limit)

    def grow(self, low: Ints, high: Ints, deep: int) -> Tree:
        if self._seconds_left() <= 0:
            raise OutOfTime
        self._programme.limits(low, high)
        optimum = self._programme.solve()
        leaf = self._leaf(optimum, low, high)
        if leaf is not None:
            self._budget -= 1
            return leaf
        if optimum is None or deep == 0 or self._budget <= 1:
            raise _TooLarge
        kind = self._branch(optimum, low, high)
        at = math.floor(optimum.x[kind])
        below, above = high.copy(), low.copy()
        below[kind], above[kind] = at, at + 1
        return Branch(kind, at, self.grow(low, below, deep - 1), self.grow(above, high, deep - 1))

    def _leaf(self, optimum: Optimum | None, low: Ints, high: Ints) -> Leaf | None:
        if optimum is None:
            return _no_panel(self._problem, low, high)
        scale, prices = short_fractions(optimum.row_dual * self._scale)
        shown = leaf_worth(self._problem, self._claims, (scale, *prices), low, high) // scale
        return (scale, *prices) if shown <= self._worth else None

    def _branch(self, optimum: Optimum, low: Ints, high: Ints) -> int:
        """The type whose branches lower the worth most, both of them (strong branching)."""
        parts = optimum.x - np.floor(optimum.x)
        near = np.minimum(parts, 1 - parts)
        order = np.argsort(-near, kind="stable")[:MOST_TRIED]
        kinds = [kind for kind in order.tolist() if near[kind] > NEARLY_WHOLE]
        if not kinds:
            raise _TooLarge
        return max(kinds, key=lambda kind: self._lowers(kind, optimum, low, high))

    def _lowers(self, kind: int, optimum: Optimum, low: Ints, high: Ints) -> float:
        at = math.floor(optimum.x[kind])
        falls = []
        for least, most in ((int(low[kind]), at), (at + 1, int(high[kind]))):
            self._programme.limit(kind, least, most)
            there = self._programme.solve()
            # Nobody looks further where no panel is worth too much.
            enough = there is None or there.value * self._scale < self._worth + 1
            falls.append(1.0 if there is None or enough else (optimum.value - there.value) / optimum.value)
        self._programme.limit(kind, int(low[kind]), int(high[kind]))
        return max(falls[0], 1e-6) * max(falls[1], 1e-6)


def root_leaf(problem: Problem, claims: Sequence[int]) -> Leaf:
    """The best tree of one leaf; problem: of which some panel, whole or not, keeps every bound."""
    gain = np.array([float(claim) for claim in claims])
    nothing = np.zeros_like(problem.limit)
    optimum = maximise(gain, problem.adds.T, problem.least, problem.most, nothing, problem.limit)
    if optimum is None:
        raise TooFarApart("the solver does not find the outcome that there is")
    scale, prices = short_fractions(optimum.row_dual)
    return (scale, *prices)


def shown_worth(problem: Problem, claims: Sequence[int], tree: Tree) -> int:
    """What a tree shows: no panel is worth more in claims than this."""
    return max(_shown(problem, claims, tree, np.zeros_like(problem.limit), problem.limit))


def _shown(problem: Problem, claims: Sequence[int], tree: Tree, low: Ints, high: Ints) -> Iterator[int]:
    if isinstance(tree, Branch):
        below, above = high.copy(), low.copy()
        below[tree.kind], above[tree.kind] = min(high[tree.kind], tree.at), max(low[tree.kind], tree.at + 1)
        yield from _shown(problem, claims, tree.low, low, below)
        yield from _shown(problem, claims, tree.high, above, high)
    elif tree[0] > 0:
        yield leaf_worth(problem, claims, tree, low, high) // tree[0]


def _no_panel(problem: Problem, low: Ints, high: Ints) -> Leaf | None:
    """Prices by which no panel lies in the range: the duals of the least sum of broken bounds."""
    optimum = _least_broken(problem, low, high)
    if optimum is None:
        return None
    prices = in_proportion(optimum.row_dual)
    leaf = (0, *prices)
    return leaf if leaf_worth(problem, [0] * problem.types, leaf, low, high) < 0 else None


def _least_broken(problem: Problem, low: Ints, high: Ints) -> Optimum | None:
    bounds = len(problem.least)
    one = np.eye(bounds)
    return maximise(
        np.concatenate([np.zeros(problem.types), -np.ones(2 * bounds)]),
        np.hstack([problem.adds.T, one, -one]),
        problem.least,
        problem.most,
        np.concatenate([low, np.zeros(2 * bounds)]),
        np.concatenate([high, np.full(2 * bounds, np.inf)]),
    )
