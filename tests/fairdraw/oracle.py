"""Leximin by brute force: every outcome is listed, every number is a fraction. Only for a few units."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from fairdraw import Entry, Pool, Rules

Unit = tuple[Entry, ...]


def units_of(pool: Pool) -> list[Unit]:
    teams: dict[str, list[Entry]] = {}
    for entry in pool.entries:
        teams.setdefault(entry.team or f"alone {entry.code}", []).append(entry)
    return [tuple(members) for members in teams.values()]


def outcomes(units: Sequence[Unit], rules: Rules) -> list[frozenset[int]]:
    """All sets of units that keep the rules and fill as many seats as can be filled."""
    kept = [
        (sum(len(units[index]) for index in chosen), frozenset(chosen))
        for size in range(len(units) + 1)
        for chosen in combinations(range(len(units)), size)
        if keeps([entry for index in chosen for entry in units[index]], rules)
    ]
    fullest = max((seats for seats, _ in kept), default=0)
    return [chosen for seats, chosen in kept if seats == fullest]


def keeps(entries: Sequence[Entry], rules: Rules) -> bool:
    if len(entries) > rules.seats:
        return False
    for quota in rules.quotas:
        wanted = list(zip(quota.attributes, quota.values, strict=True))
        count = sum(all(entry.attributes.get(name, "") == value for name, value in wanted) for entry in entries)
        if count < (quota.least or 0) or (quota.most is not None and count > quota.most):
            return False
    return True


def leximin_by_brute_force(pool: Pool, rules: Rules) -> dict[str, Fraction] | None:
    """The leximin chance of each code, None if there is no outcome."""
    units = units_of(pool)
    panels = outcomes(units, rules)
    if not panels:
        return None
    weights = [sum(Fraction(entry.weight) for entry in unit) / len(unit) for unit in units]
    chance: dict[int, Fraction] = {}
    while len(chance) < len(units):
        free = [unit for unit in range(len(units)) if unit not in chance]
        level = best_for(free, chance, {}, panels, weights)
        for unit in free:
            others = {other: level * weights[other] for other in free if other != unit}
            if best_for([unit], chance, others, panels, weights) == level:
                chance[unit] = level * weights[unit]
    return {entry.code: chance[unit] for unit, members in enumerate(units) for entry in members}


def best_for(
    raised: Sequence[int],
    chance: dict[int, Fraction],
    others: dict[int, Fraction],
    panels: Sequence[frozenset[int]],
    weights: Sequence[Fraction],
) -> Fraction:
    """The largest z with weight · z for the raised, and what was said for all others."""
    held = chance | others
    # Columns: the panels, z, and h, which says how much of what was said is kept; all of it comes first.
    rows = [[-Fraction(unit in panel) for panel in panels] + [weights[unit], Fraction(0)] for unit in raised] + [
        [-Fraction(unit in panel) for panel in panels] + [Fraction(0), held[unit]] for unit in held
    ]
    rows.append([Fraction(1)] * len(panels) + [Fraction(0), Fraction(0)])
    rows.append([Fraction(0)] * len(panels) + [Fraction(0), Fraction(1)])
    limits = [Fraction(0)] * (len(rows) - 2) + [Fraction(1), Fraction(1)]
    gain = [Fraction(0)] * len(panels) + [Fraction(1), Fraction(10**9)]
    solution = simplex(rows, limits, gain)
    assert solution[-1] == 1
    return solution[-2]


def simplex(rows: list[list[Fraction]], limits: list[Fraction], gain: list[Fraction]) -> list[Fraction]:
    """Maximise gain·x under rows·x ≤ limits, x ≥ 0, with limits ≥ 0; Bland's rule, exact."""
    width = len(gain)
    table = [row + [Fraction(int(i == j)) for j in range(len(rows))] + [limits[i]] for i, row in enumerate(rows)]
    costs = [-value for value in gain] + [Fraction(0)] * (len(rows) + 1)
    basis = [width + index for index in range(len(rows))]
    while (enters := next((column for column, cost in enumerate(costs[:-1]) if cost < 0), None)) is not None:
        ratios = [(row[-1] / row[enters], basis[index], index) for index, row in enumerate(table) if row[enters] > 0]
        leaves = min(ratios)[2]
        pivot = table[leaves][enters]
        table[leaves] = [value / pivot for value in table[leaves]]
        for row in [*table[:leaves], *table[leaves + 1 :], costs]:
            factor = row[enters]
            if factor:
                row[:] = [value - factor * by for value, by in zip(row, table[leaves], strict=True)]
        basis[leaves] = enters
    solution = [Fraction(0)] * (width + len(rows))
    for index, column in enumerate(basis):
        solution[column] = table[index][-1]
    return solution[:width]
