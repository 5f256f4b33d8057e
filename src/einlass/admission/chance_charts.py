"""Chances per group made ready for drawing: lengths in the units of the picture, so that templates only show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from einlass.web.localized import localized

WIDTH: Final = 1000
# Chances closer together than this are shown as one number.
SAME: Final = 0.0015


@dataclass(frozen=True)
class Line:
    """entries: people.  least, mean, most: chances.  bar, low, high: the mean, least and most in the picture's units.

    rule: {least, most} that binds these people in the draw, or None.
    """

    label: str
    entries: int
    least: float
    mean: float
    most: float
    bar: float
    low: float
    high: float
    rule: Mapping[str, int | None] | None = None

    @property
    def is_range(self) -> bool:
        return self.most - self.least > SAME


@dataclass(frozen=True)
class Chart:
    """equal: where the chance without rules stands, in the picture's units; top: the chance at the right end."""

    title: str
    lines: Sequence[Line]
    equal: float
    top: float


def chance_charts(summary: Mapping[str, Any]) -> list[Chart]:
    """One chart per attribute that a rule asks about, and one per size of team; all to the same scale."""
    kinds, groups = summary.get("kinds", []), summary.get("groups", [])
    if not kinds:
        return []
    equal = summary.get("equal", kinds[0]["chance"])
    most = [one["most"] for one in kinds] + [one["most"] for group in groups for one in group["values"]]
    top = max(*most, equal) or 1.0
    charts = [
        Chart(
            localized(group["names"]),
            [
                _line(
                    localized(one["names"]), one["entries"], one["least"], one["mean"], one["most"], top, one["rule"]
                )
                for one in group["values"]
            ],
            WIDTH * equal / top,
            top,
        )
        for group in groups
    ]
    sizes = [
        _line(_size(kind["size"]), kind["entries"], kind["least"], kind["chance"], kind["most"], top)
        for kind in kinds
    ]
    return [*charts, Chart(_("Size of the team"), sizes, WIDTH * equal / top, top)]


def _line(
    label: str,
    entries: int,
    least: float,
    mean: float,
    most: float,
    top: float,
    rule: Mapping[str, int | None] | None = None,
) -> Line:
    bar, low, high = (round(WIDTH * chance / top, 1) for chance in (mean, least, most))
    return Line(label, entries, least, mean, most, bar, low, high, rule)


def _size(size: int) -> str:
    return _("alone") if size == 1 else _("team of %(size)d") % {"size": size}
