"""Lotteries without quotas whose every single outcome looks fair, too.

Equal chances alone allow outcomes in which all teams of four are in and all teams of two are out: each team's chance is
right, and the hall looks wrong. So every size of team gets its share of the seats in every outcome, to within one team,
wherever that costs nobody any chance.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

import fairdraw

ATTRIBUTE: Final = "people in the team"
# Two lists of some thousand outcomes can round the same chance to neighbouring whole numbers of outcomes.
HAIR: Final = Fraction(1, 1000)


def balanced_lottery(
    units: Mapping[int, list[str]], seats: int, progress: Callable[[fairdraw.Progress], object] | None = None
) -> fairdraw.Lottery:
    """The fairest lottery for these units, balanced by size of team if that is possible at the same chances.

    units: the entry codes of each unit, by any key.  seats: 1 or more.
    Raises what fairdraw.solve raises.
    """
    pool = fairdraw.Pool(
        tuple(
            fairdraw.Entry(code, {ATTRIBUTE: str(len(codes))}, team=f"unit {unit}")
            for unit, codes in units.items()
            for code in codes
        )
    )
    plain = fairdraw.solve(pool, fairdraw.Rules(seats), progress=progress)
    quotas = share_quotas([len(codes) for codes in units.values()], seats)
    if not quotas:
        return plain
    try:
        balanced = fairdraw.solve(pool, fairdraw.Rules(seats, quotas), progress=progress)
    except (fairdraw.Infeasible, fairdraw.NoPanels):
        return plain
    return balanced if _is_as_good(balanced, plain) else plain


def share_quotas(sizes: list[int], seats: int) -> tuple[fairdraw.Quota, ...]:
    """For each size of team but the smallest: its share of the seats, to within one team.

    sizes: one per unit. The smallest size takes what remains; with only one size there is nothing to balance.
    """
    share = Fraction(min(seats, sum(sizes)), sum(sizes))
    quotas = []
    for size in sorted(set(sizes))[1:]:
        teams = sizes.count(size) * share
        whole = int(teams)
        most = whole if teams == whole else whole + 1
        quotas.append(fairdraw.Quota(ATTRIBUTE, str(size), whole * size, most * size))
    return tuple(quotas)


def _is_as_good(balanced: fairdraw.Lottery, plain: fairdraw.Lottery) -> bool:
    """No chance is lower, from the smallest up, and no more seats stay empty."""
    if balanced.filled < plain.filled:
        return False
    pairs = zip(sorted(balanced.type_chances()), sorted(plain.type_chances()), strict=False)
    return all(one >= other - HAIR for one, other in pairs)
