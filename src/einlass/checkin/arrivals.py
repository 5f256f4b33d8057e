"""How the hall fills: moments of entry as a curve to draw. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

MOST_STEPS: Final = 48
STEPS: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60, 180, 720, 1440))
WIDTH: Final = 420
HEIGHT: Final = 220
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 28


@dataclass(frozen=True)
class Step:
    """One stretch of time: how many came in during it, and how many were in at its end."""

    ends_at: datetime
    came: int
    inside: int


@dataclass(frozen=True)
class Tick:
    position: int
    label: str


@dataclass(frozen=True)
class Curve:
    """steps: for the table; line and area: SVG path data; ticks: on the axes of a picture of WIDTH by HEIGHT."""

    steps: tuple[Step, ...]
    line: str
    area: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def arrivals(moments: Sequence[datetime], *, begins_at: datetime, until: datetime) -> Curve | None:
    """The curve of entries from `begins_at` (or the first entry) to `until`; None if nobody is in.

    moments: aware, in any order and in the zone that the labels shall have.
    """
    if not moments:
        return None
    begins_at = min(begins_at, *moments)
    until = max(until, *moments)
    step = next((step for step in STEPS if (until - begins_at) / step <= MOST_STEPS), STEPS[-1])
    begins_at = _floor(begins_at, step)
    count = int((until - begins_at) / step) + 1
    came = [0] * count
    for moment in moments:
        came[int((moment - begins_at) / step)] += 1
    inside = list(accumulate(came))
    steps = tuple(Step(begins_at + step * (index + 1), came[index], inside[index]) for index in range(count))
    top = _round_up(inside[-1])
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * index / count for index in range(count + 1)]
    ys = [_height_of(value, top) for value in (0, *inside)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
    return Curve(
        steps=steps,
        line=line,
        area=f"{line}L{xs[-1]:.1f} {HEIGHT - BOTTOM}L{LEFT} {HEIGHT - BOTTOM}z",
        across=_times(begins_at, step, xs),
        up=tuple(Tick(round(_height_of(value, top)), f"{value}") for value in sorted({0, top // 2, top})),
    )


def _floor(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + step * int((moment - midnight) / step)


def _round_up(number: int) -> int:
    """The next number that reads well on an axis, and so does its half."""
    size = 10
    while True:
        for factor in (1, 2, 4, 6, 10):
            if number <= size * factor:
                return size * factor
        size *= 10


def _height_of(value: int, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _times(begins_at: datetime, step: timedelta, xs: Sequence[float]) -> tuple[Tick, ...]:
    every = max(1, -(-len(xs) // 5))
    form = "%H:%M" if step < timedelta(hours=12) else "%d.%m."
    return tuple(
        Tick(round(x), (begins_at + step * index).strftime(form)) for index, x in enumerate(xs) if index % every == 0
    )
