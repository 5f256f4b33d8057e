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


def verify(lottery: Lottery, result: Result, *before: tuple[Lottery, Result]) -> Report:
    """Check everything that was published, from its text. Cost: O(entries + panels · T).

    before: for a follow-up draw the draws before it, the latest first.
    """
    pairs = ((lottery, result), *before)
    return Report(tuple(problems_of(*(part.to_json() for pair in pairs for part in pair))))
