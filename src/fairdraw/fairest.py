"""The fairest chances there are, by the way that suits the size of the pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fairdraw.clock import Clock, forever, part_of
from fairdraw.errors import TooFarApart
from fairdraw.leximin import each_level, leximin
from fairdraw.proof import Level
from fairdraw.solver import OutOfTime
from fairdraw.types import Ints, Problem
from fairdraw.whole import Mix, Panels, whole_leximin
from fairdraw.witness import Witness, witness_of

# Up to this many units the chances are worked out over whole panels; beyond, the relaxation reaches them.
FEW_UNITS = 40
# The part of the time that is left which a search over whole panels may take: the relaxation, or a list, comes after it.
WHOLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Fairest:
    """levels: chances with their proof.  mix: whole panels with exactly these chances, for a small pool.

    witness: the mix in whole numbers, where the proof is one over whole panels.
    """

    levels: tuple[Level, ...]
    mix: Mix | None = None
    witness: Witness | None = None


def fairest(
    problem: Problem,
    outcome: Ints,
    on_level: Callable[[int, int], None] | None = None,
    seconds_left: Clock = forever,
) -> Fairest:
    """problem: tightened.  outcome: (T,) any panel of the problem. Raises OutOfTime. Cost: see leximin.py and whole.py."""
    exact = None
    if is_small(problem):
        exact = over_whole_panels(problem, Panels(problem, [outcome]), on_level, part_of(seconds_left, WHOLE_SHARE))
    return exact or Fairest(leximin(problem, on_level, seconds_left))


def over_whole_panels(
    problem: Problem,
    panels: Panels,
    on_level: Callable[[int, int], None] | None = None,
    seconds_left: Clock = forever,
) -> Fairest | None:
    """Chances of whole panels with a proof that can be published; None without one, or if it takes too long or is too fine."""
    try:
        mix = whole_leximin(problem, panels, seconds_left, on_level)
    except (OutOfTime, TooFarApart):
        return None
    if not mix.levels:
        return None
    if not any(level.claims for level in mix.levels):
        return Fairest(mix.levels, mix)
    witness = witness_of(problem, mix)
    return Fairest(mix.levels, mix, witness) if witness else None


def smallest_chance(problem: Problem, outcome: Ints) -> Fraction:
    """The largest possible smallest chance per weight of all types that have one. problem: tightened. Cost: about one level."""
    levels = fairest(problem, outcome).levels if is_small(problem) else each_level(problem)
    return next((level.value for level in levels if level.value > 0), Fraction(0))


def is_small(problem: Problem) -> bool:
    return int(problem.supply.sum()) <= FEW_UNITS
