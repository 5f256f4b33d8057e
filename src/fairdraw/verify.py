#!/usr/bin/env python3
"""Check that a draw was fair and that nobody touched it: python verify.py lottery.json result.json announcement.json

Files in any order; without result or announcement less is checked; a follow-up draw needs those of the draws before too.
Exit 0: it holds; 1: it does not, and why; 2: a file cannot be read. It needs nothing but Python 3.11, and shares no code
with the program that made the lottery. The steps are methods of `Draw`, in the order of the table in docs/lottery.md."""

import argparse
import hashlib
import json
import math
import re
import sys
from bisect import bisect_left
from collections import Counter, namedtuple
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import accumulate, count, pairwise, repeat
from pathlib import Path
from typing import Any
from unicodedata import is_normalized, normalize

Document = dict[str, Any]
LOTTERY, RESULT, ANNOUNCEMENT = "fairdraw lottery 2", "fairdraw result 2", "fairdraw announcement 2"
STEPS = "text entries types panels fill levels possible closeness commitment value draw previous"
FINE = 10**60  # sums of chances are worked out in whole multiples of 1/FINE, rounded down
HAIR = 10**18  # a level's value may be below what its prices prove by 1/HAIR of a certain seat: fractions get long
LEAST_CLAIM = 10**4  # a type that ends has 1/LEAST_CLAIM of the largest claim: else roundings of others could rob it
ROUNDING, MIXING = 10**12, 10**7  # by these parts proved chances may break a bound, or a mix of panels miss their sum
FEWEST_VALUES = 10**6  # with fewer possible values an organiser could try lotteries until all outcomes suit
LEAVES, DEEPEST, LEAVES_BY_TYPES, RULES_BY_TYPES, PANELS_BY_TYPES = 20_000, 200, 10**7, 10**7, 2 * 10**8  # most work
QUICKNET, GENESIS = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367
ROUND_EXAMPLE = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
MOMENT, HASH = "%Y-%m-%dT%H:%M:%SZ", "[0-9a-f]{64}"
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
UNSEEN = re.compile(  # characters that cannot be seen, or not told from others, and blanks outside
    "^ | \\Z|[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
TEXT, NAME, CODE, WHOLE, LARGE, PART, TREE = "", "name", "code", "whole", "large", "part", "tree"
TESTS: dict[str, Any] = {
    "seen": lambda it: type(it) is str and len(it) <= 1000 and is_normalized("NFC", it) and not UNSEEN.search(it),
    "name": lambda it: it != "" and TESTS["seen"](it),
    "code": lambda it: TESTS["name"](it) and len(it) <= 200,
    "whole": lambda it: type(it) is int and 0 <= it < 2**53,
    "counted": lambda it: it != 0 and TESTS["whole"](it),
    "large": lambda it: type(it) is int and abs(it) < 10**40,
    "moment": lambda it: it >= "1" and datetime.strptime(it, MOMENT).strftime(MOMENT) == it,  # noqa: DTZ007
    "part": lambda it: bool(re.fullmatch("[0-9/]{1,200}", it)) and str(Fraction(it)) == it,
}
BRANCH, CHANGE = dict(at=WHOLE, high=TREE, low=TREE, type=WHOLE), dict(entries=WHOLE, most=WHOLE)
# A dict has these keys, a list values of one kind, a tuple is null or one of what it holds, other texts are patterns, if any.
SHAPES: dict[str, Any] = {
    LOTTERY: dict(
        format=LOTTERY, method="leximin by types; panels of equal chance; order by SHA-256", panels=WHOLE, seats=WHOLE,
        filled=WHOLE, fill=(dict(most=WHOLE, tree=TREE),), bands=(), seated=(), wishes=(),
        rules=[dict(attribute=NAME, value="seen", least=(WHOLE,), most=(WHOLE,))], kinds=[[WHOLE]],
        types=[dict(adds=[[WHOLE]], codes=[TEXT], members=[WHOLE], panels=[(WHOLE, TEXT)], size=WHOLE, weight=PART)],
        proof=dict(levels=[dict(claims=[LARGE], tree=TREE, types=[WHOLE], value=PART)], bound=PART, min_chance=PART,
                   gain=CHANGE, loss=CHANGE, witness=(dict(panels=[[WHOLE]], shares=[LARGE]),)),
        previous=(dict(counts=[WHOLE], gone=[TEXT], held=[TEXT], lottery=HASH, result=HASH),)),
    RESULT: dict(format=RESULT, commitment=HASH, value=TEXT, signature=("[0-9a-f]{96}",), seed=HASH, panel=WHOLE,
                 admitted=[TEXT], waiting=[TEXT]),
    ANNOUNCEMENT: dict(
        format=ANNOUNCEMENT, commitment=HASH, draw=CODE, event=CODE, number="counted", outcome_at=("moment",),
        value=dict(at="moment", form=TEXT, source=CODE, order=TEXT, pattern=TEXT, example=TEXT, chain=(HASH,),
                   round=(WHOLE,), count=(WHOLE,), low=(WHOLE,), high=(WHOLE,)), replaces=(HASH,), trail=(HASH,)),
}  # fmt: skip
DAMAGE = ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError
Problem = namedtuple("Problem", "step words")
# problems: the first one, if any.  facts: what was seen, by name.  unchecked: what was not looked at.  All in words.
Verdict = namedtuple("Verdict", "holds problems facts unchecked sentence")
# sides: least and most of each.  adds: for each type what a unit adds to which.  limits: most units of each in a panel.
Bounds = namedtuple("Bounds", "sides adds limits")


def check(*files: str | None, most_loss: Fraction = Fraction(1, 20)) -> Verdict:
    """Check the texts of a lottery, its result, its announcement and those of the draws before, in any order."""
    return Draw({}, "", most_loss, [text for text in files if text is not None]).judge()


def read(text: str) -> Document:
    """The document that has this text and no other, and its SHA-256 as `digest`."""
    need(not re.search("[\ud800-\udfff]", text), "A file is not UTF-8.")
    document = json.loads(text)
    kind: Any = document.get("format")
    need(str(kind)[-2:] != " 1", "Format 1 proved the smallest chance only, and let one entry be a type of its own.")
    need(kind in SHAPES and fits(document, SHAPES[kind]), f"A file has not the keys and values of a {kind!r:.40}.")
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    need(text == canonical + "\n" * (kind != ANNOUNCEMENT), f"This is not the only text of a “{kind}”.")
    return dict(document) | {"digest": sha256(canonical.encode())}


def fits(value: Any, shape: Any) -> Any:
    shape = ([LARGE] if type(value) is list else BRANCH) if shape == TREE else shape
    if type(shape) is dict:
        same = type(value) is dict and value.keys() == shape.keys()
        return same and all(map(fits, map(value.get, shape), shape.values()))
    if type(shape) is list:
        return type(value) is list and all(map(fits, value, repeat(shape[0])))
    if type(shape) is tuple:
        return value is None or any(map(fits, repeat(value), shape))
    return TESTS[shape](value) if shape in TESTS else type(value) is str and (not shape or re.fullmatch(shape, value))


class Draw:
    """One draw. Its fields are those of the lottery, and teams: the units of each type; units: how many; supply: how many
    entries count towards a rule; sides: what it asks for; values: what levels prove per weight; people: by their chance;
    leaves: of trees so far; earlier: what of earlier draws was not checked."""

    def __init__(self, papers: dict[str, Any], commitment: str, most_loss: Fraction, texts: list[str]) -> None:
        self.papers, self.commitment, self.most_loss, self.texts = papers, commitment, most_loss, texts
        self.teams, self.weight_of, self.supply = list[Any](), dict[tuple[str, ...], str](), Counter[int]()
        self.sides, self.values, self.leaves = list[tuple[int, int]](), dict[int, Fraction](), 0
        self.people, self.earlier = Counter[Fraction](), list[str]()

    def __getattr__(self, name: str) -> Any:
        return self.lottery[name]

    def judge(self) -> Verdict:
        """Take the steps until one finds a problem; else say what people should look at, and what was not looked at."""
        for step in STEPS.split():
            try:
                getattr(self, f"check_{step}")()
            except (AssertionError, *DAMAGE) as error:
                words = str(error) if type(error) is AssertionError else f"A file is damaged ({error!r:.200})."
                return Verdict(False, [Problem(step, words)], {}, [], f"Does not hold: {words}")
        people, facts, proof = self.people, dict[str, str](), self.proof
        for number, rule in enumerate(self.rules):
            sides = [f"at {side} {rule[side]:,}" for side in ("least", "most") if rule[side] is not None]
            name, bounds = f"{number + 1}. {self.names[number]}", ", ".join(sides) or "any number"
            facts[name] = f"{bounds}; {entries(self.supply[number])}"
        weighted = sum(len(kind["codes"]) for kind in self.types if kind["weight"] != "1")
        facts["weights not 1"] = f"{entries(weighted)}; largest by smallest: {max(self.weights) / min(self.weights)}"
        ends = [f"{100 * float(at):.4g} % ({entries(people[at])})" for at in (min(people), max(people))]
        facts["chances"] = " to ".join(ends)
        least, best = (100 * float(Fraction(proof[name])) for name in ("min_chance", "bound"))
        facts["smallest for its weight"] = f"{least:.4g} %; at best {best:.4g} %"
        for name, change in (("loss", proof["loss"]), ("gain", proof["gain"])):
            facts[f"largest {name}"] = f"{change['most'] / 10**4:.4g} % of a chance; {entries(change['entries'])}"
        lacks = {"No result was given.": not self.result, "No announcement was given.": not self.announcement}
        lacks["The drand signature was not checked here."] = self.result and self.result["signature"]
        lacks["Whether whole panels can give these chances was not checked."] = not proof["witness"]
        if said := self.announcement:
            facts["announced"] = f"number {said['number']} of {said['event']}; replaces {said['replaces'] or 'none'}"
            facts["public value"] = "{source}, such as {example}, at {at}".format(**said["value"])
        room = f" (at most {self.fill['most']:,} can be filled)" if self.fill else ""
        sentence = f"Holds: {self.filled:,} of {self.seats:,} seats{room}, {entries(people.total())}, "
        sentence += f"{len(self.rules)} quota{'s' * (len(self.rules) != 1)}, {weighted or 'no'} weights. No lottery under these "
        sentence += "quotas could give anyone more without giving less to somebody whose chance is no larger; this list keeps "
        sentence += f"to those chances within {max(proof['loss']['most'], proof['gain']['most']) / 10**4:.4g} %."
        if proof["gain"]["most"] > self.most_loss * 10**6:
            sentence += f" For {entries(proof['gain']['entries'])} one outcome more makes that much."
        return Verdict(True, [], facts, [*filter(lacks.get, lacks), *self.earlier], sentence)

    def check_text(self) -> None:
        """One lottery has one text, and there is one draw that no other follows."""
        self.papers = self.papers or {LOTTERY: {}, RESULT: {}, ANNOUNCEMENT: {}}
        for document in map(read, self.texts):
            place, named = self.papers[document["format"]], document.get("commitment", document["digest"])
            need(named not in place, f"Two files of the kind “{document['format']}” are of one draw.")
            place[named] = document
        lotteries = self.papers[LOTTERY]
        heads = lotteries.keys() - {each["previous"]["lottery"] for each in lotteries.values() if each["previous"]}
        need(len(heads) == 1, "There is no lottery among the files, or more than one that no other one follows.")
        self.commitment = self.commitment or heads.pop()
        self.lottery, self.result, self.announcement = (self.papers[kind].get(self.commitment) for kind in SHAPES)
        self.weights = [Fraction(kind["weight"]) for kind in self.types]
        self.names = [*(f"{rule['attribute']} = {rule['value']}" for rule in self.rules), "seats"]
        need(len(self.types) * len(self.rules) <= RULES_BY_TYPES, "There are too many types and rules to check.")

    def check_entries(self) -> None:
        """Every code occurs once, in one spelling."""
        everyone = [code for kind in self.types for code in kind["codes"]]
        need(all(map(TESTS[CODE], everyone)), "A code is empty, too long, or not well seen.")
        need(len({*everyone}) == len(everyone), "A code occurs twice.")
        for kind in self.types:
            codes, size = kind["codes"], kind["size"]
            need(len(codes) % size == 0 < len(codes), "A team is not whole.")
            units = [tuple(codes[at : at + size]) for at in range(0, len(codes), size)]
            need(ascending(units) and all(map(ascending, units)), f"Codes beside {units[0][0]!r} are not in order.")
            self.teams.append(units)
            self.weight_of |= dict.fromkeys(units, kind["weight"])
        self.units = [*map(len, self.teams)]

    def check_types(self) -> None:
        """Types differ in what can make a difference: seats, rules that can bind, weight. Members make up their unit."""
        rules, keys = {*range(len(self.rules))}, []
        need(ascending([(rule["attribute"], rule["value"]) for rule in self.rules]), "The rules are not in order.")
        kinds, self.hits = [*map(tuple, self.kinds)], dict[str, tuple[int, ...]]()
        used = {tuple(sorted({*kinds[n]} & rules)) for n in {n for kind in self.types for n in kind["members"]}}
        need(kinds == sorted(used), "The kinds of members are not in order, or not those in use.")
        for kind in self.types:
            plain = [tuple(rule for rule, _ in kind["adds"])] * len(kind["codes"])
            self.hits |= zip(kind["codes"], [kinds[n] for n in kind["members"]] or plain, strict=True)
        for alike, number in Counter(self.hits.values()).items():
            self.supply.update(dict.fromkeys(alike, number))
        for number, rule in enumerate(self.rules):
            # In a follow-up draw those who are in count, and all who wait are always enough.
            held, there = self.previous["counts"][number] if self.previous else 0, self.supply[number]
            least, most = max((rule["least"] or 0) - held, 0), there if rule["most"] is None else rule["most"] - held
            self.sides.append((min(least, there) if self.previous else least, min(most, there)))
        binds = [least > 0 or most < min(self.supply[n], self.seats) for n, (least, most) in enumerate(self.sides)]
        need(min(self.weights) > 0 and max(self.weights) < FINE, "A weight is 0, or too large.")
        for kind, weight, units in zip(self.types, self.weights, self.teams, strict=True):
            size, adds, who = kind["size"], dict(kind["adds"]), f"the type of {kind['codes'][0]!r}"
            keys.append((size, [adds.get(rule, 0) for rule in rules], weight))
            hits = {tuple(map(self.hits.__getitem__, unit)) for unit in units}
            needless = hits == {(tuple(adds),)}
            need(needless == (kind["members"] == []), f"The members of {who} are missing, or named without need.")
            for unit in hits:
                adds_up = sorted(Counter(rule for member in unit for rule in member if binds[rule]).items())
                need(adds_up == [*map(tuple, kind["adds"])], f"Some members, or what cannot bind, set {who} apart.")
        need(ascending(keys), "Two types are alike in all that can make a difference, or not in order.")

    def bounds(self, seats: tuple[int, int]) -> Bounds:
        """Seats, rules, and once more each rule of which a unit can exceed the least number, counted up to that number:
        panels keep these too, because one such unit is enough. A unit that breaks a bound alone is in no panel."""
        sides, pairs = [seats, *self.sides], [(kind["size"], kind["adds"]) for kind in self.types]
        rows = [{0: size} | {rule + 1: count for rule, count in adds} for size, adds in pairs]
        for rule, (least, _) in enumerate(self.sides, start=1):
            if 0 < least < max(row.get(rule, 0) for row in rows):
                counts = [min(row.get(rule, 0), least) for row in rows]
                rows = [row | {len(sides): n} if n else row for row, n in zip(rows, counts, strict=True)]
                sides.append((least, sum(count * units for count, units in zip(counts, self.units, strict=True))))
        alone = [any(count > sides[bound][1] for bound, count in row.items()) for row in rows]
        return Bounds(sides, rows, [0 if breaks else units for breaks, units in zip(alone, self.units, strict=True)])

    def check_panels(self) -> None:
        """Each panel fills the announced seats, keeps each rule, and takes no more units than there are."""
        need(1 <= self.panels <= 100_000 and 0 < self.seats >= self.filled, "Panels or seats are none, or too many.")
        need(self.panels * len(self.types) <= PANELS_BY_TYPES, "There are too many panels and types to check.")
        # All panels are added up at once, in a number with 16 hexadecimal digits for each.
        same, more = Counter[int](), Counter[int]()
        for kind, units in zip(self.types, self.units, strict=True):
            least, rows = self.unpack(kind)
            few = least + 2 ** len(rows) <= units + 1 or max(self.units_in_each_panel(kind)) <= units
            need(few, f"A panel takes more units of the type of {kind['codes'][0]!r} than there are.")
            wide = [int(row.replace("0", "0" * 16).replace("1", "0" * 15 + "1"), 16) for row in rows]
            for rule, adds in [(-1, kind["size"]), *kind["adds"]]:
                same[rule] += least * adds
                more[rule] += sum(each << place for place, each in enumerate(wide)) * adds
        for rule, (least, most) in enumerate([(self.filled, self.filled), *self.sides], start=-1):
            row = more[rule].to_bytes(8 * self.panels, "big")
            numbers = [same[rule] + int.from_bytes(row[at : at + 8], "big") for at in range(0, len(row), 8)]
            words = f"Panels have {min(numbers)} to {max(numbers)} × {self.names[rule]}, must have {least} to {most}."
            need(least <= min(numbers) and max(numbers) <= most, words)

    def unpack(self, kind: Document) -> tuple[int, list[str]]:
        """The least units of a type in a panel, and rows of bits: which panels have 1, 2, 4 … more."""
        least, *planes = kind["panels"]
        right = all(re.fullmatch(f"[0-9a-f]{{{(self.panels + 3) // 4}}}", plane) for plane in planes)
        need(right and type(least) is int, "A row of panels is damaged.")
        bits = [f"{int(plane, 16):0{4 * len(plane)}b}" for plane in planes]
        rows = [row[: self.panels] for row in bits]
        shortest = not rows or ("1" in rows[-1] and any("1" not in column for column in zip(*rows, strict=True)))
        need(shortest and not any("1" in row[self.panels :] for row in bits), "A row of panels is not its shortest.")
        return least, rows

    def units_in_each_panel(self, kind: Document) -> list[int]:
        least, rows = self.unpack(kind)
        numbers = [least] * self.panels
        for place, row in enumerate(rows):
            numbers = [number + ((bit & 1) << place) for number, bit in zip(numbers, row.encode(), strict=True)]
        return numbers

    def check_fill(self) -> None:
        """If seats stay empty, no panel fills more than the tree shows, and that is hardly more."""
        words = f"{self.filled} of {self.seats} seats are filled, and the proof shows"
        need((self.fill is None) == (self.filled == self.seats), f"{words} not that no more can be.")
        if self.fill is not None:
            most = self.worth(self.bounds((0, self.seats)), [kind["size"] for kind in self.types], self.fill["tree"])
            need(self.fill["most"] == most, f"{words} at most {most}, not {self.fill['most']}.")
            need(200 * (most - self.filled) <= self.seats, f"{words} that {most} might be.")

    def check_levels(self) -> None:
        """No panel is worth more in claims than a level's tree shows. Types of levels before take their part; the rest is
        used up if all free ones get the level's value. So who has a claim gets more only if another claimant gets less."""
        # Up to as many seats as might be filled: else one who alone makes the number odd would be certain.
        self.filling, before = self.bounds((self.filled, (self.fill or {"most": self.filled})["most"])), Fraction(0)
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
                claims = level["claims"] or [max(pays, 0) for pays in paid(self.filling, level["tree"])]
                need(level["claims"] or level["tree"][0] == 1, f"Level {number} has no claims.")
                need(len(claims) == len(self.types) and min(claims) >= 0, f"Level {number} has wrong claims.")
                left = self.worth(self.filling, claims, level["tree"]) * FINE
                left -= sum(claims[kind] * self.mean(kind, gets) for kind, gets in self.values.items())
                left -= sum(claims[kind] * self.mean(kind, value) for kind in free)
                hair = sum(claims[kind] * self.mean(kind, certain) for kind in free) // HAIR + sum(claims)
                need(0 <= left <= hair, f"Level {number} proves another value than {float(value):.9f}.")
                claimed = all(claims[kind] * LEAST_CLAIM >= max(claims) > 0 for kind in ended)
                need(claimed, f"Level {number} ends a type that has hardly any claim, and so could get more.")
            need(before - certain / ROUNDING <= value <= certain, f"Level {number} gives too little or too much.")
            self.values, before = self.values | dict.fromkeys(ended, value), value
        need(len(self.values) == len(self.types), "The levels leave out types.")

    def mean(self, kind: int, value: Fraction) -> int:
        """How many units are in on average whose chance per weight is `value`, in multiples of 1/FINE."""
        chance = value * self.weights[kind]
        return chance.numerator * self.units[kind] * FINE // chance.denominator

    def worth(self, bounds: Bounds, claims: list[int], tree: Any) -> int:
        """The most that a panel can be worth in claims, as the tree shows it."""

        def most_in(part: Any, low: dict[int, int], high: dict[int, int], depth: int) -> float:
            """For panels with low ≤ units of each type ≤ high; −∞ if there is none."""
            if type(part) is dict:
                kind, at = part["type"], part["at"]
                below = most_in(part["low"], low, high | {kind: min(high[kind], at)}, depth + 1)
                return max(below, most_in(part["high"], low | {kind: max(low[kind], at + 1)}, high, depth + 1))
            self.leaves += 1
            few = self.leaves <= min(LEAVES, LEAVES_BY_TYPES // len(claims)) and depth <= DEEPEST
            need(few, "The proofs are too large to check.")
            scale, *prices = part
            total = sum(p * (most if p > 0 else least) for p, (least, most) in zip(prices, bounds.sides, strict=True))
            for kind, (claim, pays) in enumerate(zip(claims, paid(bounds, part), strict=True)):
                total += (scale * claim - pays) * (high if scale * claim > pays else low)[kind]
            need(scale > 0 or scale == 0 > total, "A leaf of a proof proves nothing.")
            return total // scale if scale else -math.inf

        return int(most_in(tree, dict.fromkeys(range(len(claims)), 0), dict(enumerate(bounds.limits)), 0))

    def check_possible(self) -> None:
        """The means are within all bounds, or a mix of panels has them: so no level takes anything from a later one."""
        means, bounds = [self.mean(kind, self.values[kind]) for kind in range(len(self.types))], self.filling
        over_panels = any(level["claims"] for level in self.proof["levels"])
        need(over_panels == bool(self.proof["witness"]), "Only a proof over whole panels has a mix, and needs it.")
        if not over_panels:
            for least, most, total in sums(bounds, means):
                over = max(Fraction(least * FINE - total, 1 + least), Fraction(total - most * FINE, 1 + most))
                words = f"No lottery has all these chances: they make {total / FINE:.9f}, and must make {least} to {most}."
                need(over * ROUNDING <= FINE, words)
            return
        panels, shares = self.proof["witness"]["panels"], self.proof["witness"]["shares"]
        need(len(panels) == len(shares) > 0 and ascending(panels), "The mix of panels is not in order.")
        need(min(shares) > 0 and math.gcd(*shares) == 1, "The shares of the mix are not in their shortest form.")
        for panel in panels:
            kept = all(least <= total <= most for least, most, total in sums(bounds, panel))
            need(kept and all(map(int.__le__, panel, self.units)), "A panel of the mix breaks a rule.")
        mixed = [sum(map(int.__mul__, shares, column)) for column in zip(*panels, strict=True)]
        off = sum(abs(total * FINE - mean * sum(shares)) for total, mean in zip(mixed, means, strict=True))
        need(off * MIXING <= FINE * sum(shares), "The mix has other chances than the proof.")

    def check_closeness(self) -> None:
        """Each type comes at most this part below its mean, and at most this part above it, and once more in 1,000 panels."""
        smallest, changes = [], {"loss": Counter({0: 0}), "gain": Counter({0: 0})}
        for number, (kind, units) in enumerate(zip(self.types, self.units, strict=True)):
            least, rows = self.unpack(kind)
            times = least * self.panels + sum(row.count("1") << place for place, row in enumerate(rows))
            mean = self.values[number] * self.weights[number] * units * self.panels
            most = (1 + self.most_loss) * mean + min(1, Fraction(self.panels, 1000))
            words = f"The type of {kind['codes'][0]!r} comes {times} times, and its part is {float(mean):.3f}."
            need((1 - self.most_loss) * mean <= times <= most, words)
            self.people[Fraction(times, self.panels * units)] += len(kind["codes"])
            smallest += [times / mean * self.values[number]] if mean > 0 else []
            for name, part in (("loss", 1 - times / mean), ("gain", times / mean - 1)) if mean > 0 else ():
                changes[name][math.ceil(max(part, 0) * 10**6)] += len(kind["codes"]) * (part > 0)
        right: Document = {name: {"entries": all[max(all)], "most": max(all)} for name, all in changes.items()}
        right["bound"] = str(next((value for value in self.values.values() if value > 0), 0))
        right["min_chance"] = str(min(smallest, default=0))
        need(self.proof == self.proof | right, f"The chances are not as announced, but {right}.")

    def check_commitment(self) -> None:
        """Result and announcement name the SHA-256 of this very lottery."""
        need(all({*self.papers[kind]} <= {*self.papers[LOTTERY]} for kind in SHAPES), "A file is of another lottery.")

    def check_value(self) -> None:
        """The public value is the announced one, in its only spelling, and that of its signature."""
        form = self.announcement["value"] if self.announcement else {}
        need(not form or form == form | right_form(**form), "The announced form of the value is not one of ours.")
        if self.result is None:
            return
        value, signature = self.result["value"], self.result["signature"]
        normal = WHITE_SPACE.sub(" ", normalize("NFC", value)).strip(" ")
        need(0 < len(value) <= 500 and value == normal, "The public value is not in its only spelling.")
        need(not signature or sha256(bytes.fromhex(signature)) == value, "The value is not the signature's SHA-256.")
        if form:
            need((form["chain"] is None) == (signature is None), "A value of drand, and no other, has a signature.")
            need(re.fullmatch(form["pattern"], value), f"The public value has not the form of {form['example']!r}.")
            numbers = [] if form["chain"] else [int(number) for number in value.split(" ")]
            need(all(form["low"] <= number <= form["high"] for number in numbers), "A number is beyond its range.")
            need(form["order"] != "ascending" or ascending(numbers), "The numbers of the value are not in order.")

    def check_draw(self) -> None:
        """The public value picks the panel and an order of the others, by which those who wait come; of a type the smallest
        keys are in. Numbers above the last multiple of the panels are passed over, so that all are equally likely."""
        if self.result is None:
            return
        seed = bytes.fromhex(sha256(bytes.fromhex(self.commitment), self.result["value"].encode()))
        tries = (int(sha256(seed, b"panel", n.to_bytes(8, "big"))[:16], 16) for n in count())
        panel = next(number for number in tries if number < 2**64 - 2**64 % self.panels) % self.panels
        admitted, waiting, others = [], [], {*range(self.panels)} - {panel}
        order = [*sorted(others, key=lambda n: sha256(seed, b"panel order", n.to_bytes(8, "big"))), panel]
        for kind, units in zip(self.types, self.teams, strict=True):
            keys = (tuple(sha256(seed, name, unit[0].encode()) for name in (b"unit", b"place")) for unit in units)
            ranked = sorted((*pair, unit) for pair, unit in zip(keys, units, strict=True))
            taken = self.units_in_each_panel(kind)
            admitted += [(place, unit) for _, place, unit in ranked[: taken[panel]]]
            further = [*accumulate(map(taken.__getitem__, order))]
            for rank, (_, place, unit) in enumerate(ranked[taken[panel] :]):
                turns, rest = divmod(rank, further[-1]) if further[-1] else (sys.maxsize, 0)
                waiting.append((turns * self.panels + bisect_left(further, rest + 1), place, unit))
        right: Document = {"seed": seed.hex(), "panel": panel + 1}
        right["admitted"] = [code for _, unit in sorted(admitted) for code in unit]
        right["waiting"] = [code for _, _, unit in sorted(waiting) for code in unit]
        need(self.result == self.result | right, "The result does not follow from this lottery and the public value.")

    def check_previous(self) -> None:
        """Who was in stays in or is gone, and counts towards the rules; who waited is an entry or is gone."""
        if self.previous is None:
            return
        named, gone = self.previous["lottery"], {*self.previous["gone"]}
        need(all(named in self.papers[kind] for kind in (LOTTERY, RESULT)), "The draw before is needed too.")
        before = Draw(self.papers, named, self.most_loss, [])
        need((verdict := before.judge()).holds, f"The draw before: {verdict.sentence}")
        self.earlier = [f"Of the draw before: {words}" for words in verdict.unchecked]
        inside = {*before.result["admitted"], *(before.previous or {"held": []})["held"]}
        counts = Counter(rule for code in inside - gone for rule in before.hits[code])
        right: Document = {"counts": [counts[rule] for rule in range(len(self.rules))], "held": sorted(inside - gone)}
        right |= {"gone": sorted(gone & {*inside, *before.result["waiting"]}), "result": before.result["digest"]}
        need(self.previous == self.previous | right, "Who is in or gone, or their count, does not follow from it.")
        left = gone | inside
        old = {tuple(code for code in unit if code not in left): weight for unit, weight in before.weight_of.items()}
        need(old | {(): ""} == self.weight_of | {(): ""}, "The entries are not those who waited and are not gone.")
        same = self.rules == before.rules and all(before.hits[code] == hits for code, hits in self.hits.items())
        need(same, "The rules are not those before, or count somebody otherwise.")
        self.hits = before.hits | self.hits


def sums(bounds: Bounds, units: list[int]) -> list[tuple[int, int, int]]:
    """Least and most of each bound, and what these units of each type add to it."""
    pairs = [*zip(units, bounds.adds, strict=True)]
    return [(*side, sum(n * row.get(at, 0) for n, row in pairs)) for at, side in enumerate(bounds.sides)]


def paid(bounds: Bounds, leaf: list[int]) -> list[int]:
    """What a unit of each type pays by the prices of a leaf, which come after its scale."""
    need(len(leaf) == 1 + len(bounds.sides), "A leaf of a proof has not one price for each bound.")
    return [sum(leaf[bound + 1] * count for bound, count in row.items()) for row in bounds.adds]


def right_form(form: str, round: int, count: int, low: int, high: int, order: str, **_: Any) -> Document:
    """The fields of an announced form that follow from the others."""
    if form == "drand":
        at = (datetime.fromtimestamp(GENESIS, UTC) + timedelta(seconds=3 * (round - 1))).strftime(MOMENT)
        right = dict(chain=QUICKNET, at=at, round=max(round, 1), count=None, low=None, high=None)
        return right | dict(order="as published", pattern=HASH, example=ROUND_EXAMPLE)
    need(form == "numbers" and 1 <= count <= 100 and low < high <= 10**6, "The announced numbers are not possible.")
    values = {"ascending": math.comb(high - low + 1, count), "as thrown": (high - low + 1) ** count}[order]
    need(values >= FEWEST_VALUES and count * len(f"{high} ") <= 501, "Too few values are possible, or too long ones.")
    numbers = [str(low + (high - low) * place // max(count - 1, 1)) for place in range(count)]
    pattern = "(0|[1-9][0-9]*)" + f"( (0|[1-9][0-9]*)){{{count - 1}}}" * (count > 1)
    example = " ".join(numbers if order == "ascending" else numbers[::-1])
    return dict(chain=None, round=None, pattern=pattern, example=example)


def sha256(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def ascending(items: Any) -> bool:
    return all(first < second for first, second in pairwise(items))


def need(holds: Any, words: str) -> None:
    if not holds:
        raise AssertionError(words)


def entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number:,} entries"


def main() -> int:
    parser = argparse.ArgumentParser(description="Check that a draw was fair and that nobody touched it.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="lottery, result, announcement, those before")
    parser.add_argument("--most-loss", type=float, default=0.05, help="the part of a chance that may be lost (0.05)")
    options = parser.parse_args()
    try:
        texts = [Path(path).read_bytes().decode(errors="surrogateescape") for path in options.files]
        verdict = check(*texts, most_loss=Fraction(options.most_loss).limit_denominator(10**9))
    except (OSError, ValueError, OverflowError) as error:
        parser.error(str(error))
    report = "\n".join([*map(": ".join, verdict.facts.items()), *verdict.unchecked, verdict.sentence, ""])
    sys.stdout.buffer.write(report.encode(errors="backslashreplace"))
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
