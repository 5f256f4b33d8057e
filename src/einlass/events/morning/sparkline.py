"""A small curve of what came in each day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

WIDTH: Final = 112
HEIGHT: Final = 28
GAP: Final = 2


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sparkline:
    """numbers: one a day, the last is today."""

    numbers: Sequence[int]

    @property
    def bars(self) -> list[Bar]:
        """As drawn, in a field of WIDTH by HEIGHT; a day on which something came shows at least a line."""
        most = max(self.numbers, default=0) or 1
        width = (WIDTH + GAP) / len(self.numbers) - GAP
        bars = []
        for place, number in enumerate(self.numbers):
            height = max(2.0, HEIGHT * number / most) if number else 0.0
            bars.append(
                Bar(round(place * (width + GAP), 2), round(HEIGHT - height, 2), round(width, 2), round(height, 2))
            )
        return bars

    @property
    def is_flat(self) -> bool:
        return not any(self.numbers)


def daily(moments: Iterable[datetime], *, since: datetime, at: datetime, zone: tzinfo) -> Sparkline:
    """How many of the moments fall on each day of the event's zone, from the day of `since` to the day of `at`."""
    first = since.astimezone(zone).date()
    numbers = [0] * ((at.astimezone(zone).date() - first).days + 1)
    for moment in moments:
        place = (moment.astimezone(zone).date() - first).days
        if 0 <= place < len(numbers):
            numbers[place] += 1
    return Sparkline(numbers)
