"""Nothing is kept as the lottery of a draw that the public verifier would refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from einlass.admission.draw_pool import pool_of, rules_of
from einlass.admission.models import Draw
from einlass.admission.wave_outlook import chain_of
from fairdraw import Cancelled, FairdrawError
from fairdraw.verify import check

if TYPE_CHECKING:
    from fairdraw import Change, Lottery, Rules
    from fairdraw.solving import Callback

# Nobody's chance may lie further from the fairest, as a share of it; the verifier's own number.
MOST_LOSS: Final = Fraction(1, 20)
# By so many seats a bound is moved to see whether that helps, and so many lotteries are made at most to find it out.
STEPS: Final = (1, 2, 4, 8)
MOST_TRIES: Final = 12
# Each of them gets so many seconds; one that takes longer does not help.
TRY_SECONDS: Final = 120


class LotteryRefused(FairdrawError):
    """The verifier does not accept the lottery.

    step: of the verifier; at “closeness” the list of outcomes lies too far from the fairest chances.
    changes: the smallest change of the rules that was found to help; none if none was found.
    """

    def __init__(self, lottery: Lottery, step: str, words: str, changes: Sequence[Change] = ()) -> None:
        super().__init__(words)
        self.lottery, self.step, self.changes = lottery, step, tuple(changes)


def checked_text(draw: Draw, lottery: Lottery, *, progress: Callback) -> str:
    """The text of a lottery that the verifier accepts. Raises LotteryRefused, and Cancelled.

    Cost: that of verifying; where the list is not close enough, that of MOST_TRIES further lotteries.
    """
    text = lottery.to_json()
    verdict = check(text, *_texts_before(draw), most_loss=MOST_LOSS)
    if verdict.holds:
        return text
    problem = verdict.problems[0]
    can_be_helped = problem.step == "closeness" and draw.follows_id is None
    changes = _what_helps(draw, lottery, progress) if can_be_helped else ()
    raise LotteryRefused(lottery, problem.step, problem.words, changes)


def _texts_before(draw: Draw) -> list[str]:
    """All that is published of the draws that a wave follows."""
    found = []
    for before in chain_of(draw)[1:]:
        found += [before.bundle, before.result, before.announcement]
    return [text for text in found if text]


def _what_helps(draw: Draw, lottery: Lottery, progress: Callback) -> tuple[Change, ...]:
    """The first of the smallest moves of one bound after which the verifier accepts what is made."""
    import fairdraw

    pool, rules = pool_of(draw), rules_of(draw)
    for _number, (change, moved) in zip(range(MOST_TRIES), _moves(rules, lottery), strict=False):
        try:
            other = fairdraw.solve(pool, moved, progress=progress, seconds=TRY_SECONDS)
        except Cancelled:
            raise
        except FairdrawError:
            continue
        if check(other.to_json(), most_loss=MOST_LOSS).holds:
            return (change,)
    return ()


def _moves(rules: Rules, lottery: Lottery) -> Iterator[tuple[Change, Rules]]:
    """Each bound that can bind, moved by one seat, then by two and so on, always so that more outcomes keep it."""
    there = dict(zip(((quota.attribute, quota.value) for quota in lottery.quotas), lottery.counts(), strict=True))
    for by in STEPS:
        for number, quota in enumerate(rules.quotas):
            supply = there[quota.attribute, quota.value]
            if quota.least:
                yield _moved(rules, number, "least", quota.least, max(quota.least - by, 0))
            if quota.most is not None and quota.most < supply:
                yield _moved(rules, number, "most", quota.most, quota.most + by)


def _moved(rules: Rules, number: int, side: str, now: int, then: int) -> tuple[Change, Rules]:
    from fairdraw import Change

    quotas = list(rules.quotas)
    quotas[number] = replace(quotas[number], least=then) if side == "least" else replace(quotas[number], most=then)
    return Change(rules.quotas[number], side, now, then), replace(rules, quotas=tuple(quotas))
