"""The mix of whole panels in whole numbers: anybody can see by it that the chances of a proof can be had together.

The formulas stand in docs/lottery.md under "Whole panels".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fairdraw.leximin import chances
from fairdraw.proof import BINARY_DIGITS, short_fractions
from fairdraw.types import Problem
from fairdraw.whole import Mix

# How far the mix may be from the mean of a type, in units, or as a part of it where the mean is above 1.
TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True)
class Witness:
    """panels: for each panel the units of each type, ascending.  shares: how often each comes, without common divisor."""

    panels: tuple[tuple[int, ...], ...]
    shares: tuple[int, ...]


def witness_of(problem: Problem, mix: Mix) -> Witness | None:
    """The mix with shares in whole numbers, or None if none gives the chances of its levels nearly enough."""
    wanted = [
        chance * supply for chance, supply in zip(chances(problem, mix.levels), problem.supply.tolist(), strict=True)
    ]
    found = (_witness(mix, shares) for shares in _whole_shares(mix))
    return next((witness for witness in found if _agrees(witness, wanted)), None)


def _whole_shares(mix: Mix) -> Iterator[Sequence[int]]:
    yield short_fractions(mix.shares)[1]
    yield tuple(round(share * 2**BINARY_DIGITS) for share in mix.shares.tolist())


def _witness(mix: Mix, shares: Sequence[int]) -> Witness:
    used = sorted(
        (tuple(panel), share) for panel, share in zip(mix.panels.tolist(), shares, strict=True) if share > 0
    )
    divisor = math.gcd(*(share for _, share in used))
    return Witness(tuple(panel for panel, _ in used), tuple(share // divisor for _, share in used))


def _agrees(witness: Witness, wanted: Sequence[Fraction]) -> bool:
    everything = sum(witness.shares)
    means = [
        Fraction(
            sum(share * panel[kind] for share, panel in zip(witness.shares, witness.panels, strict=True)), everything
        )
        for kind in range(len(wanted))
    ]
    return all(
        abs(mean - each) <= TOLERANCE * max(Fraction(1), each) for mean, each in zip(means, wanted, strict=True)
    )
