"""Bounds that every whole panel keeps besides those that are asked for, where the relaxation would break them.

The formula and its proof stand in docs/lottery.md under "Tighten".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairdraw.types import Problem


def tightened(problem: Problem) -> Problem:
    """The same draw with one more bound for each least number that a single unit goes beyond; else the problem itself.

    A panel with a team of four keeps "at least three" by one too many, which no fraction of the team shows. If every
    unit counts for at most the least number itself, whole panels still reach it, and fractions must take whole ones' way.
    """
    beyond = tightened_bounds(problem)
    if not beyond:
        return problem
    adds, least = np.minimum(problem.adds, problem.least)[:, beyond], problem.least[beyond]
    return replace(
        problem,
        adds=np.hstack([problem.adds, adds]),
        least=np.concatenate([problem.least, least]),
        most=np.concatenate([problem.most, problem.supply @ adds]),
    )


def tightened_bounds(problem: Problem) -> list[int]:
    """The numbers of the bounds to which `tightened` adds one, in their order; never the seats, which are bound 0."""
    beyond = (problem.least > 0) & (problem.adds > problem.least).any(axis=0)
    return [bound for bound in np.flatnonzero(beyond).tolist() if bound]
