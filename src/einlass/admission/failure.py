"""Why a draw could not be solved: facts for its summary, so that a page says them in its reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from einlass.admission.draw_pool import SOLVE_SECONDS
from einlass.admission.lottery_check import LotteryRefused
from einlass.admission.models import Draw
from einlass.admission.rules import Rule

if TYPE_CHECKING:
    from fairdraw import Change, FairdrawError, Lottery


def failure_facts(draw: Draw, error: FairdrawError) -> dict[str, Any]:
    """Plain JSON. kind: infeasible, unfair, time, cancelled or other.

    unfair: loss and gain as in draw_summary.py, and who: of those who lose (or gain) most {entries, size of team, names:
    of the rules that count them}.
    time: minutes: that it may take.
    changes: what would help together, fewest seats in all; alternatives: what would help alone; each
    {names, side, now, then} with the names of the rule, which are None for the number of seats.
    """
    import fairdraw

    match error:
        case fairdraw.Infeasible(explanation=explanation):
            return {
                "kind": "infeasible",
                "changes": _changes(draw.rules, explanation.changes),
                "alternatives": _changes(draw.rules, explanation.alternatives),
            }
        case LotteryRefused(step="closeness", lottery=lottery, changes=changes):
            return {
                "kind": "unfair",
                "loss": float(lottery.loss.share),
                "gain": float(lottery.gain.share),
                "who": _worst(draw.rules, lottery),
                "changes": _changes(draw.rules, changes),
            }
        case fairdraw.TooLittleTime():
            return {"kind": "time", "minutes": SOLVE_SECONDS // 60}
        case fairdraw.Cancelled():
            return {"kind": "cancelled"}
    return {"kind": "other"}


def _changes(rules: Sequence[Rule], changes: Iterable[Change]) -> list[dict[str, Any]]:
    named = {(rule["attribute"], rule["value"]): rule["names"] for rule in rules}
    return [
        {
            "names": named[one.quota.attribute, one.quota.value] if one.quota else None,
            "side": one.side,
            "now": one.now,
            "then": one.then,
        }
        for one in changes
    ]


def _worst(rules: Sequence[Rule], lottery: Lottery) -> dict[str, Any]:
    """Those whose chance lies furthest from the fairest, below or above; of several kinds the one with most people."""
    fairest = {number: level.value for level in lottery.levels for number in level.types if level.value > 0}
    chances = lottery.type_chances()

    def distance(number: int) -> tuple[Fraction, int]:
        kind = lottery.types[number]
        share = chances[number] / (fairest[number] * kind.weight)
        return abs(1 - share), kind.size * len(kind.units)

    worst = lottery.types[max(fairest, key=distance)]
    counted = sorted({hit for number in range(len(worst.units)) for hits in worst.hits(number) for hit in hits})
    return {
        "entries": worst.size * len(worst.units),
        "size": worst.size,
        "names": [rules[hit]["names"] for hit in counted],
    }
