"""Curves and bands as SVG: numbers in, a drawing in one fixed frame out. The page's text stands in it, so it stays small.

The frame is 360 wide, as a phone: there the letters are as large as beside the drawing.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

WIDTH: Final = 360
HEIGHT: Final = 220
LEFT, RIGHT, TOP, BOTTOM = 50, 350, 12, 188

Point = tuple[float, float]


@dataclass(frozen=True)
class Tick:
    place: float
    label: str


@dataclass(frozen=True)
class Mark:
    """A line across the drawing. is_upright: at a value of x; else at a value of y. The label stands at its end."""

    place: float
    label: str
    is_upright: bool
    ends_late: bool = False


@dataclass
class Plot:
    """first, last: of x.  low, high: of y.  Shapes are (name of the style, path data), those behind first."""

    first: float
    last: float
    low: float
    high: float
    shapes: list[tuple[str, str]] = field(default_factory=list)
    across: list[Tick] = field(default_factory=list)
    up: list[Tick] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    width, height, left, right, top, bottom = WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM

    def x(self, value: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (value - self.first) / ((self.last - self.first) or 1), 1)

    def y(self, value: float) -> float:
        held = min(max(value, self.low), self.high)
        return round(BOTTOM - (BOTTOM - TOP) * (held - self.low) / ((self.high - self.low) or 1), 1)

    def line(self, style: str, points: Iterable[Point]) -> None:
        self.shapes.append((style, "M" + "L".join(f"{self.x(x)} {self.y(y)}" for x, y in points)))

    def band(self, style: str, lower: Sequence[Point], upper: Sequence[Point]) -> None:
        around = [*upper, *reversed(lower)]
        self.shapes.append((style, "M" + "L".join(f"{self.x(x)} {self.y(y)}" for x, y in around) + "Z"))

    def ticks(self, across: Iterable[tuple[float, str]], up: Iterable[tuple[float, str]]) -> None:
        self.across += [Tick(self.x(value), label) for value, label in across]
        self.up += [Tick(self.y(value), label) for value, label in up]

    def mark_x(self, value: float, label: str) -> None:
        place = self.x(value)
        self.marks.append(Mark(place, label, is_upright=True, ends_late=place > (LEFT + RIGHT) / 2))

    def mark_y(self, value: float, label: str) -> None:
        self.marks.append(Mark(self.y(value), label, is_upright=False))


def even_steps(low: float, high: float, *, most: int = 5, least: float = 1) -> list[float]:
    """Round numbers from low to high, 1, 2 or 5 times a power of ten apart, at most `most` + 1 of them."""
    span = max(high - low, least)
    step = next(
        factor * 10**power
        for power in range(math.floor(math.log10(span)) - 1, 20)
        for factor in (1, 2, 5)
        if span / (factor * 10**power) <= most and factor * 10**power >= least
    )
    return [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def labelled(values: Iterable[float], words: Callable[[float], str]) -> list[tuple[float, str]]:
    return [(value, words(value)) for value in values]
