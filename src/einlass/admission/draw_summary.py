"""The numbers of a solved lottery that pages show, taken out of the bundle once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from einlass.admission.chances import chances_by_group
from einlass.admission.models import Draw
from einlass.admission.wave_kept import kept_seats

if TYPE_CHECKING:
    from fairdraw import Lottery


def draw_summary(draw: Draw, lottery: Lottery) -> dict[str, Any]:
    """Plain JSON; the entries have their chances by now.

    kinds: one per size of team, the smallest first: {size, units, entries, chance, least, most}; chance is the mean
    over its entries, least and most are the range (one number without quotas).
    groups: one per attribute that a rule asks about; see chances.py.
    equal: the chance that everybody would have without rules.
    kept: seats that no outcome fills, and the rules that keep them; see wave_kept.py.
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
        "groups": chances_by_group(draw),
        "equal": min(1.0, draw.seats / lottery.entries),
        "kept": kept_seats(lottery),
        "panels": lottery.panels,
        "filled": lottery.filled,
        "min_chance": float(lottery.min_chance),
        "bound": float(lottery.bound),
    }
