#!/usr/bin/env python3
"""Check that a draw was fair and that nobody touched it.

    python verify.py lottery.json result.json        exit 0: everything holds; 1: it does not, and why

This file needs nothing but Python 3.11 and shares no code with the program that made the lottery, so that it
can be
read in a sitting. All numbers are whole numbers or fractions of them. What is checked:

1.  Commitment: the result names the SHA-256 of this very lottery.
2.  Entries: every code occurs once.
3.  Panels: each of the numbered outcomes fills the announced seats and keeps every quota.
4.  Chances: the announced smallest chance is what the panels give, and everyone who can have a chance has
one.
5.  Proof: the prices bound the chances of every possible lottery from above, so nobody could have done
better.
6.  Draw: the public value picks this panel, these people, and this waiting order.
"""

import hashlib
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate
from typing import Any

Document = dict[str, Any]
LOTTERY_KEYS = {
    "filled", "format", "method", "panels", "previous", "proof", "rules", "seats", "types",
}  # fmt: skip
RESULT_KEYS = {"admitted", "commitment", "format", "panel", "seed", "value", "waiting"}
METHOD = "leximin by types; panels of equal chance; order by SHA-256"
# Values of levels may be rounded down by this much, as a chance.
HAIR = Fraction(1, 10**9)
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


class Wrong(Exception):
    """Something is not as it must be; nothing further can be checked."""


def problems_of(lottery_text: str, result_text: str) -> list[str]:
    """What does not hold, in words; an empty list if everything does."""
    try:
        lottery = read(lottery_text, "fairdraw lottery 1", LOTTERY_KEYS)
        result = read(result_text, "fairdraw result 1", RESULT_KEYS)
        check_shape(lottery)
        counts = [panel_counts(kind["panels"], lottery["panels"]) for kind in lottery["types"]]
        problems = [
            *check_commitment(lottery, result),
            *check_entries(lottery),
            *check_panels(lottery, counts),
            *check_chances(lottery, counts),
            *check_proof(lottery),
            *check_draw(lottery, counts, result),
        ]
    except Wrong as error:
        return [str(error)]
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        return [f"The files are damaged: {error!r}."]
    return problems


# Reading


def read(text: str, wanted: str, keys: set[str]) -> Document:
    """JSON without doubled keys and without numbers that are not whole."""

    def no_float(number: str) -> None:
        raise Wrong(f"The number {number} is not a whole number.")

    def once(pairs: list[tuple[str, Any]]) -> Document:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Wrong("A key occurs twice in the JSON.")
        return found

    try:
        document = json.loads(text, parse_float=no_float, parse_constant=no_float, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise Wrong(f"This is not JSON: {error}.") from error
    if not isinstance(document, dict) or document.get("format") != wanted:
        raise Wrong(f"This is not a file of the format {wanted!r}.")
    if set(document) != keys:
        raise Wrong(f"The {wanted!r} file has the wrong keys: {sorted(set(document) ^ keys)}.")
    return document


def check_shape(lottery: Document) -> None:
    def need(holds: bool, words: str) -> None:
        if not holds:
            raise Wrong(words)

    def whole(number: object, least: int = 0) -> bool:
        return type(number) is int and number >= least

    need(lottery["method"] == METHOD, "The method is not the one that this program checks.")
    need(whole(lottery["panels"], 1), "The number of panels is not a whole number from 1.")
    need(whole(lottery["seats"], 1) and whole(lottery["filled"]), "The seats are not whole numbers.")
    for rule in lottery["rules"]:
        need(set(rule) == {"attribute", "value", "least", "most"}, "A rule has the wrong keys.")
        need(
            all(rule[side] is None or whole(rule[side]) for side in ("least", "most")),
            "A bound is not whole.",
        )
    for kind in lottery["types"]:
        need(set(kind) == {"adds", "codes", "panels", "size", "weight"}, "A type has the wrong keys.")
        need(whole(kind["size"], 1), "The size of a type is not a whole number from 1.")
        need(bool(kind["codes"]) and len(kind["codes"]) % kind["size"] == 0, "A type has half a team.")
        need(all(type(code) is str and code for code in kind["codes"]), "A code is not a text.")
        need(Fraction(kind["weight"]) > 0, "A weight is not above zero.")
        rules = [rule for rule, _ in kind["adds"]]
        need(rules == sorted(set(rules)), "A type counts twice towards one rule.")
        need(all(0 <= rule < len(lottery["rules"]) for rule in rules), "A type names a rule that is not there.")
        need(all(whole(n, 1) and n <= kind["size"] for _, n in kind["adds"]), "A type adds more than its size.")
        need(whole(kind["panels"][0]), "A panel count is not a whole number.")
    need(set(lottery["proof"]) == {"bound", "levels", "min_chance"}, "The proof has the wrong keys.")


def panel_counts(packed: list[Any], panels: int) -> list[int]:
    """How many units of a type each panel takes: the least, plus 1, 2, 4 … where a bit of a plane is set."""
    counts = [packed[0]] * panels
    for place, plane in enumerate(packed[1:]):
        if len(plane) != (panels + 3) // 4 or not re.fullmatch("[0-9a-f]*", plane):
            raise Wrong("A row of panels is not as long as there are panels.")
        bits = f"{int(plane, 16):0{4 * len(plane)}b}"
        if "1" in bits[panels:]:
            raise Wrong("A row of panels is longer than there are panels.")
        for panel, bit in enumerate(bits[:panels]):
            if bit == "1":
                counts[panel] += 1 << place
    return counts


# The checks


def check_commitment(lottery: Document, result: Document) -> Iterator[str]:
    if commitment_of(lottery) != result["commitment"]:
        yield f"The result belongs to another lottery: this one has the commitment {commitment_of(lottery)}."


def check_entries(lottery: Document) -> Iterator[str]:
    seen: set[str] = set()
    for kind in lottery["types"]:
        for code in kind["codes"]:
            if code in seen:
                yield f"The code {code!r} occurs twice."
            seen.add(code)
        units = list(units_of(kind))
        if units != sorted(units) or any(list(unit) != sorted(unit) for unit in units):
            yield "The codes of a type are not in order."


def check_panels(lottery: Document, counts: list[list[int]]) -> Iterator[str]:
    """Each panel fills the announced seats, keeps each rule and takes no more units than there are."""
    seats = [0] * lottery["panels"]
    held = lottery["previous"]["counts"] if lottery["previous"] else [0] * len(lottery["rules"])
    sums = [[taken] * lottery["panels"] for taken in held]
    for kind, taken in zip(lottery["types"], counts, strict=True):
        units = len(kind["codes"]) // kind["size"]
        for panel, count in enumerate(taken):
            if count == 0:
                continue
            if count > units:
                yield f"Panel {panel + 1} takes {count} units of a type that has {units}."
            seats[panel] += count * kind["size"]
            for rule, adds in kind["adds"]:
                sums[rule][panel] += count * adds
    for panel, filled in enumerate(seats):
        if filled != lottery["filled"] or filled > lottery["seats"]:
            yield f"Panel {panel + 1} fills {filled} seats, not {lottery['filled']} of {lottery['seats']}."
    for rule, reached in zip(lottery["rules"], sums, strict=True):
        least, most = rule["least"] or 0, rule["most"]
        for panel, number in enumerate(reached):
            if number < least or (most is not None and number > most):
                name = f"{rule['attribute']} = {rule['value']}"
                yield f"Panel {panel + 1} has {number} of {name}, which must be {least} to {most}."


def check_chances(lottery: Document, counts: list[list[int]]) -> Iterator[str]:
    smallest: list[Fraction] = []
    for level in lottery["proof"]["levels"]:
        for index in level["types"]:
            kind = lottery["types"][index]
            units = len(kind["codes"]) // kind["size"]
            chance = Fraction(sum(counts[index]), lottery["panels"] * units)
            if Fraction(level["value"]) > 0:
                smallest.append(chance / Fraction(kind["weight"]))
                if chance == 0:
                    yield f"{kind['codes'][0]!r} could have a chance, but is in no panel."
            elif chance > 0:
                yield f"{kind['codes'][0]!r} is in a panel, but is said to have no chance."
    announced = Fraction(lottery["proof"]["min_chance"])
    if announced != min(smallest, default=Fraction(0)):
        yield f"The smallest chance is {min(smallest, default=Fraction(0))}, not {announced} as announced."


def check_proof(lottery: Document) -> Iterator[str]:
    """Each level: if a lottery keeps the rules and gives the types before their value, the rest gets no more.

    No panel is worth more in claims than the tree shows. The types before take their part of that. The rest
    is shared by those that are free, so not all of them can have more than their share.
    """
    bounds = list(all_bounds(lottery))
    types = lottery["types"]
    limits = [limit_of(kind, bounds) for kind in types]
    weights = [Fraction(kind["weight"]) for kind in types]
    value_of: dict[int, Fraction] = {}
    for number, level in enumerate(lottery["proof"]["levels"], start=1):
        value, free = (
            Fraction(level["value"]),
            [index for index in range(len(types)) if index not in value_of],
        )
        if not free or not set(level["types"]) <= set(free):
            raise Wrong(f"Level {number} of the proof ends a type that is not free.")
        certain = 1 / max(weights[index] for index in free)
        if level["tree"]:
            claims, worth = worth_of(lottery, bounds, limits, level)
            owed = sum(value_of[index] * claims[index] * limits[index] * weights[index] for index in value_of)
            proven = (worth - owed) / sum(claims[index] * limits[index] * weights[index] for index in free)
        elif value > 0:
            proven = certain
        else:
            proven = Fraction(any(limits[index] for index in level["types"]))
        if not 0 <= (min(proven, certain) - value) / certain <= HAIR:
            yield f"Level {number} of the proof shows {float(proven):.9f}, not {float(value):.9f}."
        value_of |= dict.fromkeys(level["types"], value)
    if len(value_of) != len(types):
        yield "The proof leaves out types."
    best = next((value for value in value_of.values() if value > 0), Fraction(0))
    if Fraction(lottery["proof"]["bound"]) != best:
        yield f"The bound is {best}, not {lottery['proof']['bound']} as announced."


def worth_of(
    lottery: Document, bounds: list[tuple[int, int]], limits: list[int], level: Document
) -> tuple[list[int], int]:
    """The claim of each type, and the most that a panel can be worth in claims, as the tree shows it."""

    def paid(prices: list[int]) -> list[int]:
        if len(prices) != len(bounds) or any(type(price) is not int for price in prices):
            raise Wrong("The proof has the wrong number of prices.")
        return [
            prices[0] * kind["size"] + sum(prices[rule + 1] * adds for rule, adds in kind["adds"])
            for kind in lottery["types"]
        ]

    def most_in(tree: Any, low: list[int], high: list[int]) -> int | None:
        """The worth of a panel with low ≤ counts ≤ high at most; None if there is no such panel."""
        if isinstance(tree, dict):
            kind, at = tree["type"], tree["at"]
            below = most_in(tree["low"], low, [*high[:kind], min(high[kind], at), *high[kind + 1 :]])
            above = most_in(tree["high"], [*low[:kind], max(low[kind], at + 1), *low[kind + 1 :]], high)
            return max((worth for worth in (below, above) if worth is not None), default=None)
        scale, *prices = tree
        total = sum(p * (most if p > 0 else least) for p, (least, most) in zip(prices, bounds, strict=True))
        for claim, pays, least, most in zip(claims, paid(prices), low, high, strict=True):
            left = scale * claim - pays
            total += left * (most if left > 0 else least)
        if scale == 0 and total < 0:
            return None
        return int(total // scale)

    claims = level["claims"] or [max(pays, 0) for pays in paid(level["tree"][1:])]
    if len(claims) != len(limits) or any(type(claim) is not int or claim < 0 for claim in claims):
        raise Wrong("The proof has the wrong number of claims.")
    return claims, most_in(level["tree"], [0] * len(limits), limits) or 0


def all_bounds(lottery: Document) -> Iterator[tuple[int, int]]:
    """Least and most of the seats, then of each rule, without what the seats of the draw before take."""
    yield lottery["filled"], lottery["filled"]
    held = lottery["previous"]["counts"] if lottery["previous"] else [0] * len(lottery["rules"])
    everyone = [0] * len(lottery["rules"])
    for kind in lottery["types"]:
        for rule, adds in kind["adds"]:
            everyone[rule] += len(kind["codes"]) // kind["size"] * adds
    for rule, taken, there in zip(lottery["rules"], held, everyone, strict=True):
        yield (
            max((rule["least"] or 0) - taken, 0),
            there if rule["most"] is None else min(rule["most"] - taken, there),
        )


def limit_of(kind: Document, bounds: list[tuple[int, int]]) -> int:
    """How many units of a type an outcome can hold at most: none if one alone breaks a bound."""
    alone = kind["size"] > bounds[0][1] or any(adds > bounds[rule + 1][1] for rule, adds in kind["adds"])
    return 0 if alone else len(kind["codes"]) // kind["size"]


def check_draw(lottery: Document, counts: list[list[int]], result: Document) -> Iterator[str]:
    value = WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", result["value"])).strip(" ")
    if value != result["value"] or not value:
        yield "The public value is not in its normal form."
    seed = hashlib.sha256(bytes.fromhex(commitment_of(lottery)) + value.encode()).digest()
    if seed.hex() != result["seed"]:
        yield f"The seed is {seed.hex()}, not {result['seed']}."
    panel = number_below(seed, lottery["panels"])
    if type(result["panel"]) is not int or panel + 1 != result["panel"]:
        yield f"The public value picks panel {panel + 1}, not {result['panel']}."
    admitted, waiting = outcome(lottery, counts, seed, panel)
    yield from compare("admitted", admitted, result["admitted"])
    yield from compare("waiting", waiting, result["waiting"])


def outcome(lottery: Document, counts: list[list[int]], seed: bytes, panel: int) -> tuple[list[str], list[str]]:
    """Within a type the smallest keys are in; who waits comes when further panels, one by one, would take
    them."""
    admitted, waiting = [], []
    for kind, taken in zip(lottery["types"], counts, strict=True):
        ranked = sorted((hashlib.sha256(seed + b"unit" + unit[0].encode()).digest(), unit) for unit in units_of(kind))
        admitted += ranked[: taken[panel]]
        further = list(accumulate(taken[panel + 1 :] + taken[: panel + 1]))
        for rank, (key, unit) in enumerate(ranked[taken[panel] :]):
            if further[-1] == 0:
                after = (1, 0)
            else:
                turns, rest = divmod(rank, further[-1])
                after = (0, turns * len(taken) + bisect_left(further, rest + 1))
            waiting.append((after, key, unit))
    return (
        [code for _, unit in sorted(admitted) for code in unit],
        [code for _, _, unit in sorted(waiting) for code in unit],
    )


def compare(name: str, right: list[str], published: list[str]) -> Iterable[str]:
    if right == published:
        return
    for place, (ours, theirs) in enumerate(zip(right, published, strict=False), start=1):
        if ours != theirs:
            yield f"Place {place} of the {name} belongs to {ours!r}, not {theirs!r}."
            return
    yield f"There must be {len(right)} {name}, not {len(published)}."


# What the checks need


def commitment_of(lottery: Document) -> str:
    text = json.dumps(lottery, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def units_of(kind: Document) -> Iterator[tuple[str, ...]]:
    size, codes = kind["size"], kind["codes"]
    return (tuple(codes[at : at + size]) for at in range(0, len(codes), size))


def number_below(seed: bytes, end: int) -> int:
    """0 to end − 1, all equally likely."""
    limit = 2**64 - 2**64 % end
    counter = 0
    while (
        number := int.from_bytes(hashlib.sha256(seed + b"panel" + counter.to_bytes(8, "big")).digest()[:8], "big")
    ) >= limit:
        counter += 1
    return number % end


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python verify.py lottery.json result.json", file=sys.stderr)  # noqa: T201
        return 2
    texts = []
    for path in arguments:
        try:
            with open(path, encoding="utf-8") as file:
                texts.append(file.read())
        except (OSError, UnicodeDecodeError) as error:
            print(f"{path}: {error}", file=sys.stderr)  # noqa: T201
            return 2
    problems = problems_of(*texts)
    for problem in problems[:20]:
        print(problem)  # noqa: T201
    print(f"It does not hold: {len(problems)} problems." if problems else "It holds.")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
