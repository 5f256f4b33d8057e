"""The numbers of a solved lottery that pages show, taken out of the bundle once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from einlass.admission.chance_spread import chance_ends, chance_spread
from einlass.admission.chances import chances_by_group
from einlass.admission.models import Draw
from einlass.admission.rule_counts import counts_by_rule
from einlass.admission.rule_influence import influence_facts
from einlass.admission.wave_kept import kept_seats

if TYPE_CHECKING:
    from fairdraw import Lottery, Result
    from fairdraw.closeness import Deviation


def draw_summary(draw: Draw, lottery: Lottery) -> dict[str, Any]:
    """Plain JSON; the entries have their chances by now.

    kinds: one per size of team, the smallest first: {size, units, entries, chance, least, most}; chance is the mean
    over its entries, least and most are the range (one number without quotas).
    groups: one per attribute that a rule asks about; see chances.py.
    rules: one per rule of the draw, in their order: {entries: how many count towards it}.
    spread: how many people have which chance; see chance_spread.py.
    chances: {least, most}, each {chance, entries, exactly}; see chance_spread.py.
    influence: what each rule does to the chance of each kind of unit; see rule_influence.py.
    taken: for a wave, how many seats of each rule are taken by those who keep theirs.
    loss, gain: how far the list of outcomes lies below and above what is fairest: {most: the largest share of a chance,
    entries: how many it concerns}.
    equal: the chance that everybody would have without rules.
    kept: seats that no outcome fills, and the rules that keep them; see wave_kept.py.
    panels, filled (seats given out in every outcome), min_chance, bound: as in the lottery.
    """
    return {
        "kinds": _kinds(lottery),
        "groups": chances_by_group(draw),
        "rules": [{"entries": number} for number in lottery.counts()],
        "spread": chance_spread(lottery),
        "chances": chance_ends(lottery),
        "influence": influence_facts(lottery),
        "taken": list(lottery.previous.counts) if lottery.previous else None,
        "loss": _deviation(lottery.loss),
        "gain": _deviation(lottery.gain),
        "equal": min(1.0, draw.seats / lottery.entries),
        "kept": kept_seats(lottery),
        "panels": lottery.panels,
        "filled": lottery.filled,
        "min_chance": float(lottery.min_chance),
        "bound": float(lottery.bound),
    }


def outcome_summary(draw: Draw, lottery: Lottery, result: Result, kinds: list[dict[str, int]]) -> dict[str, Any]:
    """Plain JSON; the entries know by now whether they are in.

    number, seed, admitted, waiting: of the result.  kinds: per size of team {size, units, admitted}.
    rules: one per rule of the draw: how many of those drawn count towards it.
    rules_with_held: for a wave: the same, together with those of earlier draws who keep their seats.
    """
    rules = counts_by_rule(draw, draw.entries.filter(admitted=True))
    facts = {
        "number": result.panel,
        "seed": result.seed,
        "admitted": len(result.admitted),
        "waiting": len(result.waiting),
        "kinds": kinds,
        "rules": rules,
    }
    if lottery.previous is not None:
        facts["rules_with_held"] = [drawn + held for drawn, held in zip(rules, lottery.previous.counts, strict=True)]
    return facts


def _kinds(lottery: Lottery) -> list[dict[str, Any]]:
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
    return kinds


def _deviation(deviation: Deviation) -> dict[str, Any]:
    return {"most": float(deviation.share), "entries": deviation.entries}
