"""What one rule does to everybody's chance: the rule is left out, and the chances are worked out again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fairdraw.fairest import fairest, is_small
from fairdraw.feasible import fill, filled
from fairdraw.leximin import chances, leximin
from fairdraw.lottery import Lottery
from fairdraw.tighten import tightened
from fairdraw.types import can_bind, in_numbers, supply_of_quotas


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """chances: of each type, as the rules allow them: of the relaxation, but in a small pool of whole panels.

    without: for each rule of the lottery, in its order, the chances of the types if this rule alone were left out; None
    for a rule that cannot bind, because then they are the same.
    """

    chances: tuple[float, ...]
    without: tuple[tuple[float, ...] | None, ...]


def sensitivity(lottery: Lottery) -> Sensitivity:
    """Leave out each rule in turn. Cost: as the chances of `solve`, once for each rule that can bind and once more."""
    taken = lottery.previous.counts if lottery.previous else None
    supply = supply_of_quotas(lottery.types, len(lottery.quotas))
    binding = can_bind(lottery.quotas, supply, lottery.seats, taken)
    without = [_chances(_without(lottery, number)) if binds else None for number, binds in enumerate(binding)]
    return Sensitivity(_chances(lottery), tuple(without))


def _without(lottery: Lottery, number: int) -> Lottery:
    quotas = list(lottery.quotas)
    quotas[number] = replace(quotas[number], least=None, most=None)
    return replace(lottery, quotas=tuple(quotas))


def _chances(lottery: Lottery) -> tuple[float, ...]:
    """The fairest chance of each type under the quotas of a lottery; nothing else of it counts here."""
    taken = lottery.previous.counts if lottery.previous else None
    problem = in_numbers(lottery.types, lottery.seats, lottery.quotas, taken)
    outcome = fill(problem)
    if outcome is None:
        raise AssertionError("what a draw keeps with a rule, it keeps without it")
    problem = tightened(filled(problem, outcome))
    # Where whole panels fall short of the relaxation, working them out once for each rule would take too long.
    levels = fairest(problem, outcome).levels if is_small(problem) else leximin(problem)
    return tuple(map(float, chances(problem, levels)))
