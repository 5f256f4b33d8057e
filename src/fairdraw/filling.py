"""The proof that no panel fills more seats, where not all are filled.

The formulas stand in docs/lottery.md under "Filled seats".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fairdraw.proof import Tree, prove_worth, root_leaf, shown_worth
from fairdraw.tighten import tightened
from fairdraw.types import Ints, Problem

# A proof that is off by this part of the seats is good enough, if the exact one is too large.
ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Fill:
    """most: no panel that keeps every quota fills more seats than this, as the tree shows."""

    most: int
    tree: Tree


def prove_fill(problem: Problem, seats: int, outcome: Ints) -> Fill | None:
    """problem: with the number of seats bounded above only.  outcome: (T,) the fullest panel. None if it fills all."""
    filled = int(outcome @ problem.adds[:, 0])
    if filled == seats:
        return None
    open_seats = tightened(replace(problem, most=np.concatenate([[seats], problem.most[1:]])))
    sizes = problem.adds[:, 0].tolist()
    tree = prove_worth(open_seats, sizes, filled) or prove_worth(open_seats, sizes, filled + seats // ENOUGH)
    tree = tree or root_leaf(open_seats, sizes)
    return Fill(shown_worth(open_seats, sizes, tree), tree)
