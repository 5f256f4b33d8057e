#!/usr/bin/env python3
"""Check that a draw was fair and that nobody touched it.

    python verify.py lottery.json result.json announcement.json [--most-loss 0.05]

In any order; without result or announcement less is checked; a follow-up draw needs the files of those before it too.
Exit 0: it holds; 1: it does not, and why; 2: a file cannot be read. This file needs nothing but Python 3.11 and shares
no code with the program that made the lottery, so that it can be read in a sitting. All numbers are whole or fractions.
The steps are methods of `Draw`, in the order of the table in docs/lottery.md; the first problem ends the check.
"""

import argparse
import hashlib
import json
import math
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

Document = dict[str, Any]
Papers = dict[str, dict[str, Document]]
Pairs = list[tuple[int, int]]
LOTTERY, RESULT, ANNOUNCEMENT = "fairdraw lottery 2", "fairdraw result 2", "fairdraw announcement 2"
STEPS = "entries types panels fill levels possible closeness commitment value draw previous".split()  # noqa: SIM905
FINE = 10**60  # sums of chances are worked out in whole multiples of 1/FINE, rounded down
HAIR = (
    10**18
)  # a level's value may be below what its prices prove by 1/HAIR of a certain seat, if that is a long fraction
LEAST_CLAIM = 10**4  # a type that ends has 1/LEAST_CLAIM of the largest claim: else roundings of others could rob it
ROUNDING, MIXING = 10**12, 10**9  # by these parts the proved chances may break a bound, or a mix of panels miss them
FEWEST_VALUES = 10**6  # with fewer possible values an organiser could try lotteries until all outcomes suit
# Beyond these sizes a lottery is refused, so that a check always ends.
LEAVES_OF_ONE, LEAVES_OF_ALL, DEEPEST, LEAVES_BY_TYPES, PANELS_BY_TYPES = 4_000, 20_000, 200, 10**7, 2 * 10**8
QUICKNET, GENESIS, PERIOD = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367, 3
ROUND_EXAMPLE = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Characters that cannot be seen, or not told from others.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]"
)
TESTS: dict[str, Callable[[Any], bool]] = {
    "text": lambda it: type(it) is str,
    "name": lambda it: type(it) is str and len(it) <= 1000 and is_seen(it),
    "whole": lambda it: type(it) is int and 0 <= it < 2**53,
    "large": lambda it: type(it) is int and abs(it) < 10**40,
    "hash": lambda it: type(it) is str and bool(re.fullmatch("[0-9a-f]{64}", it)),
    "signature": lambda it: type(it) is str and bool(re.fullmatch("[0-9a-f]{96}", it)),
    "moment": lambda it: moment_of(it).strftime(MOMENT) == it,
    "fraction": lambda it: bool(re.fullmatch("[0-9/]{1,200}", it)) and str(Fraction(it)) == it,
    "tree": lambda it: is_tree(it, 0),
    "packed": lambda it: type(it) is list and TESTS["whole"](it[0]) and all(map(TESTS["text"], it[1:])),
}
CHANGE = {"entries": "whole", "most": "whole"}
# A dict has just these keys, a list holds values of one kind, a tuple may be null; other texts are constants.
SHAPES: dict[str, Any] = {
    LOTTERY: {
        "bands": None, "seated": None, "wishes": None, "format": LOTTERY, "kinds": [["whole"]], "filled": "whole",
        "seats": "whole", "panels": "whole", "method": "leximin by types; panels of equal chance; order by SHA-256",
        "fill": ({"most": "whole", "tree": "tree"},),
        "previous": ({"counts": ["whole"], "gone": ["text"], "held": ["text"], "lottery": "hash", "result": "hash"},),
        "proof": {"bound": "fraction", "min_chance": "fraction", "gain": CHANGE, "loss": CHANGE,
                  "levels": [{"claims": ["large"], "tree": "tree", "types": ["whole"], "value": "fraction"}],
                  "witness": ({"panels": [["whole"]], "shares": ["large"]},)},
        "rules": [{"attribute": "name", "least": ("whole",), "most": ("whole",), "value": "name"}],
        "types": [{"adds": [["whole"]], "codes": ["text"], "members": ["whole"], "panels": "packed", "size": "whole",
                   "weight": "fraction"}]},
    RESULT: {"admitted": ["text"], "commitment": "hash", "format": RESULT, "panel": "whole", "seed": "hash",
             "signature": ("signature",), "value": "text", "waiting": ["text"]},
    ANNOUNCEMENT: {"commitment": "hash", "draw": "name", "event": "name", "format": ANNOUNCEMENT, "number": "whole",
                   "outcome_at": ("moment",), "replaces": ("hash",), "trail": ("hash",),
                   "value": {"at": "moment", "chain": ("hash",), "count": ("whole",), "example": "text", "form": "text",
                             "high": ("whole",), "low": ("whole",), "order": "text", "pattern": "text",
                             "round": ("whole",), "source": "name"}},
}  # fmt: skip


class Wrong(Exception):
    """Something is not as it must be; nothing further is checked."""


class Problem(NamedTuple):
    step: str
    words: str


class Verdict(NamedTuple):
    """problems: the first one, if any.  facts: what was seen.  unchecked: what was not looked at, in words."""

    problems: list[Problem]
    facts: Document
    unchecked: list[str]

    @property
    def holds(self) -> bool:
        return not self.problems

    @property
    def sentence(self) -> str:
        return sentence(self.facts) if self.holds else f"Does not hold: {self.problems[0].words}"


def check(*files: str | None, most_loss: Fraction = Fraction(1, 20)) -> Verdict:
    """Check the texts of a lottery, its result, its announcement and those of the draws before, in any order."""
    papers: Papers = {LOTTERY: {}, RESULT: {}, ANNOUNCEMENT: {}}
    problem = problem_of("text", lambda: sort(papers, [text for text in files if text is not None]))
    return Verdict([problem], {}, []) if problem else judge(papers, head_of(papers), most_loss)


def judge(papers: Papers, commitment: str, most_loss: Fraction) -> Verdict:
    draw = Draw(papers, commitment, most_loss)
    found = next(filter(None, (problem_of(step, getattr(draw, f"check_{step}")) for step in STEPS)), None)
    return Verdict([found], {}, []) if found else Verdict([], draw.facts(), draw.unchecked())


def problem_of(step: str, work: Callable[[], None]) -> Problem | None:
    """What a step finds wrong. Damage of any kind is a problem in words."""
    try:
        work()
    except Wrong as error:
        return Problem(step, str(error))
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError) as error:
        return Problem(step, f"The file is damaged ({type(error).__name__}: {error!s:.200}).")
    return None


def sort(papers: Papers, texts: list[str]) -> None:
    """Put each document under its format and the commitment that it names."""
    for document in map(read, texts):
        place = papers[document["format"]]
        commitment = digest(document) if place is papers[LOTTERY] else document["commitment"]
        need(commitment not in place, f"Two files of the kind “{document['format']}” are of one draw.")
        place[commitment] = document
    need(head_of(papers) != "", "There is no lottery among the files, or more than one that no other one follows.")


def head_of(papers: Papers) -> str:
    """The commitment of the draw that no other follows; empty if there is not just one."""
    lotteries = papers[LOTTERY]
    heads = lotteries.keys() - {each["previous"]["lottery"] for each in lotteries.values() if each["previous"]}
    return heads.pop() if len(heads) == 1 else ""


def read(text: str) -> Document:
    """The document that has this text and no other."""

    def no_float(number: str) -> None:
        raise Wrong(f"The number {number:.40} is not a whole number.")

    need(not re.search("[\ud800-\udfff]", text), "A file is not UTF-8.")
    document = json.loads(text, parse_float=no_float, parse_constant=no_float)
    kind: Any = document.get("format") if type(document) is dict else None
    old = "This is the old format 1, which could not prove a draw fair: its proof was about the smallest chance only, and"
    need(kind not in ("fairdraw lottery 1", "fairdraw result 1"), f"{old} one entry could be a type of its own.")
    need(kind in SHAPES, "A file is neither a lottery nor a result nor an announcement.")
    need(fits(document, SHAPES[kind]), f"The keys or values of a file are not those of a “{kind}”.")
    need(text == canonical(document) + "\n" * (kind != ANNOUNCEMENT), f"This is not the only text of a “{kind}”.")
    return dict(document)


def fits(value: Any, shape: Any) -> bool:
    if type(shape) is dict:
        same = type(value) is dict and value.keys() == shape.keys()
        return same and all(fits(value[key], inner) for key, inner in shape.items())
    if type(shape) is list:
        return type(value) is list and all(fits(each, shape[0]) for each in value)
    if type(shape) is tuple:
        return value is None or fits(value, shape[0])
    return TESTS[shape](value) if shape in TESTS else bool(value == shape)


def moment_of(text: str) -> datetime:
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)


def is_seen(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and text.strip(" ") == text and not UNSEEN.search(text)


def is_tree(tree: Any, depth: int) -> bool:
    """A leaf, which is a scale and prices, or a branch. An empty leaf may be the whole tree of a level."""
    if type(tree) is list:
        return all(map(TESTS["large"], tree)) and (tree[0] >= 0 if tree else depth == 0)
    whole = tree.keys() == {"at", "high", "low", "type"} and fits([tree["at"], tree["type"]], ["whole"])
    return whole and depth < DEEPEST and is_tree(tree["low"], depth + 1) and is_tree(tree["high"], depth + 1)


class Bounds(NamedTuple):
    """sides: least and most of seats, rules and tightened rules.  adds: for each type (bound, what a unit adds).

    limits: the most units of each type in a panel.
    """

    sides: Pairs
    adds: list[Pairs]
    limits: list[int]

    def sums(self, units: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Least and most of each bound, and what these units of each type add to it."""
        totals = Counter[int]()
        for number, row in zip(units, self.adds, strict=True):
            for bound, count in row:
                totals[bound] += number * count
        return ((least, most, totals[bound]) for bound, (least, most) in enumerate(self.sides))

    def paid(self, leaf: list[int]) -> list[int]:
        """What a unit of each type pays by the prices of a leaf, which come after its scale."""
        need(len(leaf) == 1 + len(self.sides), "A leaf of a proof has not one price for each bound.")
        return [sum(leaf[bound + 1] * count for bound, count in row) for row in self.adds]


class Draw:
    """One draw. units: of each type.  supply: how many entries count towards each rule.  sides: what it asks for.

    values: what the levels prove for each type, per weight.  leaves: of all trees that were read so far.
    """

    def __init__(self, papers: Papers, commitment: str, most_loss: Fraction) -> None:
        self.papers, self.commitment, self.most_loss = papers, commitment, most_loss
        self.lottery: Document = papers[LOTTERY][commitment]
        self.result, self.announcement = papers[RESULT].get(commitment), papers[ANNOUNCEMENT].get(commitment)
        self.types, self.rules, self.proof = (self.lottery[key] for key in ("types", "rules", "proof"))
        self.filled, self.seats, self.panels = (self.lottery[key] for key in ("filled", "seats", "panels"))
        self.previous, self.fill = self.lottery["previous"], self.lottery["fill"]
        self.weights = [Fraction(kind["weight"]) for kind in self.types]
        self.values: dict[int, Fraction] = {}
        self.leaves = 0

    def check_entries(self) -> None:
        """Every code occurs once, in one spelling."""
        codes = [code for kind in self.types for code in kind["codes"]]
        need(
            all(0 < len(code) <= 200 and is_seen(code) for code in codes),
            "A code is empty, too long or not well seen.",
        )
        need(len({*codes}) == len(codes), "A code occurs twice.")
        for kind in self.types:
            need(
                kind["size"] > 0 and kind["codes"] and len(kind["codes"]) % kind["size"] == 0, "A team is not whole."
            )
            units = [*units_of(kind)]
            need(ascending(units) and all(map(ascending, units)), f"The codes at {units[0][0]!r} are not in order.")
        self.units = [len(kind["codes"]) // kind["size"] for kind in self.types]

    def check_types(self) -> None:
        """Types differ in what can make a difference: seats, rules that can bind, weight. Members make up their unit."""
        kinds, numbers, keys = self.lottery["kinds"], range(len(self.rules)), []
        need(ascending([(rule["attribute"], rule["value"]) for rule in self.rules]), "The rules are not in order.")
        need(
            ascending(kinds) and all(ascending(kind) and {*kind} <= {*numbers} for kind in kinds),
            "Kinds are damaged.",
        )
        need(
            {n for kind in self.types for n in kind["members"]} == {*range(len(kinds))},
            "A kind is missing or left over.",
        )
        self.hits = [hits_of(self.lottery, kind) for kind in self.types]
        self.set_sides()
        binds = [least > 0 or most < self.supply[rule] for rule, (least, most) in enumerate(self.sides)]
        for kind, weight, hits, units in zip(self.types, self.weights, self.hits, self.units, strict=True):
            size, adds, who = kind["size"], dict(kind["adds"]), f"the type of {kind['codes'][0]!r}"
            keys.append((size, [adds.get(rule, 0) for rule in numbers], weight))
            need(weight > 0 and len(hits) == units * size, f"The weight or the members of {who} are damaged.")
            needless = size == 1 and {*hits} == {tuple(adds)}
            need(needless == (kind["members"] == []), f"The members of {who} are missing, or named without need.")
            for unit in {tuple(hits[at : at + size]) for at in range(0, len(hits), size)}:
                right = Counter(rule for member in unit for rule in member if binds[rule])
                need(
                    kind["adds"] == [[*pair] for pair in sorted(right.items())],
                    f"Members or rules set {who} apart wrongly.",
                )
        need(ascending(keys), "Two types are alike in all that can make a difference, or not in order.")

    def set_sides(self) -> None:
        """Least and most of each rule. In a follow-up draw those who are in count, and all who wait are always enough."""
        self.supply, self.sides = Counter[int](), []
        for hits in self.hits:
            for rules, entries in Counter(hits).items():
                self.supply.update(dict.fromkeys(rules, entries))
        taken = self.previous["counts"] if self.previous else [0] * len(self.rules)
        for number, (rule, held) in enumerate(zip(self.rules, taken, strict=True)):
            least, there = max((rule["least"] or 0) - held, 0), self.supply[number]
            most = there if rule["most"] is None else min(rule["most"] - held, there)
            self.sides.append((min(least, there) if self.previous else least, most))

    def bounds(self, seats: tuple[int, int]) -> Bounds:
        """Seats, rules, and once more each rule of which a unit can exceed the least number, counted up to that number.

        Panels keep the last ones too, because one such unit is enough. A unit that breaks a bound alone is in no panel.
        """
        sides = [seats, *self.sides]
        rows = [[(0, kind["size"]), *((rule + 1, count) for rule, count in kind["adds"])] for kind in self.types]
        for rule, (least, _) in enumerate(self.sides):
            counts = [dict(kind["adds"]).get(rule, 0) for kind in self.types]
            if 0 < least < max(counts):
                for row, count in zip(rows, counts, strict=True):
                    row += [(len(sides), min(count, least))] if count else []
                sides.append((least, sum(min(n, least) * units for n, units in zip(counts, self.units, strict=True))))
        alone = [any(count > sides[bound][1] for bound, count in row) for row in rows]
        return Bounds(sides, rows, [0 if breaks else units for breaks, units in zip(alone, self.units, strict=True)])

    def check_panels(self) -> None:
        """Each panel fills the announced seats, keeps each rule, and takes no more units than there are.

        All panels are added up at once, in a number with 16 hexadecimal digits for each.
        """
        need(
            1 <= self.panels <= 100_000 and 0 < self.seats >= self.filled,
            "There are no panels or seats, or too many.",
        )
        need(self.panels * len(self.types) <= PANELS_BY_TYPES, "There are too many panels and types to check.")
        same, more = Counter[int](), Counter[int]()
        for kind, units in zip(self.types, self.units, strict=True):
            least, rows = unpack(kind, self.panels)
            fits = least + 2 ** len(rows) <= units + 1 or max(counts_of(kind, self.panels)) <= units
            need(fits, f"A panel takes more units of the type of {kind['codes'][0]!r} than there are.")
            wide = sum(
                int(row.replace("0", "0" * 16).replace("1", "0" * 15 + "1"), 16) << n for n, row in enumerate(rows)
            )
            for rule, adds in [(-1, kind["size"]), *kind["adds"]]:
                same[rule] += least * adds
                more[rule] += wide * adds
        for rule, (least, most) in enumerate([(self.filled, self.filled), *self.sides], start=-1):
            row = more[rule].to_bytes(8 * self.panels, "big")
            numbers = [same[rule] + int.from_bytes(row[at : at + 8], "big") for at in range(0, len(row), 8)]
            far = max(numbers, key=lambda number: max(least - number, number - most))
            words = f"Panel {numbers.index(far) + 1} has {far} × {self.name(rule)}, which must be {least} to {most}."
            need(least <= far <= most, words)

    def check_fill(self) -> None:
        """If seats stay empty, no panel fills more than the tree shows, and that is hardly more."""
        words = f"{self.filled} of {self.seats} seats are filled, and the proof shows"
        need((self.fill is None) == (self.filled == self.seats), f"{words} not that no more can be.")
        if self.fill is not None:
            most = self.worth(self.bounds((0, self.seats)), [kind["size"] for kind in self.types], self.fill["tree"])
            need(self.fill["most"] == most, f"{words} at most {most}, not {self.fill['most']}.")
            need(200 * (most - self.filled) <= self.seats, f"{words} that {most} might be.")

    def check_levels(self) -> None:
        """Each level: if a lottery gives the types before their value, those that it ends get no more than its own.

        No panel is worth more in claims than the tree shows. The types before take their part of it; the rest is used up
        if all that are free get the level's value. So who has a claim gets more only if another one with a claim gets less.
        """
        self.filling, before = self.bounds((self.filled, self.filled)), Fraction(0)
        for number, level in enumerate(self.proof["levels"], start=1):
            free, ended = [kind for kind in range(len(self.types)) if kind not in self.values], level["types"]
            need(ended and ascending(ended) and {*ended} <= {*free}, f"Level {number} ends no type, or one twice.")
            value, certain = Fraction(level["value"]), 1 / max(self.weights[kind] for kind in free)
            never = [kind for kind in free if self.filling.limits[kind] == 0]
            if never or level["tree"] == []:
                heaviest = [kind for kind in free if self.weights[kind] * certain == 1]
                right = (ended, value) == ((never, 0) if never else (heaviest, certain))
                need(right and level["tree"] == level["claims"] == [], f"Level {number} proves nothing.")
            else:
                self.check_level(level, f"Level {number}", value, certain, free)
            need(
                before - certain / ROUNDING <= value <= certain,
                f"Level {number} gives less than the one before, or too much.",
            )
            self.values, before = self.values | dict.fromkeys(ended, value), value
        need(len(self.values) == len(self.types), "The levels leave out types.")

    def check_level(self, level: Document, name: str, value: Fraction, certain: Fraction, free: list[int]) -> None:
        claims, tree = level["claims"], level["tree"]
        if claims == []:
            need(type(tree) is list and tree[0] == 1, f"{name} has no claims.")
            claims = [max(pays, 0) for pays in self.filling.paid(tree)]
        need(len(claims) == len(self.types) and min(claims) >= 0, f"{name} has wrong claims.")
        free = [kind for kind in free if claims[kind]]
        left = self.worth(self.filling, claims, tree) * FINE
        left -= sum(claims[kind] * self.mean(kind, gets) for kind, gets in self.values.items())
        left -= sum(claims[kind] * self.mean(kind, value) for kind in free)
        hair = sum(claims[kind] * self.mean(kind, certain) for kind in free) // HAIR + sum(claims)
        need(0 <= left <= hair, f"{name} is said to give {float(value):.9f}, and its prices prove another value.")
        claimed = all(claims[kind] * LEAST_CLAIM >= max(claims) > 0 for kind in level["types"])
        need(claimed, f"{name} ends a type that has hardly any claim, and so could get more.")

    def mean(self, kind: int, value: Fraction) -> int:
        """How many units are in on average whose chance per weight is `value`, in multiples of 1/FINE."""
        weight = self.weights[kind]
        return (
            value.numerator * weight.numerator * self.units[kind] * FINE // (value.denominator * weight.denominator)
        )

    def worth(self, bounds: Bounds, claims: list[int], tree: Any) -> int:
        """The most that a panel can be worth in claims, as the tree shows it."""
        leaves, types = self.leaves, range(len(claims))

        def most_in(part: Any, low: dict[int, int], high: dict[int, int]) -> float:
            """For panels with low ≤ units of each type ≤ high; −∞ if there is none."""
            if type(part) is dict:
                kind, at = part["type"], part["at"]
                below = most_in(part["low"], low, high | {kind: min(high[kind], at)})
                return max(below, most_in(part["high"], low | {kind: max(low[kind], at + 1)}, high))
            self.leaves += 1
            few = self.leaves <= min(leaves + LEAVES_OF_ONE, LEAVES_OF_ALL, LEAVES_BY_TYPES // len(claims))
            need(few, "The proofs are too large to check.")
            pays, (scale, *prices) = bounds.paid(part), part
            total = sum(p * (most if p > 0 else least) for p, (least, most) in zip(prices, bounds.sides, strict=True))
            gains = (scale * claims[kind] - pays[kind] for kind in types)
            total += sum(gain * (high if gain > 0 else low)[kind] for kind, gain in enumerate(gains))
            need(scale > 0 or total < 0, "A leaf of a proof proves nothing.")
            return total // scale if scale else -math.inf

        found = most_in(tree, dict.fromkeys(types, 0), dict(enumerate(bounds.limits)))
        need(type(found) is int, "A proof shows that there are no panels.")
        return int(found)

    def check_possible(self) -> None:
        """The means are within all bounds, or a mix of panels has them: so no level takes anything from a later one."""
        witness, means = (
            self.proof["witness"],
            [self.mean(kind, self.values[kind]) for kind in range(len(self.types))],
        )
        certain = all(mean <= limit * FINE for mean, limit in zip(means, self.filling.limits, strict=True))
        need(certain, "A type has more than a certain seat.")
        over_panels = any(level["claims"] or type(level["tree"]) is dict for level in self.proof["levels"])
        need(over_panels == (witness is not None), "A proof over whole panels, and no other, needs a mix of them.")
        if witness is not None:
            self.check_mix(means, **witness)
            return
        for least, most, total in self.filling.sums(means):
            over = max(Fraction(least * FINE - total, 1 + least), Fraction(total - most * FINE, 1 + most))
            need(
                over * ROUNDING <= FINE,
                f"No lottery has all these chances: {total / FINE:.9f} is not {least} to {most}.",
            )

    def check_mix(self, means: list[int], panels: list[list[int]], shares: list[int]) -> None:
        need(len(panels) == len(shares) > 0 and ascending(panels), "The mix of panels is not in order.")
        need(min(shares) > 0 and math.gcd(*shares) == 1, "The shares of the mix are not in their shortest form.")
        for panel in panels:
            kept = all(count <= units for count, units in zip(panel, self.units, strict=True))
            kept = kept and all(least <= total <= most for least, most, total in self.filling.sums(panel))
            need(kept, "A panel of the mix breaks a rule.")
        for mean, column in zip(means, zip(*panels, strict=True), strict=True):
            off = sum(share * count for share, count in zip(shares, column, strict=True)) * FINE - mean * sum(shares)
            need(
                abs(off) * MIXING <= max(FINE, mean) * sum(shares),
                "The mix of panels has other chances than the proof.",
            )

    def check_closeness(self) -> None:
        """Each type comes at most this part below its mean, and at most this part and one appearance above it."""
        self.chances, least, changes = [], [], {"loss": Counter({0: 0}), "gain": Counter({0: 0})}
        for number, (kind, units) in enumerate(zip(self.types, self.units, strict=True)):
            lowest, rows = unpack(kind, self.panels)
            times = lowest * self.panels + sum(row.count("1") << place for place, row in enumerate(rows))
            mean = self.values[number] * self.weights[number] * units * self.panels
            most = (1 + self.most_loss) * mean + min(1, self.most_loss * self.panels)
            words = f"The type of {kind['codes'][0]!r} comes {times} times, and its part is {float(mean):.3f}."
            need((1 - self.most_loss) * mean <= times <= most, words)
            self.chances.append(Fraction(times, self.panels * units))
            if mean > 0:
                least.append(self.chances[-1] / self.weights[number])
                for name, part in (("loss", 1 - times / mean), ("gain", times / mean - 1)):
                    changes[name][math.ceil(max(part, 0) * 10**6)] += len(kind["codes"]) * (part > 0)
        right: Document = {name: {"entries": all[max(all)], "most": max(all)} for name, all in changes.items()}
        right["bound"] = str(min((value for value in self.values.values() if value > 0), default=0))
        right["min_chance"] = str(min(least, default=0))
        need(self.proof == self.proof | right, f"The chances are not as announced, but {right}.")

    def check_commitment(self) -> None:
        """Result and announcement name the SHA-256 of this very lottery."""
        for kind, documents in self.papers.items():
            need(documents.keys() <= self.papers[LOTTERY].keys(), f"A “{kind}” is of another lottery.")

    def check_value(self) -> None:
        """The public value is the announced one, in its only spelling, and that of its signature."""
        form = self.announcement["value"] if self.announcement else None
        need(
            form is None or form == form | right_form(**form),
            "The announced form of the value is none of those offered.",
        )
        if self.result is None:
            return
        value, signature = self.result["value"], self.result["signature"]
        normal = WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", value)).strip(" ")
        need(0 < len(value) <= 500 and value == normal, "The public value is not in its only spelling.")
        signed = signature is None or sha256(bytes.fromhex(signature)).hex() == value
        need(signed, "The public value is not the SHA-256 of the signature.")
        if form is not None:
            need((form["chain"] is None) == (signature is None), "A value of drand, and no other, has a signature.")
            need(
                bool(re.fullmatch(form["pattern"], value)),
                f"The public value has not the form of {form['example']!r}.",
            )
            numbers = [] if form["chain"] else [int(number) for number in value.split(" ")]
            inside = all(form["low"] <= number <= form["high"] for number in numbers)
            ordered = form["order"] != "ascending" or ascending(numbers)
            need(inside and ordered, "The numbers of the public value are beyond their range, or not in order.")

    def check_draw(self) -> None:
        """The public value picks the panel; of a type the smallest keys are in; who waits comes as by further panels."""
        if self.result is None:
            return
        seed = sha256(bytes.fromhex(self.commitment) + self.result["value"].encode())
        panel, admitted, waiting = number_below(seed, self.panels), [], []
        for kind in self.types:
            ranked = sorted((sha256(seed + b"unit" + unit[0].encode()), unit) for unit in units_of(kind))
            taken = counts_of(kind, self.panels)
            admitted += ranked[: taken[panel]]
            further = [*accumulate(taken[panel + 1 :] + taken[: panel + 1])]
            for rank, (key, unit) in enumerate(ranked[taken[panel] :]):
                turns, rest = divmod(rank, further[-1]) if further[-1] else (sys.maxsize, 0)
                waiting.append(((turns, bisect_left(further, rest + 1)), key, unit))
        right: Document = {"seed": seed.hex(), "panel": panel + 1}
        right["admitted"] = [code for _, unit in sorted(admitted) for code in unit]
        right["waiting"] = [code for _, _, unit in sorted(waiting) for code in unit]
        need(self.result == self.result | right, "The result does not follow from this lottery and the public value.")

    def check_previous(self) -> None:
        """Who was in stays in or is gone, and counts towards the rules; who waited is an entry or is gone."""
        if self.previous is None:
            return
        named, lotteries, gone = self.previous["lottery"], self.papers[LOTTERY], {*self.previous["gone"]}
        given = named in lotteries and named in self.papers[RESULT]
        need(given, "This draw follows another one, whose lottery and result are needed too.")
        verdict, before = judge(self.papers, named, self.most_loss), lotteries[named]
        need(verdict.holds, f"The draw before: {verdict.sentence}")
        result = self.papers[RESULT][named]
        inside = {*result["admitted"], *(before["previous"] or {"held": []})["held"]}
        earlier = [lottery for lottery in lotteries.values() if lottery is not self.lottery]
        rules_of = {code: rules for lottery in earlier for code, rules in rules_of_codes(lottery)}
        counts = Counter(rule for code in inside - gone for rule in rules_of[code])
        right: Document = {"counts": [counts[rule] for rule in range(len(self.rules))], "lottery": named}
        right |= {"held": sorted(inside - gone), "gone": sorted(gone & (inside | {*result["waiting"]}))}
        right |= {"result": digest(result)}
        need(
            self.previous == right,
            "Who is in, who is gone, or what they count for does not follow from the draw before.",
        )
        units = [
            (unit, kind["weight"]) for kind in before["types"] for unit in units_of(kind) if unit[0] not in inside
        ]
        waited = {(tuple(code for code in unit if code not in gone), weight) for unit, weight in units}
        now = {(unit, kind["weight"]) for kind in self.types for unit in units_of(kind)}
        need({each for each in waited if each[0]} == now, "The entries are not those who waited and are not gone.")
        same = all(rules_of[code] == rules for code, rules in rules_of_codes(self.lottery))
        need(same and self.rules == before["rules"], "The rules are not those before, or count somebody otherwise.")

    def name(self, rule: int) -> str:
        return f"{self.rules[rule]['attribute']} = {self.rules[rule]['value']}" if rule >= 0 else "seats"

    def unchecked(self) -> list[str]:
        signed = self.result is not None and self.result["signature"] is not None
        words = {
            "No result was given: who was drawn was not checked.": self.result is None,
            "No announcement was given: whether the value is the announced one was not checked.": self.announcement
            is None,
            "The drand signature was not checked here.": signed,
        }
        return [sentence for sentence, true in words.items() if true]

    def facts(self) -> Document:
        """What was seen, for people to look at: `lines`, `sentence`, and the numbers in them."""
        entries, people = [len(kind["codes"]) for kind in self.types], Counter[Fraction]()
        for chance, number in zip(self.chances, entries, strict=True):
            people[chance] += number
        return {
            "entries": sum(entries),
            "seats": self.seats,
            "filled": self.filled,
            "most_filled": self.fill["most"] if self.fill else self.filled,
            "rules": [rule | {"entries": self.supply[number]} for number, rule in enumerate(self.rules)],
            "weighted": sum(n for n, weight in zip(entries, self.weights, strict=True) if weight != 1),
            "ratio": max(self.weights) / min(self.weights),
            "chances": [(chance, people[chance]) for chance in (min(people), max(people))],
            "bound": Fraction(self.proof["bound"]),
            "min_chance": Fraction(self.proof["min_chance"]),
            "loss": self.proof["loss"],
            "gain": self.proof["gain"],
            "panels": self.panels,
            "over_panels": self.proof["witness"] is not None,
            "held": len(self.previous["held"]) if self.previous else 0,
            "gone": len(self.previous["gone"]) if self.previous else 0,
            "number": self.announcement["number"] if self.announcement else None,
            "replaces": self.announcement["replaces"] if self.announcement else None,
        }


def unpack(kind: Document, panels: int) -> tuple[int, list[str]]:
    """The least units of a type in a panel, and rows of bits: which panels have 1, 2, 4 … more."""
    least, *planes = kind["panels"]
    right = all(re.fullmatch(f"[0-9a-f]{{{(panels + 3) // 4}}}", plane) for plane in planes)
    need(right, "A row of panels is damaged.")
    rows = [f"{int(plane, 16):0{4 * len(plane)}b}" for plane in planes]
    shortest = not rows or ("1" in rows[-1] and any("1" not in bits for bits in zip(*rows, strict=True)))
    need(shortest and not any("1" in row[panels:] for row in rows), "A row of panels is not in its shortest form.")
    return least, [row[:panels] for row in rows]


def counts_of(kind: Document, panels: int) -> list[int]:
    """How many units of a type each panel takes."""
    least, rows = unpack(kind, panels)
    columns = zip(*rows, strict=True) if rows else [()] * panels
    return [least + sum(1 << place for place, bit in enumerate(bits) if bit == "1") for bits in columns]


def right_form(form: str, at: str, round: int, count: int, low: int, high: int, order: str, **_: Any) -> Document:
    """The fields of an announced form that follow from the others."""
    if form == "drand":
        right = moment_of(at).timestamp() == GENESIS + PERIOD * (round - 1) and round > 0
        need(right, "The announced moment is not that of the round.")
        numbers = {"chain": QUICKNET, "count": None, "low": None, "high": None}
        return numbers | {"order": "as published", "pattern": "[0-9a-f]{64}", "example": ROUND_EXAMPLE}
    need(form == "numbers" and 1 <= count <= 100 and low < high <= 10**6, "The announced numbers are not possible.")
    values = {"ascending": math.comb(high - low + 1, count), "as thrown": (high - low + 1) ** count}[order]
    need(values >= FEWEST_VALUES, "So few values are possible that all could be tried.")
    steps = [str(low + (high - low) * place // max(count - 1, 1)) for place in range(count)]
    number = "(0|[1-9][0-9]*)"
    pattern = f"{number}( {number}){{{count - 1}}}" if count > 1 else number
    return {
        "chain": None,
        "round": None,
        "pattern": pattern,
        "example": " ".join(steps[:: 1 if order == "ascending" else -1]),
    }


def number_below(seed: bytes, end: int) -> int:
    """0 to end − 1, all equally likely: what lies above the last multiple of `end` is rejected."""
    counter, number = 0, 2**64
    while number >= 2**64 - 2**64 % end:
        number = int.from_bytes(sha256(seed + b"panel" + counter.to_bytes(8, "big"))[:8], "big")
        counter += 1
    return number % end


def units_of(kind: Document) -> Iterator[tuple[str, ...]]:
    return (tuple(kind["codes"][at : at + kind["size"]]) for at in range(0, len(kind["codes"]), kind["size"]))


def hits_of(lottery: Document, kind: Document) -> list[tuple[int, ...]]:
    """Towards which rules each code of a type counts."""
    kinds = [tuple(rules) for rules in lottery["kinds"]]
    return [kinds[n] for n in kind["members"]] or [tuple(rule for rule, _ in kind["adds"])] * len(kind["codes"])


def rules_of_codes(lottery: Document) -> Iterator[tuple[str, tuple[int, ...]]]:
    return (pair for kind in lottery["types"] for pair in zip(kind["codes"], hits_of(lottery, kind), strict=True))


def ascending(items: Sequence[Any]) -> bool:
    return all(first < second for first, second in pairwise(items))


def need(holds: Any, words: str) -> None:
    if not holds:
        raise Wrong(words)


def canonical(document: Document) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document: Document) -> str:
    return sha256(canonical(document).encode()).hex()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def percent(share: Fraction) -> str:
    return f"{float(100 * share):.4g} %"


def many(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def sentence(facts: Document) -> str:
    room = f" (at most {facts['most_filled']:,} can be filled)" if facts["filled"] < facts["seats"] else ""
    weights = f"{many(facts['weighted'], 'weight', 'weights')} other than 1" if facts["weighted"] else "no weights"
    return (
        f"Holds: {facts['filled']:,} of {facts['seats']:,} seats{room}, {many(facts['entries'], 'entry', 'entries')}, "
        f"{many(len(facts['rules']), 'quota', 'quotas')}, {weights}. No lottery under these quotas could give anyone more "
        "without giving less to somebody whose chance is no larger; this list keeps to those chances within "
        f"{percent(Fraction(max(facts['loss']['most'], facts['gain']['most']), 10**6))}."
    )


def report(verdict: Verdict) -> str:
    """All that is said about a draw; the sentence is the last line."""
    facts, lines = verdict.facts, []
    for rule in facts.get("rules", ()):
        sides = [
            f"{side} {rule[key]:,}"
            for key, side in (("least", "at least"), ("most", "at most"))
            if rule[key] is not None
        ]
        counted = many(rule["entries"], "entry", "entries")
        lines.append(f"{rule['attribute']} = {rule['value']}: {', '.join(sides) or 'no bound'}; {counted}")
    if facts:
        (low, few), (high, lucky) = facts["chances"]
        lines += [
            f"Weights: {many(facts['weighted'], 'entry differs', 'entries differ')} from 1; the largest is {float(facts['ratio']):.4g} times the smallest.",
            f"Chances: from {percent(low)} ({many(few, 'entry', 'entries')}) to {percent(high)} ({many(lucky, 'entry', 'entries')}).",
            f"No lottery makes the smallest chance larger than {percent(facts['bound'])}; here it is {percent(facts['min_chance'])}.",
        ]
        for name in ("loss", "gain"):
            lines.append(
                f"Largest {name}: {percent(Fraction(facts[name]['most'], 10**6))} of a chance ({many(facts[name]['entries'], 'entry', 'entries')})."
            )
        if not facts["over_panels"]:
            lines.append(
                "These are the best chances for fractions of people; lists of whole people might not reach all of them."
            )
    return "\n".join([*lines, *verdict.unchecked, verdict.sentence])


def part(text: str) -> Fraction:
    if not re.fullmatch("[01]([.][0-9]{1,9})?", text):
        raise ValueError
    return Fraction(text)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check that a draw was fair and that nobody touched it.")
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="lottery, result, announcement, and those of draws before"
    )
    parser.add_argument(
        "--most-loss", type=part, default="0.05", metavar="0.05", help="the part of a chance that may be lost"
    )
    options = parser.parse_args()
    texts = []
    for path in options.files:
        try:
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                texts.append(file.read())
        except OSError as error:
            parser.error(str(error))
    verdict = check(*texts, most_loss=options.most_loss)
    sys.stdout.buffer.write((report(verdict) + "\n").encode(errors="backslashreplace"))
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
