"""What each rule of a draw does to a chance: kept with the draw when it is solved, looked up for one applicant.

Kept by kind of unit and not by entry, since there may be a million of those and hardly more than a thousand of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from fairdraw import Lottery

# With more kinds than this, leaving out one rule after the other would take longer than the draw itself.
MOST_KINDS: Final = 2000
DIGITS: Final = 5


@dataclass(frozen=True)
class Influence:
    """chance: before it became a whole number of outcomes.

    without: by the number of a rule, the chance if this rule alone were not there; rules that cannot bind are missing.
    """

    chance: float
    without: Mapping[int, float]


def influence_facts(lottery: Lottery) -> dict[str, Any] | None:
    """Plain JSON; None without rules or for too many kinds.

    binding: the numbers of the rules that can bind.  kinds: by key, the place in `rows`.
    rows: [[chance, chance without the first binding rule, …], …], each once.
    """
    from fairdraw import sensitivity

    if not lottery.quotas or len(lottery.types) > MOST_KINDS:
        return None
    found = sensitivity(lottery)
    binding = [place for place, chances in enumerate(found.without) if chances is not None]
    places: dict[tuple[float, ...], int] = {}
    kinds = {}
    for number, kind in enumerate(lottery.types):
        chances = [found.chances[number]]
        chances += [without[number] for without in found.without if without is not None]
        row = tuple(round(chance, DIGITS) for chance in chances)
        kinds[_key(kind.size, enumerate(kind.adds), binding)] = places.setdefault(row, len(places))
    return {"binding": binding, "kinds": kinds, "rows": [list(row) for row in places]}


def influence_of(facts: Mapping[str, Any] | None, hits: Sequence[Iterable[int]]) -> Influence | None:
    """hits: for each member of a unit, which rules count it. None if nothing was kept for such a unit."""
    if not facts:
        return None
    adds: dict[int, int] = {}
    for member in hits:
        for place in member:
            adds[place] = adds.get(place, 0) + 1
    row = facts["kinds"].get(_key(len(hits), adds.items(), facts["binding"]))
    if row is None:
        return None
    chance, *without = facts["rows"][row]
    return Influence(chance, dict(zip(facts["binding"], without, strict=True)))


def _key(size: int, adds: Iterable[tuple[int, int]], binding: Sequence[int]) -> str:
    """Such as "2:0x1,4x2": what a unit adds to the rules that can bind is all that its chance hangs on."""
    parts = [f"{place}x{number}" for place, number in sorted(adds) if number and place in binding]
    return f"{size}:{','.join(parts)}"
