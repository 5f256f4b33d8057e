"""What one rule does to everybody's chance: the rule is left out, and the chances are worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from fairdraw.fairest import fairest
from fairdraw.feasible import fill, filled
from fairdraw.leximin import chances
from fairdraw.lottery import Lottery
from fairdraw.types import Problem, in_numbers


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """chances: of each type, as the rules allow them, before they become whole numbers of panels.

    without: for each rule of the lottery, in its order, the chances of the types if this rule alone were left out; None
    for a rule that cannot bind, because then they are the same.
    """

    chances: tuple[float, ...]
    without: tuple[tuple[float, ...] | None, ...]


def sensitivity(lottery: Lottery) -> Sensitivity:
    """Leave out each rule in turn. Cost: as the chances of `solve`, once for each rule that can bind and once more."""
    taken = lottery.previous.counts if lottery.previous else None
    problem = in_numbers(lottery.types, lottery.seats, lottery.quotas, taken)
    return Sensitivity(_chances(problem), tuple(_without_each(problem)))


def _without_each(problem: Problem) -> Iterator[tuple[float, ...] | None]:
    there = problem.supply @ problem.adds
    for bound in range(1, len(there)):
        if not problem.least[bound] and problem.most[bound] == there[bound]:
            yield None
            continue
        least, most = problem.least.copy(), problem.most.copy()
        least[bound], most[bound] = 0, there[bound]
        limit = np.where((problem.adds > most).any(axis=1), 0, problem.supply)
        yield _chances(replace(problem, least=least, most=most, limit=limit))


def _chances(problem: Problem) -> tuple[float, ...]:
    """The fairest chance of each type; a problem that has an outcome has one without a rule, too."""
    outcome = fill(problem)
    if outcome is None:
        raise AssertionError("the rules of a lottery can be kept")
    problem = filled(problem, outcome)
    return tuple(map(float, chances(problem, fairest(problem, outcome).levels)))
