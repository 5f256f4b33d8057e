"""Why an applicant's chance is what it is: which rules count the entry, and what each of them does to the chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from einlass.admission.models import Draw, DrawEntry
from einlass.admission.rule_influence import Influence, influence_of
from einlass.admission.rules import Rule

# A change of a chance that a page shows: by this much, or by this share of the larger chance and still to be seen.
FELT: Final = 0.002
FELT_SHARE: Final = 0.1
SEEN: Final = 0.0005
# Where whole outcomes cannot reach the chances that the rules allow, what a rule does to those says little of this one.
REACHED: Final = 0.01


@dataclass(frozen=True)
class RuleLine:
    """counts: whether the rule counts this entry.  left: of a rule that keeps the unit out, how many seats it has left.

    effect: "raises" or "lowers" the chance, "none", "full" where the rule keeps the unit out; "" where nobody worked it out.
    without: the chance if this rule alone were not there.
    """

    rule: Rule
    counts: bool
    effect: str = ""
    without: float | None = None
    left: int = 0


@dataclass(frozen=True)
class OwnChance:
    """size: of the unit.  too_large: the unit does not fit into the seats.

    barred: for no chance at all, the rules that leave none, as far as single ones do.
    """

    size: int
    lines: Sequence[RuleLine]
    too_large: bool = False
    barred: Sequence[RuleLine] = ()

    @property
    def has_effects(self) -> bool:
        return any(line.effect in {"raises", "lowers"} for line in self.lines)


def own_chance(entry: DrawEntry) -> OwnChance:
    """For an entry of a draw that is announced. One query."""
    draw = entry.draw
    unit = list(DrawEntry.objects.filter(draw=draw, unit=entry.unit).values_list("hits", flat=True))
    influence = _trusted(influence_of(draw.summary["influence"], unit), entry.chance)
    lines = list(_lines(draw, entry, unit, influence))
    if entry.chance:
        return OwnChance(len(unit), lines)
    barred = [line for line in lines if line.effect == "full"] or [line for line in lines if line.effect == "lowers"]
    return OwnChance(len(unit), lines, len(unit) > draw.summary["filled"], barred)


def _trusted(influence: Influence | None, chance: float | None) -> Influence | None:
    if influence is None or chance is None:
        return None
    return influence if abs(influence.chance - chance) <= REACHED * chance + SEEN else None


def _lines(draw: Draw, entry: DrawEntry, unit: Sequence[Any], influence: Influence | None) -> Iterator[RuleLine]:
    taken = draw.summary["taken"] or [0] * len(draw.rules)
    for place, rule in enumerate(draw.rules):
        counts, adds = place in entry.hits, sum(place in hits for hits in unit)
        left = None if rule["most"] is None else rule["most"] - taken[place]
        if adds and left is not None and left < adds:
            yield RuleLine(rule, counts, "full", None, max(left, 0))
        elif influence is None:
            yield RuleLine(rule, counts)
        else:
            without = influence.without.get(place, influence.chance)
            yield RuleLine(rule, counts, _effect(influence.chance, without), without)


def _effect(chance: float, without: float) -> str:
    change = without - chance
    if abs(change) < FELT and abs(change) < max(FELT_SHARE * max(chance, without), SEEN):
        return "none"
    return "lowers" if change > 0 else "raises"
