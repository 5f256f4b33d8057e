"""How many people have which chance: chances that look the same on a page count as one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fairdraw import Lottery

# Whole numbers of panels give people of one level chances that differ by a hair, which nobody would want to read of.
SAME: Final = 0.0015
# More lines than this are not read; then chances are put together in steps of equal width.
MOST_LINES: Final = 20


def chance_spread(lottery: Lottery) -> list[dict[str, Any]]:
    """[{least, most, mean, entries}, …], the smallest chance first: entries are people, the rest are chances."""
    entries = _entries_by_chance(lottery)
    found = _together(entries, SAME)
    if len(found) > MOST_LINES:
        found = _together(entries, float(entries[-1][0] - entries[0][0]) / MOST_LINES)
    return found


def chance_ends(lottery: Lottery) -> dict[str, dict[str, Any]]:
    """{least, most}, each {chance, entries, exactly}.

    entries: how many people have it as far as a page tells chances apart.  exactly: how many have it to the last
    digit, as the verifier counts them.
    """
    entries = _entries_by_chance(lottery)
    lines = _together(entries, SAME)
    return {
        "least": {"chance": lines[0]["least"], "entries": lines[0]["entries"], "exactly": entries[0][1]},
        "most": {"chance": lines[-1]["most"], "entries": lines[-1]["entries"], "exactly": entries[-1][1]},
    }


def _entries_by_chance(lottery: Lottery) -> list[tuple[Fraction, int]]:
    """Each chance with how many people have it, the smallest chance first."""
    entries: dict[Fraction, int] = {}
    for kind, chance in zip(lottery.types, lottery.type_chances(), strict=True):
        entries[chance] = entries.get(chance, 0) + kind.size * len(kind.units)
    return sorted(entries.items())


def _together(chances: Iterable[tuple[Fraction, int]], width: float) -> list[dict[str, Any]]:
    """Chances within `width` of the smallest of them are one line; no chance and a tiny one never are."""
    lines: list[list[tuple[Fraction, int]]] = []
    for chance, entries in chances:
        if lines and chance - lines[-1][0][0] <= width and bool(chance) == bool(lines[-1][0][0]):
            lines[-1].append((chance, entries))
        else:
            lines.append([(chance, entries)])
    return [_line(line) for line in lines]


def _line(chances: list[tuple[Fraction, int]]) -> dict[str, Any]:
    entries = sum(number for _, number in chances)
    mean = sum(float(chance) * number for chance, number in chances) / entries
    return {"least": float(chances[0][0]), "most": float(chances[-1][0]), "mean": mean, "entries": entries}
