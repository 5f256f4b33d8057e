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


@dataclass(frozen=True)
class CrossCell:
    """share: of its row; strength: 0 to 100, of the largest number of the table."""

    number: int
    share: float
    strength: int


@dataclass(frozen=True)
class CrossRow:
    label: str
    cells: Sequence[CrossCell]
    total: int


@dataclass(frozen=True)
class Cross:
    """Two fields against one another; totals: of each column."""

    heads: Sequence[str]
    rows: Sequence[CrossRow]
    totals: Sequence[int]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def cross(
    down: Sequence[tuple[str, str]], across: Sequence[tuple[str, str]], numbers: Mapping[tuple[str, str], int]
) -> Cross:
    """down, across: (value, label) of the rows and the columns; numbers: of each pair of values."""
    most = max(numbers.values(), default=0) or 1
    rows = []
    for value, label in down:
        here = [numbers.get((value, other), 0) for other, _label in across]
        total = sum(here)
        cells = [CrossCell(number, number / (total or 1), round(100 * number / most)) for number in here]
        rows.append(CrossRow(label, cells, total))
    totals = [sum(row.cells[place].number for row in rows) for place in range(len(across))]
    return Cross([label for _value, label in across], rows, totals)


def bars(rows: Sequence[tuple[str, str, int]], *, total: int) -> list[Bar]:
    """rows: (address, label, number), in the order to be shown; total: what the shares are of."""
    most = max((number for _, _, number in rows), default=0) or 1
    return [
        Bar(
            label=label,
            number=number,
            length=round(100 * number / most, 1),
            share=number / (total or 1),
            address=address,
        )
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
