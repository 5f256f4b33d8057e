"""The numbers of a solved lottery that pages show, taken out of the bundle once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fairdraw import Lottery


def draw_summary(lottery: Lottery) -> dict[str, Any]:
    """Plain JSON.

    kinds: one per size of team, the smallest first: {size, units, entries, chance, least, most}; chance is the mean
    over its entries, least and most are the range (one number without quotas).
    panels, filled (seats given out in every outcome), min_chance, bound: as in the lottery.
    """
    by_size: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for kind, chance in zip(lottery.types, lottery.type_chances(), strict=True):
        by_size[kind.size].append((len(kind.units), float(chance)))
    kinds = []
    for size, parts in sorted(by_size.items()):
        units = sum(count for count, _ in parts)
        kinds.append(
            {
                "size": size,
                "units": units,
                "entries": units * size,
                "chance": sum(count * chance for count, chance in parts) / units,
                "least": min(chance for _, chance in parts),
                "most": max(chance for _, chance in parts),
            }
        )
    return {
        "kinds": kinds,
        "panels": lottery.panels,
        "filled": lottery.filled,
        "min_chance": float(lottery.min_chance),
        "bound": float(lottery.bound),
    }
