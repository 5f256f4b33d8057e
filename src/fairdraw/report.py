"""Check a lottery, with its result or before it is drawn, with the stand-alone verifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from fairdraw.announcement import Announcement
from fairdraw.closeness import MOST_LOSS
from fairdraw.lottery import Lottery
from fairdraw.people import Result
from fairdraw.verify import Verdict, check


@dataclass(frozen=True, slots=True)
class Report:
    """What the verifier says.

    problems: what does not hold, in words; none if everything does.  step: which of the verifier's steps says so.
    facts: what was seen, by name, such as how many entries each rule counts.  unchecked: what was not looked at, in words.
    """

    problems: tuple[str, ...]
    step: str | None = field(default=None, compare=False)
    facts: dict[str, str] = field(default_factory=dict, compare=False)
    unchecked: tuple[str, ...] = field(default=(), compare=False)
    sentence: str = field(default="", compare=False)

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(
    lottery: Lottery,
    result: Result | None = None,
    *before: tuple[Lottery, Result],
    announcement: Announcement | None = None,
    most_loss: Fraction = MOST_LOSS,
) -> Report:
    """Check everything that was published, from its text. Cost: O(entries + panels · T + levels · T · Q).

    result: None before anything is drawn; then the lottery alone is checked.
    before: for a follow-up draw the draws before it.
    """
    parts = (lottery, result, announcement, *(part for pair in before for part in pair))
    return verify_texts(*(part.to_json() for part in parts if part is not None), most_loss=most_loss)


def verify_texts(*texts: str, most_loss: Fraction = MOST_LOSS) -> Report:
    """As `verify`, from the texts of lotteries, results and announcements in any order."""
    verdict = check(*texts, most_loss=most_loss)
    return Report(
        tuple(problem.words for problem in verdict.problems),
        verdict.problems[0].step if verdict.problems else None,
        verdict.facts,
        tuple(verdict.unchecked),
        verdict.sentence,
    )


def refusal_of(lottery: Lottery) -> str | None:
    """Why the verifier would refuse this lottery, in words, as far as the lottery alone shows it; None if it holds."""
    report = verify_texts(lottery.to_json())
    return None if report.holds or report.step == "previous" else report.problems[0]


def printed(verdict: Verdict) -> str:
    """All that the verifier prints; the sentence is the last line."""
    return "\n".join([*map(": ".join, verdict.facts.items()), *verdict.unchecked, verdict.sentence])
