"""How many people have which chance: chances that look the same on a page count as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fairdraw import Lottery

# Whole numbers of panels give people of one level chances that differ by a hair, which nobody would want to read of.
SAME: Final = 0.0015
# More lines than this are not read; then chances are put together in steps of equal width.
MOST_LINES: Final = 20


def chance_spread(lottery: Lottery) -> list[dict[str, Any]]:
    """[{least, most, mean, entries}, …], the smallest chance first: entries are people, the rest are chances."""
    entries: dict[float, int] = {}
    for kind, chance in zip(lottery.types, lottery.type_chances(), strict=True):
        entries[float(chance)] = entries.get(float(chance), 0) + kind.size * len(kind.units)
    found = _together(sorted(entries.items()), SAME)
    if len(found) > MOST_LINES:
        found = _together(sorted(entries.items()), (max(entries) - min(entries)) / MOST_LINES)
    return found


def _together(chances: Iterable[tuple[float, int]], width: float) -> list[dict[str, Any]]:
    """Chances within `width` of the smallest of them are one line; no chance and a tiny one never are."""
    lines: list[list[tuple[float, int]]] = []
    for chance, entries in chances:
        if lines and chance - lines[-1][0][0] <= width and bool(chance) == bool(lines[-1][0][0]):
            lines[-1].append((chance, entries))
        else:
            lines.append([(chance, entries)])
    return [_line(line) for line in lines]


def _line(chances: list[tuple[float, int]]) -> dict[str, Any]:
    entries = sum(number for _, number in chances)
    mean = sum(chance * number for chance, number in chances) / entries
    return {"least": chances[0][0], "most": chances[-1][0], "mean": mean, "entries": entries}
