"""What the verifier of format 1 looked at, made to read format 2: it is kept to show that a cheat passed it.

It proved the bound of the smallest chance and took the announced chance of everybody else on trust.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from tests.fairdraw.cheats.forge import Document, counts_of, frame, result_of, units_of

HAIR = Fraction(1, 10**9)


def accepted(lottery: str, result: str) -> bool:
    """Whether the old verifier said "It holds." """
    document, drawn = json.loads(lottery), json.loads(result)
    checks = (_entries_are_right, _panels_are_right, _smallest_chance_is_right, _proof_is_right)
    return all(check(document) for check in checks) and _draw_is_right(document, drawn)


def _entries_are_right(document: Document) -> bool:
    """Codes occur once and in order, and members add to the rules what their team adds."""
    codes = [code for kind in document["types"] for code in kind["codes"]]
    used = {rule for kind in document["types"] for rule, _ in kind["adds"]}
    for kind in document["types"]:
        size = kind["size"]
        units = [kind["codes"][at : at + size] for at in range(0, len(kind["codes"]), size)]
        hits = [document["kinds"][number] for number in kind["members"]]
        hits = hits or [[rule for rule, _ in kind["adds"]]] * len(kind["codes"])
        if units != sorted(units):
            return False
        for at in range(0, len(hits), size):
            adds: dict[int, int] = {}
            for rule in [rule for member in hits[at : at + size] for rule in member if rule in used]:
                adds[rule] = adds.get(rule, 0) + 1
            if sorted(adds.items()) != sorted(map(tuple, kind["adds"])):
                return False
    return len(set(codes)) == len(codes)


def _panels_are_right(document: Document) -> bool:
    """Each panel fills the announced seats, keeps each rule and takes no more units than there are."""
    bounds, rows, _ = frame(document)
    for panel in zip(*counts_of(document), strict=True):
        sums = [0] * len(bounds)
        for count, kind, row in zip(panel, document["types"], rows, strict=True):
            if count > units_of(kind):
                return False
            for bound, adds in row:
                sums[bound] += count * adds
        if any(not least <= reached <= most for (least, most), reached in zip(bounds, sums, strict=True)):
            return False
    return bool(document["filled"] <= document["seats"])


def _smallest_chance_is_right(document: Document) -> bool:
    table, smallest = counts_of(document), []
    for level in document["proof"]["levels"]:
        for number in level["types"]:
            kind, value = document["types"][number], Fraction(level["value"])
            chance = Fraction(sum(table[number]), document["panels"] * units_of(kind))
            if value > 0:
                smallest.append(chance / Fraction(kind["weight"]))
            if (chance > 0) != (value > 0):
                return False
    return Fraction(document["proof"]["min_chance"]) == min(smallest, default=Fraction(0))


def _proof_is_right(document: Document) -> bool:
    """Each level's value is what its prices prove, whatever types it ends; the first one is the bound."""
    bounds, rows, limits = frame(document)
    weights = [Fraction(kind["weight"]) for kind in document["types"]]
    value_of: dict[int, Fraction] = {}
    for level in document["proof"]["levels"]:
        value, free = Fraction(level["value"]), [number for number in range(len(weights)) if number not in value_of]
        if not free or not set(level["types"]) <= set(free):
            return False
        certain = 1 / max(weights[number] for number in free)
        if level["tree"]:
            prices = level["tree"][1:] if isinstance(level["tree"], list) else []
            claims = level["claims"] or [max(sum(prices[bound] * adds for bound, adds in row), 0) for row in rows]
            worth = _most_in(level["tree"], claims, bounds, rows, [0] * len(limits), limits) or 0
            owed = sum(value_of[number] * claims[number] * limits[number] * weights[number] for number in value_of)
            proven = (worth - owed) / sum(claims[number] * limits[number] * weights[number] for number in free)
        elif value > 0:
            proven = certain
        else:
            proven = Fraction(any(limits[number] for number in level["types"]))
        if not 0 <= (min(proven, certain) - value) / certain <= HAIR:
            return False
        value_of |= dict.fromkeys(level["types"], value)
    best = next((value for value in value_of.values() if value > 0), Fraction(0))
    return len(value_of) == len(weights) and Fraction(document["proof"]["bound"]) == best


def _most_in(tree: Any, claims: Any, bounds: Any, rows: Any, low: list[int], high: list[int]) -> int | None:
    if isinstance(tree, dict):
        kind, at = tree["type"], tree["at"]
        below = [*high[:kind], min(high[kind], at), *high[kind + 1 :]]
        above = [*low[:kind], max(low[kind], at + 1), *low[kind + 1 :]]
        parts = (
            _most_in(tree["low"], claims, bounds, rows, low, below),
            _most_in(tree["high"], claims, bounds, rows, above, high),
        )
        return max((worth for worth in parts if worth is not None), default=None)
    scale, *prices = tree
    total = sum(price * (most if price > 0 else least) for price, (least, most) in zip(prices, bounds, strict=True))
    for claim, row, least, most in zip(claims, rows, low, high, strict=True):
        left = scale * claim - sum(prices[bound] * adds for bound, adds in row)
        total += left * (most if left > 0 else least)
    return total // scale if scale else None


def _draw_is_right(document: Document, drawn: Document) -> bool:
    """The spelling of the value is as typed, and its signature was for the server to check."""
    right = result_of(document, drawn["value"], drawn["signature"])
    return drawn == right and drawn["value"] == " ".join(drawn["value"].split())
