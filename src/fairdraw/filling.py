"""The proof that no panel fills more seats, where not all are filled.

The formulas stand in docs/lottery.md under "Filled seats".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from fairdraw.branching import prove_worth, root_leaf, shown_worth
from fairdraw.clock import Clock, forever
from fairdraw.proof import Tree
from fairdraw.solver import OutOfTime
from fairdraw.tighten import tightened
from fairdraw.types import Ints, Problem

# A proof that is off by this part of the seats is good enough, if the exact one is too large.
ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Fill:
    """most: no panel that keeps every quota fills more seats than this, as the tree shows."""

    most: int
    tree: Tree


def prove_fill(problem: Problem, seats: int, outcome: Ints, seconds_left: Clock = forever) -> Fill | None:
    """problem: with the number of seats bounded above only.  outcome: (T,) the fullest panel. None if it fills all."""
    filled = int(outcome @ problem.adds[:, 0])
    if filled == seats:
        return None
    open_seats = tightened(replace(problem, most=np.concatenate([[seats], problem.most[1:]])))
    sizes = problem.adds[:, 0].tolist()
    tree = _tree(open_seats, sizes, (filled, filled + seats // ENOUGH), seconds_left)
    return Fill(shown_worth(open_seats, sizes, tree), tree)


def is_full_enough(fill: Fill | None, seats: int, filled: int) -> bool:
    """Whether the verifier accepts that no more seats are filled."""
    return fill is None or ENOUGH * (fill.most - filled) <= seats


def _tree(problem: Problem, sizes: list[int], wanted: Iterable[int], seconds_left: Clock) -> Tree:
    try:
        trees = (prove_worth(problem, sizes, most, seconds_left=seconds_left) for most in wanted)
        return next((tree for tree in trees if tree), None) or root_leaf(problem, sizes)
    except OutOfTime:
        return root_leaf(problem, sizes)
