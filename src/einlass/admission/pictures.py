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
