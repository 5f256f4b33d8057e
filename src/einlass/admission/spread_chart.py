"""How many people have which chance, made ready for drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 1000
# No bar is too short to be seen.
SHORTEST: Final = 6


@dataclass(frozen=True)
class SpreadLine:
    """least, mean, most: chances.  entries: people.  bar: in the picture's units.  is_range: the chances differ on the page."""

    least: float
    mean: float
    most: float
    entries: int
    bar: float

    @property
    def is_range(self) -> bool:
        return self.most - self.least > 0.0015


def spread_chart(summary: Mapping[str, Any]) -> list[SpreadLine]:
    top = max(line["entries"] for line in summary["spread"])
    return [
        SpreadLine(
            line["least"],
            line["mean"],
            line["most"],
            line["entries"],
            round(max(WIDTH * line["entries"] / top, SHORTEST), 1),
        )
        for line in summary["spread"]
    ]
