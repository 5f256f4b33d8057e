"""What a dishonest organiser needs: change a lottery, make its numbers agree again, and publish what fits it.

Nothing here is taken from the library or from its verifier, which might refuse to help.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

Document = dict[str, Any]


def canonical(document: Document) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def text_of(document: Document) -> str:
    return canonical(document) + "\n"


def commitment_of(document: Document) -> str:
    return hashlib.sha256(canonical(document).encode(errors="surrogatepass")).hexdigest()


def units_of(kind: Document) -> int:
    return len(kind["codes"]) // kind["size"]


def counts_of(document: Document) -> list[list[int]]:
    """For each type how many units each panel takes."""
    return [_unpack(kind["panels"], document["panels"]) for kind in document["types"]]


def _unpack(packed: list[Any], panels: int) -> list[int]:
    counts = [packed[0]] * panels
    for place, plane in enumerate(packed[1:]):
        bits = "".join(f"{int(digit, 16):04b}" for digit in plane)
        counts = [count + (int(bit) << place) for count, bit in zip(counts, bits[:panels], strict=True)]
    return counts


def put_counts(document: Document, table: Sequence[Sequence[int]]) -> None:
    """Write the counts of all panels, and their number, into the lottery."""
    document["panels"] = len(table[0])
    for kind, counts in zip(document["types"], table, strict=True):
        least = min(counts)
        above = [count - least for count in counts]
        planes = []
        for place in range(max(above).bit_length()):
            bits = "".join(str(count >> place & 1) for count in above)
            bits += "0" * (-len(bits) % 4)
            planes.append("".join(f"{int(bits[at : at + 4], 2):x}" for at in range(0, len(bits), 4)))
        kind["panels"] = [least, *planes]


def settle(document: Document) -> None:
    """Announce the losses, gains and the smallest chance that the panels give."""
    value_of = {kind: Fraction(level["value"]) for level in document["proof"]["levels"] for kind in level["types"]}
    losses: Counter[int] = Counter()
    gains: Counter[int] = Counter()
    smallest = []
    for number, (kind, counts) in enumerate(zip(document["types"], counts_of(document), strict=True)):
        if value_of.get(number, Fraction(0)) > 0:
            chance = Fraction(sum(counts), document["panels"] * units_of(kind)) / Fraction(kind["weight"])
            smallest.append(chance)
            losses[max(0, math.ceil((1 - chance / value_of[number]) * 10**6))] += len(kind["codes"])
            gains[max(0, math.ceil((chance / value_of[number] - 1) * 10**6))] += len(kind["codes"])
    for name, people in (("loss", losses), ("gain", gains)):
        most = max(people, default=0)
        document["proof"][name] = {"entries": people[most] if most else 0, "most": most}
    document["proof"]["min_chance"] = str(min(smallest, default=Fraction(0)))
    document["proof"]["bound"] = str(next((value for value in value_of.values() if value > 0), Fraction(0)))


def exchange(document: Document, giver: int, taker: int, times: int) -> int:
    """In up to so many panels one unit of one type gives its place to one of another; how often that was possible.

    Both must add alike to what is tight; panels that would break a rule are passed over.
    """
    table = counts_of(document)
    done = 0
    for panel in range(document["panels"]):
        if done == times:
            break
        if table[giver][panel] == 0 or table[taker][panel] == units_of(document["types"][taker]):
            continue
        table[giver][panel] -= 1
        table[taker][panel] += 1
        if keeps(document, [counts[panel] for counts in table]):
            done += 1
        else:
            table[giver][panel] += 1
            table[taker][panel] -= 1
    put_counts(document, table)
    return done


def keeps(document: Document, panel: Sequence[int]) -> bool:
    """Whether a panel fills the announced seats and keeps the rules; for lotteries that follow no other."""
    sums = [0] * len(document["rules"])
    for kind, count in zip(document["types"], panel, strict=True):
        for rule, adds in kind["adds"]:
            sums[rule] += count * adds
    seats = sum(kind["size"] * count for kind, count in zip(document["types"], panel, strict=True))
    sides = [(rule["least"] or 0, math.inf if rule["most"] is None else rule["most"]) for rule in document["rules"]]
    kept = all(least <= reached <= most for (least, most), reached in zip(sides, sums, strict=True))
    return kept and seats == document["filled"]


def result_of(
    document: Document, value: str, signature: str | None = None, *, by_seed: bool = True, place: bytes = b"place"
) -> Document:
    """The result that follows from a lottery, honest or not.

    by_seed: further panels come in the order that the seed picks, not in that of the list.  place: names the key by which
    those come who come in together.
    """
    commitment = commitment_of(document)
    seed = _sha256(bytes.fromhex(commitment) + value.encode())
    panel = _number_below(seed, document["panels"])
    order = [*range(panel + 1, document["panels"]), *range(panel)]
    if by_seed:
        order.sort(key=lambda number: _sha256(seed + b"panel order" + number.to_bytes(8, "big")))
    order.append(panel)
    admitted, waiting = [], []
    for kind, counts in zip(document["types"], counts_of(document), strict=True):
        size, codes = kind["size"], kind["codes"]
        units = [tuple(codes[at : at + size]) for at in range(0, len(codes), size)]
        ranked = sorted((_sha256(seed + b"unit" + unit[0].encode()), unit) for unit in units)
        places = [_sha256(seed + place + unit[0].encode()) for _, unit in ranked]
        admitted += [(place, unit) for place, (_, unit) in zip(places, ranked[: counts[panel]], strict=False)]
        further = list(accumulate(counts[number] for number in order))
        for rank, (_, unit) in enumerate(ranked[counts[panel] :]):
            waiting.append((_round(further, rank), places[counts[panel] + rank], unit))
    return {
        "admitted": [code for _, unit in sorted(admitted) for code in unit],
        "commitment": commitment,
        "format": "fairdraw result 2",
        "panel": panel + 1,
        "seed": seed.hex(),
        "signature": signature,
        "value": value,
        "waiting": [code for _, _, unit in sorted(waiting) for code in unit],
    }


def _round(further: list[int], rank: int) -> tuple[int, int]:
    """After how many further panels a waiting unit would be in."""
    if further[-1] == 0:
        return (2**62, 0)
    rounds, rest = divmod(rank, further[-1])
    return (rounds, next(place for place, reached in enumerate(further) if reached > rest))


def _number_below(seed: bytes, end: int) -> int:
    counter = 0
    while True:
        number = int.from_bytes(_sha256(seed + b"panel" + counter.to_bytes(8, "big"))[:8], "big")
        if number < 2**64 - 2**64 % end:
            return number % end
        counter += 1


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def prove(document: Document) -> None:
    """Give every level with prices the value that these prove, as if nothing else were asked of it."""
    bounds, rows, limits = frame(document)
    weights = [Fraction(kind["weight"]) for kind in document["types"]]
    value_of: dict[int, Fraction] = {}
    for level in document["proof"]["levels"]:
        if level["tree"]:
            prices = level["tree"][1:]
            claims = level["claims"] or [max(_paid(prices, row), 0) for row in rows]
            worth = Fraction(most_worth(level["tree"], claims, bounds, rows, limits))
            owed = sum(value_of[kind] * claims[kind] * limits[kind] * weights[kind] for kind in value_of)
            free = [kind for kind in range(len(weights)) if kind not in value_of]
            level["value"] = str((worth - owed) / sum(claims[kind] * limits[kind] * weights[kind] for kind in free))
        value_of |= dict.fromkeys(level["types"], Fraction(level["value"]))


def most_worth(tree: Any, claims: Sequence[int], bounds: Any, rows: Any, limits: Sequence[int]) -> int:
    """What a leaf shows that a panel can be worth at most."""
    scale, *prices = tree
    total = sum(price * (most if price > 0 else least) for price, (least, most) in zip(prices, bounds, strict=True))
    for claim, row, most in zip(claims, rows, limits, strict=True):
        total += max(scale * claim - _paid(prices, row), 0) * most
    return int(total // scale)


def _paid(prices: Sequence[int], row: Sequence[tuple[int, int]]) -> int:
    return sum(prices[bound] * adds for bound, adds in row)


def frame(document: Document) -> tuple[list[tuple[int, int]], list[list[tuple[int, int]]], list[int]]:
    """Bounds of seats, rules and tightened rules, what a unit of each type adds to them, and its most units in a panel.

    For lotteries that follow no other; the supply of a rule is counted by what types add.
    """
    units = [units_of(kind) for kind in document["types"]]
    rows = [[(0, kind["size"]), *((rule + 1, adds) for rule, adds in kind["adds"])] for kind in document["types"]]
    left = [0] * len(document["rules"])
    for kind, number in zip(document["types"], units, strict=True):
        for rule, adds in kind["adds"]:
            left[rule] += number * adds
    bounds = [(document["filled"], document["filled"])]
    for rule, there in zip(document["rules"], left, strict=True):
        bounds.append((rule["least"] or 0, there if rule["most"] is None else min(rule["most"], there)))
    for rule, (least, _) in enumerate(bounds[1:]):
        counts = [dict(kind["adds"]).get(rule, 0) for kind in document["types"]]
        if 0 < least < max(counts):
            for row, count in zip(rows, counts, strict=True):
                row += [(len(bounds), min(count, least))] if count else []
            bounds.append(
                (least, sum(min(count, least) * number for count, number in zip(counts, units, strict=True)))
            )
    alone = [any(adds > bounds[bound][1] for bound, adds in row) for row in rows]
    return bounds, rows, [0 if breaks else number for breaks, number in zip(alone, units, strict=True)]


def split_off(document: Document, kind: int, adds: list[list[int]] | None = None, weight: str | None = None) -> int:
    """Make the last unit of a type a type of its own, placed right after it; returns its number. It is in no panel yet."""
    old = document["types"][kind]
    size = old["size"]
    friend = json.loads(json.dumps(old)) | {"codes": old["codes"][-size:], "members": old["members"][-size:]}
    old["codes"], old["members"] = old["codes"][:-size], old["members"][:-size]
    friend |= {"adds": old["adds"] if adds is None else adds, "weight": weight or old["weight"], "panels": [0]}
    document["types"].insert(kind + 1, friend)
    for level in document["proof"]["levels"]:
        level["types"] = sorted(number + (number > kind) for number in level["types"])
        if kind in level["types"]:
            level["types"] = sorted([*level["types"], kind + 1])
    return kind + 1


def sort_types(document: Document) -> None:
    """Put the types in their order, after what they add was changed."""

    def key(number: int) -> tuple[int, list[int], Fraction]:
        kind = document["types"][number]
        adds = dict(kind["adds"])
        return kind["size"], [adds.get(rule, 0) for rule in range(len(document["rules"]))], Fraction(kind["weight"])

    order = sorted(range(len(document["types"])), key=key)
    document["types"] = [document["types"][number] for number in order]
    for level in document["proof"]["levels"]:
        level["types"] = sorted(order.index(number) for number in level["types"])
        level["claims"] = [level["claims"][number] for number in order] if level["claims"] else []


def lottery_of(
    seats: int,
    rules: Sequence[tuple[str, int | None]],
    types: Sequence[tuple[list[list[int]], Sequence[str], Sequence[int]]],
    levels: Sequence[Document],
    witness: Document | None = None,
) -> Document:
    """A lottery made from nothing.

    rules: names and the most of each, in order.  types: what a unit adds, codes, and how many each panel takes, in order.
    """
    nothing = dict.fromkeys(("bands", "fill", "previous", "seated", "wishes"))
    document = nothing | {
        "filled": seats,
        "format": "fairdraw lottery 2",
        "kinds": [],
        "method": "leximin by types; panels of equal chance; order by SHA-256",
        "proof": {"levels": [*levels], "witness": witness},
        "rules": [{"attribute": name, "least": None, "most": most, "value": "yes"} for name, most in rules],
        "seats": seats,
        "types": [
            {"adds": adds, "codes": sorted(codes), "members": [], "size": 1, "weight": "1"}
            for adds, codes, _ in types
        ],
    }
    put_counts(document, [counts for _, _, counts in types])
    settle(document)
    return document


def add_rule(document: Document, rule: Document) -> int:
    """Add a rule at its place, which nobody counts towards yet; returns its number."""
    names = [(each["attribute"], each["value"]) for each in document["rules"]]
    place = sum(name < (rule["attribute"], rule["value"]) for name in names)
    document["rules"].insert(place, rule)
    for kind in document["types"]:
        kind["adds"] = [[number + (number >= place), count] for number, count in kind["adds"]]
    document["kinds"] = [[number + (number >= place) for number in kind] for kind in document["kinds"]]
    for level in document["proof"]["levels"]:
        if level["tree"]:
            level["tree"].insert(2 + place, 0)
    return place
