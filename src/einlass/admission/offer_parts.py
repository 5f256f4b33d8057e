"""Cutting the offers of a draw into parts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from einlass.admission.models import OfferPlan


@dataclass(frozen=True)
class PlannedPart:
    """first_place, last_place: in drawn order.  starts_at: when its offers go out.  ends_at: when they end."""

    number: int
    first_place: int
    last_place: int
    starts_at: datetime
    ends_at: datetime

    @property
    def people(self) -> int:
        return self.last_place - self.first_place + 1


def cut_into_parts(units: Sequence[int], seats: int) -> list[tuple[int, int]]:
    """(first place, last place) of each part; places count from 1.

    units: of everybody who was drawn, in drawn order; those of a unit stand together and stay together.
    seats: at most so many people in a part, unless a single unit is larger.
    """
    parts: list[tuple[int, int]] = []
    first = place = 1
    for _, together in groupby(units):
        size = len(list(together))
        if place > first and place + size - first > seats:
            parts.append((first, place - 1))
            first = place
        place += size
    return [*parts, (first, place - 1)] if place > first else parts


def plan_parts(
    units: Sequence[int], *, seats: int, every: timedelta, starts_at: datetime, plan: OfferPlan
) -> list[PlannedPart]:
    """The parts with their moments: `every` so often, and each outside quiet hours."""
    planned: list[PlannedPart] = []
    moment = plan.mail_at(starts_at)
    for number, (first, last) in enumerate(cut_into_parts(units, seats), start=1):
        planned.append(PlannedPart(number, first, last, moment, plan.answer_until(moment)))
        moment = plan.mail_at(moment + every)
    return planned
