"""Numbers made ready for drawing: lengths in the units of the picture, so that templates only show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT = 120
STEP = 12


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart; `length` of 100, `share` of the whole; `address` shows only these."""

    label: str
    number: int
    length: float
    share: float
    address: str = ""


@dataclass(frozen=True)
class Column:
    """One day; x, y and height in the picture's units."""

    day: date
    number: int
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Columns:
    columns: Sequence[Column]
    width: int
    most: int
    height: int = HEIGHT

    @property
    def first(self) -> Column:
        return self.columns[0]

    @property
    def last(self) -> Column:
        return self.columns[-1]

    @property
    def busiest(self) -> Column:
        return max(self.columns, key=lambda column: column.number)


def bars(rows: Sequence[tuple[str, str, int]]) -> list[Bar]:
    """rows: (address, label, number), in the order to be shown."""
    most = max((number for _, _, number in rows), default=0) or 1
    total = sum(number for _, _, number in rows) or 1
    return [
        Bar(label=label, number=number, length=round(100 * number / most, 1), share=number / total, address=address)
        for address, label, number in rows
    ]


def columns(days: Mapping[date, int]) -> Columns | None:
    """One column a day, or None where there is nothing to draw."""
    most = max(days.values(), default=0)
    if not most:
        return None
    drawn = []
    for position, (day, number) in enumerate(days.items()):
        height = round(HEIGHT * number / most, 1)
        drawn.append(Column(day, number, x=position * STEP, y=round(HEIGHT - height, 1), height=height))
    return Columns(drawn, width=len(drawn) * STEP, most=most)
