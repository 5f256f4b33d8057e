"""Check a lottery and its result with the stand-alone verifier."""

from __future__ import annotations

from dataclasses import dataclass

from fairdraw.lottery import Lottery
from fairdraw.people import Result
from fairdraw.verify import problems_of


@dataclass(frozen=True, slots=True)
class Report:
    """problems: what does not hold, in words; none if everything does."""

    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(lottery: Lottery, result: Result) -> Report:
    """Check everything that was published, from its text. Cost: O(entries + panels · T)."""
    return Report(tuple(problems_of(lottery.to_json(), result.to_json())))
