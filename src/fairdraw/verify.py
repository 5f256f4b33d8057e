#!/usr/bin/env python3
"""Check that a draw was fair and that nobody touched it.

    python verify.py lottery.json result.json        exit 0: everything holds; 1: it does not, and why

A follow-up draw needs the files of the draws before it too, the latest first:

    python verify.py lottery2.json result2.json lottery1.json result1.json

This file needs nothing but Python 3.11 and shares no code with the program that made the lottery, so that it
can be read in a sitting. All numbers are whole numbers or fractions of them. What is checked:

1.  Commitment: the result names the SHA-256 of this very lottery.
2.  Entries: every code occurs once, and every member of a team adds to the rules what the team adds.
3.  Panels: each of the numbered outcomes fills the announced seats and keeps every rule.
4.  Chances: the announced smallest chance is what the panels give; everyone who can have a chance has one.
5.  Proof: the prices bound the chances of every possible lottery from above; nobody could have done better.
6.  Draw: the public value picks this panel, these people, and this waiting order.
7.  Follow-up: the draw before holds; who was in stays in or is gone, who waited is an entry or is gone.
"""

import hashlib
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate
from typing import Any

Document = dict[str, Any]
Counts = list[list[int]]
METHOD = "leximin by types; panels of equal chance; order by SHA-256"
LOTTERY_KEYS = "filled format kinds method panels previous proof rules seats types"
RESULT_KEYS = "admitted commitment format panel seed value waiting"
TYPE_KEYS = "adds codes members panels size weight"
PREVIOUS_KEYS = "counts gone held lottery result"
# Values of levels may be rounded down by this share of a certain seat.
HAIR = Fraction(1, 10**9)
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


class Wrong(Exception):
    """Something is not as it must be; nothing further can be checked."""


def problems_of(lottery_text: str, result_text: str, *before: str) -> list[str]:
    """What does not hold, in words; nothing if all is well. before: earlier texts, the latest first."""
    try:
        lottery = read(lottery_text, "fairdraw lottery 1", LOTTERY_KEYS)
        result = read(result_text, "fairdraw result 1", RESULT_KEYS)
        check_shape(lottery)
        counts = [panel_counts(kind["panels"], lottery["panels"]) for kind in lottery["types"]]
        return [
            *check_entries(lottery),
            *check_panels(lottery, counts),
            *check_chances(lottery, counts),
            *check_proof(lottery),
            *check_draw(lottery, counts, result),
            *check_previous(lottery, before),
        ]
    except Wrong as error:
        return [str(error)]
    except (KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        return [f"The files are damaged: {error!r}."]


def read(text: str, wanted: str, keys: str) -> Document:
    """JSON without doubled keys and without numbers that are not whole."""

    def no_float(number: str) -> None:
        raise Wrong(f"The number {number} is not a whole number.")

    def once(pairs: list[tuple[str, Any]]) -> Document:
        need(len(dict(pairs)) == len(pairs), "A key occurs twice in the JSON.")
        return dict(pairs)

    document = json.loads(text, parse_float=no_float, parse_constant=no_float, object_pairs_hook=once)
    need(isinstance(document, dict) and document.get("format") == wanted, f"This is not a {wanted!r} file.")
    need(" ".join(sorted(document)) == keys, f"The {wanted!r} file has not the keys {keys}.")
    return dict(document)


def check_shape(lottery: Document) -> None:
    rules = range(len(lottery["rules"]))
    need(lottery["method"] == METHOD, "The method is not the one that this program checks.")
    need(whole(lottery["panels"], 1), "The number of panels is not a whole number from 1.")
    need(whole(lottery["seats"], 1) and whole(lottery["filled"]), "The seats are not whole numbers.")
    for rule in lottery["rules"]:
        need(" ".join(sorted(rule)) == "attribute least most value", "A rule has the wrong keys.")
        sides = (rule["least"], rule["most"])
        need(all(bound is None or whole(bound) for bound in sides), "A bound is not a whole number.")
    for kind in lottery["types"]:
        need(" ".join(sorted(kind)) == TYPE_KEYS, "A type has the wrong keys.")
        need(whole(kind["size"], 1), "The size of a type is not a whole number from 1.")
        need(bool(kind["codes"]) and len(kind["codes"]) % kind["size"] == 0, "A type has half a team.")
        need(all(type(code) is str and code for code in kind["codes"]), "A code is not a text.")
        need(Fraction(kind["weight"]) > 0, "A weight is not above zero.")
        need(all(rule in rules and whole(n, 1) for rule, n in kind["adds"]), "A type names a rule wrongly.")
        need(len(dict(kind["adds"])) == len(kind["adds"]), "A type names a rule twice.")
        need(whole(kind["panels"][0]), "A panel count is not a whole number.")
    for names in lottery["kinds"]:
        need(names == sorted(set(names)) and set(names) <= set(rules), "A kind names a rule wrongly.")
    need(" ".join(sorted(lottery["proof"])) == "bound levels min_chance", "The proof has the wrong keys.")


def panel_counts(packed: list[Any], panels: int) -> list[int]:
    """How many units of a type each panel takes: the least, plus 1, 2, 4 … where a bit of a plane is set."""
    counts = [packed[0]] * panels
    for place, plane in enumerate(packed[1:]):
        need(len(plane) == (panels + 3) // 4 and bool(re.fullmatch("[0-9a-f]*", plane)), "A row is damaged.")
        bits = f"{int(plane, 16):0{4 * len(plane)}b}"
        need("1" not in bits[panels:], "A row of panels is longer than there are panels.")
        for panel, bit in enumerate(bits[:panels]):
            if bit == "1":
                counts[panel] += 1 << place
    return counts


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
    rules_of, rules = rules_of_codes([lottery]), range(len(lottery["rules"]))
    for kind in lottery["types"]:
        adds = [dict(kind["adds"]).get(rule, 0) for rule in rules]
        if any(tally(rules_of, unit, len(rules)) != adds for unit in units_of(kind)):
            yield f"A member of a team like that of {kind['codes'][0]!r} adds otherwise than its type."


def check_panels(lottery: Document, counts: Counts) -> Iterator[str]:
    """Each panel fills the announced seats, keeps each rule and takes no more units than there are."""
    bounds = all_bounds(lottery)
    sums = [[0] * lottery["panels"] for _ in bounds]
    for kind, taken in zip(lottery["types"], counts, strict=True):
        units = len(kind["codes"]) // kind["size"]
        for panel, count in enumerate(taken):
            if count == 0:
                continue
            if count > units:
                yield f"Panel {panel + 1} takes {count} units of a type that has {units}."
            sums[0][panel] += count * kind["size"]
            for rule, adds in kind["adds"]:
                sums[rule + 1][panel] += count * adds
    names = ["seats", *(f"{rule['attribute']} = {rule['value']}" for rule in lottery["rules"])]
    for name, (least, most), reached in zip(names, bounds, sums, strict=True):
        for panel, number in enumerate(reached):
            if not least <= number <= most:
                yield f"Panel {panel + 1} has {number} × {name}, which must be {least} to {most}."
    if lottery["filled"] > lottery["seats"]:
        yield f"More seats are filled than there are: {lottery['filled']} of {lottery['seats']}."


def check_chances(lottery: Document, counts: Counts) -> Iterator[str]:
    smallest: list[Fraction] = []
    for level in lottery["proof"]["levels"]:
        for index in level["types"]:
            kind = lottery["types"][index]
            chance = Fraction(sum(counts[index]) * kind["size"], lottery["panels"] * len(kind["codes"]))
            if Fraction(level["value"]) > 0:
                smallest.append(chance / Fraction(kind["weight"]))
            if (chance > 0) != (Fraction(level["value"]) > 0):
                yield f"{kind['codes'][0]!r} has the chance {chance}, which its level of the proof denies."
    announced = Fraction(lottery["proof"]["min_chance"])
    if announced != min(smallest, default=Fraction(0)):
        yield f"The smallest chance is {min(smallest, default=Fraction(0))}, not {announced} as announced."


def check_proof(lottery: Document) -> Iterator[str]:
    """Each level: if a lottery keeps the rules and gives the types before their value, the rest gets no more.

    No panel is worth more in claims than the tree shows. The types before take their part of that. The rest
    is shared by those that are free, so not all of them can have more than their share.
    """
    bounds, types = all_bounds(lottery), lottery["types"]
    limits = [limit_of(kind, bounds) for kind in types]
    weights = [Fraction(kind["weight"]) for kind in types]
    value_of: dict[int, Fraction] = {}
    for number, level in enumerate(lottery["proof"]["levels"], start=1):
        value, free = (
            Fraction(level["value"]),
            [index for index in range(len(types)) if index not in value_of],
        )
        need(bool(free) and set(level["types"]) <= set(free), f"Level {number} of the proof ends a type twice.")
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
        need(len(prices) == len(bounds) and all(type(p) is int for p in prices), "The proof has wrong prices.")
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
            total += (scale * claim - pays) * (most if scale * claim > pays else least)
        need(scale > 0 or (scale == 0 and total < 0), "A leaf of the proof proves nothing.")
        return total // scale if scale else None

    claims = level["claims"] or [max(pays, 0) for pays in paid(level["tree"][1:])]
    need(len(claims) == len(limits) and all(whole(claim) for claim in claims), "The proof has wrong claims.")
    return claims, most_in(level["tree"], [0] * len(limits), limits) or 0


def check_draw(lottery: Document, counts: Counts, result: Document) -> Iterator[str]:
    value = WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", result["value"])).strip(" ")
    if value != result["value"] or not value:
        yield "The public value is not in its normal form."
    seed = sha256(bytes.fromhex(digest(lottery)) + value.encode())
    panel = number_below(seed, lottery["panels"])
    admitted, waiting = outcome(lottery, counts, seed, panel)
    right = {"commitment": digest(lottery), "seed": seed.hex(), "panel": panel + 1}
    for name, ours in (right | {"admitted": admitted, "waiting": waiting}).items():
        if type(result[name]) is not type(ours) or result[name] != ours:
            yield f"The “{name}” of the result does not follow from this lottery and the public value."


def outcome(lottery: Document, counts: Counts, seed: bytes, panel: int) -> tuple[list[str], list[str]]:
    """Within a type the smallest keys are in; who waits comes when further panels would take them."""
    admitted, waiting = [], []
    for kind, taken in zip(lottery["types"], counts, strict=True):
        ranked = sorted((sha256(seed + b"unit" + unit[0].encode()), unit) for unit in units_of(kind))
        admitted += ranked[: taken[panel]]
        further = list(accumulate(taken[panel + 1 :] + taken[: panel + 1]))
        for rank, (key, unit) in enumerate(ranked[taken[panel] :]):
            turns, rest = divmod(rank, further[-1]) if further[-1] else (sys.maxsize, 0)
            waiting.append(((turns, bisect_left(further, rest + 1)), key, unit))
    inside = [code for _, unit in sorted(admitted) for code in unit]
    return inside, [code for _, _, unit in sorted(waiting) for code in unit]


def check_previous(lottery: Document, before: tuple[str, ...]) -> Iterator[str]:
    """The entries are those who waited, without who is gone; who was in counts towards the rules."""
    previous = lottery["previous"]
    if previous is None:
        return
    need(" ".join(sorted(previous)) == PREVIOUS_KEYS, "The draw before has the wrong keys.")
    need(len(before) >= 2, "This draw follows another one; its lottery and its result are needed too.")
    yield from (f"The draw before: {problem}" for problem in problems_of(*before))
    chain = [json.loads(text) for text in before[::2]]
    earlier, result = chain[0], json.loads(before[1])
    if (previous["lottery"], previous["result"]) != (digest(earlier), digest(result)):
        yield "This draw follows another draw than the one given."
    if lottery["rules"] != earlier["rules"]:
        yield "The rules are not those of the draw before."
    gone = set(previous["gone"])
    inside = {*result["admitted"], *(earlier["previous"] or {"held": []})["held"]}
    if previous["held"] != sorted(inside - gone):
        yield "Who is in already is not who was in before without who is gone."
    if previous["gone"] != sorted(gone & {*inside, *result["waiting"]}):
        yield "Someone is gone who was not in the draw before, or twice."
    rules_of = rules_of_codes(chain)
    if previous["counts"] != tally(rules_of, previous["held"], len(lottery["rules"])):
        yield "What those who are in count towards the rules is wrong."
    waited = {
        tuple(code for code in unit if code not in gone): kind["weight"]
        for kind in earlier["types"]
        for unit in units_of(kind)
        if unit[0] not in inside
    }
    waited.pop((), None)
    if waited != {unit: kind["weight"] for kind in lottery["types"] for unit in units_of(kind)}:
        yield "The entries are not those who waited without who is gone."
    if any(names != rules_of.get(code) for code, names in rules_of_codes([lottery]).items()):
        yield "An entry counts towards other rules than before."


def whole(number: object, least: int = 0) -> bool:
    return type(number) is int and number >= least


def need(holds: bool, words: str) -> None:
    if not holds:
        raise Wrong(words)


def digest(document: Document) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hex()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def units_of(kind: Document) -> Iterator[tuple[str, ...]]:
    size, codes = kind["size"], kind["codes"]
    return (tuple(codes[at : at + size]) for at in range(0, len(codes), size))


def rules_of_codes(lotteries: list[Document]) -> dict[str, list[int]]:
    """Towards which rules each code counts."""
    found: dict[str, list[int]] = {}
    for lottery in lotteries:
        for kind in lottery["types"]:
            alone = [rule for rule, _ in kind["adds"]]
            members = [lottery["kinds"][number] for number in kind["members"]] or [alone] * len(kind["codes"])
            found |= zip(kind["codes"], members, strict=True)
    return found


def tally(rules_of: dict[str, list[int]], codes: Any, rules: int) -> list[int]:
    counts = [0] * rules
    for code in codes:
        for rule in rules_of[code]:
            counts[rule] += 1
    return counts


def all_bounds(lottery: Document) -> list[tuple[int, int]]:
    """Least and most of the seats, then of each rule, without what those who are in already take.

    If fewer wait for a follow-up draw than a rule still asks for, all that wait are enough."""
    held = lottery["previous"]["counts"] if lottery["previous"] else [0] * len(lottery["rules"])
    left = [0] * len(lottery["rules"])
    for kind in lottery["types"]:
        for rule, adds in kind["adds"]:
            left[rule] += len(kind["codes"]) // kind["size"] * adds
    bounds = [(lottery["filled"], lottery["filled"])]
    for rule, taken, there in zip(lottery["rules"], held, left, strict=True):
        most = there if rule["most"] is None else min(rule["most"] - taken, there)
        least = (rule["least"] or 0) - taken
        bounds.append((max(min(least, there) if lottery["previous"] else least, 0), most))
    return bounds


def limit_of(kind: Document, bounds: list[tuple[int, int]]) -> int:
    """How many units of a type an outcome can hold at most: none if one alone breaks a bound."""
    alone = kind["size"] > bounds[0][1] or any(adds > bounds[rule + 1][1] for rule, adds in kind["adds"])
    return 0 if alone else len(kind["codes"]) // kind["size"]


def number_below(seed: bytes, end: int) -> int:
    """0 to end − 1, all equally likely: what lies above the last multiple of `end` is rejected."""
    for counter in range(2**64):
        block = sha256(seed + b"panel" + counter.to_bytes(8, "big"))
        if (number := int.from_bytes(block[:8], "big")) < 2**64 - 2**64 % end:
            return number % end
    raise Wrong("No number was found.")


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or len(arguments) % 2:
        print("usage: python verify.py lottery.json result.json [those before]", file=sys.stderr)  # noqa: T201
        return 2
    try:
        texts = [open(path, encoding="utf-8").read() for path in arguments]  # noqa: SIM115
    except (OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    problems = problems_of(*texts)
    print("\n".join(problems[:20]) + "\nIt does not hold." if problems else "It holds.")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
