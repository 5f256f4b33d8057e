"""Where the marks of our pictures stand, as SVG path data: pure numbers in, short strings out.

A mark is a line of length zero (a dot, with round or square ends) or a short line (a team).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

CELL = 10


@dataclass(frozen=True)
class Picture:
    """width, height: of the viewBox.  paths: path data by name; a name without marks has an empty string."""

    width: int
    height: int
    paths: dict[str, str]


def units_picture(units: Sequence[tuple[int, str]], *, shape: float = 2.4) -> Picture:
    """Every unit of a draw as a dot, or a pill as long as the team is large.

    units: (size, name of the path), in the order they shall stand.  shape: width by height, roughly.
    """
    people = sum(size for size, _ in units)
    columns = max(ceil(sqrt(people * shape)), 4)
    parts: dict[str, list[str]] = {}
    row = column = 0
    for size, name in units:
        if column + size > columns:
            row, column = row + 1, 0
        x, y = column * CELL + CELL // 2, row * CELL + CELL // 2
        parts.setdefault(name, []).append(f"M{x} {y}h{(size - 1) * CELL}")
        column += size
    return Picture(columns * CELL, (row + 1) * CELL, {name: "".join(marks) for name, marks in parts.items()})


@dataclass(frozen=True)
class Grid:
    """width, height: of the viewBox.  rows: (x1, y, x2) of every full or last row.  lit: the centre of one cell."""

    width: int
    height: int
    rows: list[tuple[int, int, int]]
    lit: tuple[int, int] | None


def outcomes_picture(number: int, lit: int | None, *, columns: int = 50) -> Grid:
    """Every possible outcome as a dot, row by row, with one of them lit; the dots of a row are one dashed line.

    lit: counts from 1; None before the draw.
    """
    rows = []
    for first in range(0, number, columns):
        last = min(first + columns, number) - first - 1
        y = first // columns * CELL + CELL // 2
        rows.append((CELL // 2, y, last * CELL + CELL // 2))
    centre = None
    if lit is not None:
        row, column = divmod(lit - 1, columns)
        centre = (column * CELL + CELL // 2, row * CELL + CELL // 2)
    return Grid(min(number, columns) * CELL, len(rows) * CELL, rows, centre)
