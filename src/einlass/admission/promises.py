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

    held: in a wave, how many seats of the rule those have who keep theirs; None for other draws.
    """

    rule: Rule
    entries: int
    drawn: int | None
    held: int | None
    scale: float

    @property
    def in_all(self) -> int:
        return (self.held or 0) + (self.drawn or 0)

    @property
    def is_kept(self) -> bool:
        """Within the bounds. In a wave there may be too few who wait for what is promised."""
        least, most = self.rule["least"] or 0, self.rule["most"]
        return self.drawn is not None and least <= self.in_all and (most is None or self.in_all <= most)

    @property
    def held_bar(self) -> float:
        return self._length(self.held or 0)

    @property
    def bar(self) -> float:
        """With those who hold a seat."""
        return self._length(self.in_all)

    @property
    def marks(self) -> list[float]:
        """Where the bounds are."""
        return [self._length(self.rule[side]) for side in ("least", "most") if self.rule[side] is not None]

    def _length(self, seats: int) -> float:
        return round(seats * self.scale, 1)


def promises(draw: Draw) -> list[Promise]:
    """Of a solved draw, in the order of its rules, all to one scale."""
    none: Sequence[int | None] = [None] * len(draw.rules)
    held = draw.summary["taken"] or none
    drawn = draw.summary["outcome"]["rules"] if draw.published_at else none
    numbers = [
        number or 0
        for rule, one, kept in zip(draw.rules, drawn, held, strict=True)
        for number in (rule["least"], rule["most"], (one or 0) + (kept or 0))
    ]
    scale = WIDTH / (max(numbers, default=0) * ROOM or 1)
    return [
        Promise(rule, draw.summary["rules"][place]["entries"], drawn[place], held[place], scale)
        for place, rule in enumerate(draw.rules)
    ]
