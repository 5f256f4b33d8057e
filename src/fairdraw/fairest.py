"""The fairest chances there are, by the way that suits the size of the pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fairdraw.leximin import each_level, leximin
from fairdraw.proof import Level
from fairdraw.types import Ints, Problem
from fairdraw.whole import Mix, whole_leximin

# Up to this many units the chances are worked out over whole panels; beyond, the relaxation reaches them.
FEW_UNITS = 40


@dataclass(frozen=True, slots=True)
class Fairest:
    """levels: chances with their proof.  mix: whole panels with exactly these chances, for a small pool."""

    levels: tuple[Level, ...]
    mix: Mix | None


def fairest(problem: Problem, outcome: Ints, on_level: Callable[[int, int], None] | None = None) -> Fairest:
    """outcome: (T,) any panel of the problem. Cost: see leximin.py and whole.py."""
    if not is_small(problem):
        return Fairest(leximin(problem, on_level), None)
    mix = whole_leximin(problem, outcome, on_level)
    return Fairest(mix.levels or leximin(problem), mix)


def smallest_chance(problem: Problem, outcome: Ints) -> Fraction:
    """The largest possible smallest chance per weight of all types that have one. Cost: about one level."""
    levels = fairest(problem, outcome).levels if is_small(problem) else each_level(problem)
    return next((level.value for level in levels if level.value > 0), Fraction(0))


def is_small(problem: Problem) -> bool:
    return int(problem.supply.sum()) <= FEW_UNITS
