"""The fairest chances there are, by the way that suits the size of the pool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fairdraw.leximin import each_level, leximin
from fairdraw.proof import Level
from fairdraw.types import Ints, Problem
from fairdraw.whole import Mix, whole_leximin
from fairdraw.witness import Witness, witness_of

# Up to this many units the chances are worked out over whole panels; beyond, the relaxation reaches them.
FEW_UNITS = 40


@dataclass(frozen=True, slots=True)
class Fairest:
    """levels: chances with their proof.  mix: whole panels with exactly these chances, for a small pool.

    witness: the mix in whole numbers, where the proof is one over whole panels.
    """

    levels: tuple[Level, ...]
    mix: Mix | None = None
    witness: Witness | None = None


def fairest(problem: Problem, outcome: Ints, on_level: Callable[[int, int], None] | None = None) -> Fairest:
    """problem: tightened.  outcome: (T,) any panel of the problem. Cost: see leximin.py and whole.py."""
    if not is_small(problem):
        return Fairest(leximin(problem, on_level))
    mix = whole_leximin(problem, outcome, on_level)
    return with_proof(problem, mix) or Fairest(leximin(problem), mix)


def with_proof(problem: Problem, mix: Mix) -> Fairest | None:
    """The chances of a mix with a proof that can be published, or None if there is none of its own."""
    if not any(level.claims for level in mix.levels):
        return Fairest(mix.levels, mix) if mix.levels else None
    witness = witness_of(problem, mix)
    return Fairest(mix.levels, mix, witness) if witness else None


def smallest_chance(problem: Problem, outcome: Ints) -> Fraction:
    """The largest possible smallest chance per weight of all types that have one. problem: tightened. Cost: about one level."""
    levels = fairest(problem, outcome).levels if is_small(problem) else each_level(problem)
    return next((level.value for level in levels if level.value > 0), Fraction(0))


def is_small(problem: Problem) -> bool:
    return int(problem.supply.sum()) <= FEW_UNITS
