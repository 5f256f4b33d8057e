"""Quotas promised beside quotas kept: the rules of a draw made ready for its public page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from einlass.admission.models import Draw
from einlass.admission.rules import Rule

WIDTH: Final = 1000
# The longest bar ends a little before the edge, so that a mark at its end is seen.
ROOM: Final = 1.04


@dataclass(frozen=True)
class Promise:
    """entries: how many entries count towards the rule.  drawn: how many of them the outcome holds; None before it is public.

    in_all: with those of earlier draws who keep their seats, in a wave.  is_kept: within the bounds; None before.
    bar, least_at, most_at: lengths and marks in the picture's units.
    """

    rule: Rule
    entries: int
    drawn: int | None
    in_all: int | None
    is_kept: bool | None
    bar: float
    least_at: float | None
    most_at: float | None


def promises(draw: Draw) -> list[Promise]:
    """Of a solved draw, in the order of its rules, all to one scale."""
    outcome = draw.summary.get("outcome") if draw.published_at else None
    drawn: Sequence[int | None] = outcome["rules"] if outcome else [None] * len(draw.rules)
    in_all: Sequence[int | None] = outcome.get("rules_with_held", drawn) if outcome else drawn
    top = max(
        (number or 0 for rule, one in zip(draw.rules, in_all, strict=True) for number in _marks(rule, one)), default=0
    )
    scale = WIDTH / (top * ROOM or 1)
    return [
        _promise(rule, draw.summary["rules"][place]["entries"], drawn[place], in_all[place], scale)
        for place, rule in enumerate(draw.rules)
    ]


def _marks(rule: Rule, number: int | None) -> tuple[int | None, ...]:
    return number, rule["least"], rule["most"]


def _promise(rule: Rule, entries: int, drawn: int | None, in_all: int | None, scale: float) -> Promise:
    number, least, most = (None if one is None else round(one * scale, 1) for one in _marks(rule, in_all))
    return Promise(rule, entries, drawn, in_all, _is_kept(rule, in_all), number or 0.0, least, most)


def _is_kept(rule: Rule, number: int | None) -> bool | None:
    if number is None:
        return None
    return (rule["least"] or 0) <= number and (rule["most"] is None or number <= rule["most"])
