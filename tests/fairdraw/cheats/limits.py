"""Where exactly each line is drawn: lotteries just inside it, which hold, and just outside, which a step refuses.

They are made by hand, as small as can be: what an honest solver would not come upon is needed to see a line.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from fairdraw import Entry, Pool, Quota, Rules, draw, follow_up, solve
from tests.fairdraw.cheats.forge import (
    Document,
    canonical,
    exchange,
    prove,
    put_counts,
    result_of,
    settle,
    text_of,
)
from tests.fairdraw.cheats.honest import DICE_VALUE, small, unfilled, wave
from tests.fairdraw.cheats.kinds import announcement_of, drand_announcement_of, published

INSIDE: dict[str, tuple[str, ...]] = {}
OUTSIDE: dict[str, tuple[str, tuple[str, ...]]] = {}


def inside(name: str, *texts: str) -> None:
    _new(name)
    INSIDE[name] = texts


def outside(step: str, name: str, *texts: str) -> None:
    _new(name)
    OUTSIDE[name] = (step, texts)


def _new(name: str) -> None:
    if name in INSIDE or name in OUTSIDE:
        raise AssertionError(f"{name} is there already")


def document_of(lottery: Any) -> Document:
    document: Document = json.loads(lottery.to_json())
    return document


def rule(value: str, least: int | None = None, most: int | None = None) -> Document:
    return {"attribute": "group", "value": value, "least": least, "most": most}


def level(types: Sequence[int], tree: list[int], value: str = "0", claims: Sequence[int] = ()) -> Document:
    return {"claims": list(claims), "tree": tree, "types": list(types), "value": value}


def handmade(
    units: Sequence[tuple[int, Sequence[int]]],
    seats: int,
    rules: Sequence[Document],
    levels: Sequence[Document],
    table: Sequence[Sequence[int]],
    weights: Sequence[str] = (),
) -> Document:
    """A lottery of single entries: for each type how many there are, and which rules count them; panels as they are given.

    Values of levels with prices are worked out from these.
    """
    types = [
        {
            "adds": [[number, 1] for number in counted],
            "codes": [f"{kind}{number:03}" for number in range(many)],
            "members": [],
            "panels": [0],
            "size": 1,
            "weight": weights[kind] if weights else "1",
        }
        for kind, (many, counted) in enumerate(units)
    ]
    document = {
        "bands": None,
        "fill": None,
        "filled": seats,
        "format": "fairdraw lottery 2",
        "kinds": [],
        "method": "leximin by types; panels of equal chance; order by SHA-256",
        "panels": 0,
        "previous": None,
        "proof": {"bound": "0", "gain": {}, "levels": list(levels), "loss": {}, "min_chance": "0", "witness": None},
        "rules": list(rules),
        "seated": None,
        "seats": seats,
        "types": types,
        "wishes": None,
    }
    put_counts(document, table)
    prove(document)
    settle(document)
    return document


def changed(document: Document, path: str, value: Any) -> Document:
    """A copy with something else at a place such as "types 0 size"."""
    copied: Document = json.loads(canonical(document))
    *way, last = [int(part) if part.isdigit() else part for part in path.split()]
    place: Any = copied
    for key in way:
        place = place[key]
    place[last] = value
    return copied


def everybody(units: int = 3, panels: int = 2) -> Document:
    """All are in, in every panel."""
    return handmade([(units, [])], units, [], [level([0], [], "1")], [[units] * panels])


# --- text


def limits_of_the_text() -> None:
    document = handmade([(3, []), (3, [0])], 2, [rule("a", 1, 2)], [level([0, 1], [1, 1, 0])], [[1] * 3, [1] * 3])
    inside("a handmade lottery", *published(document))
    inside("a name of 1,000 characters", text_of(changed(document, "rules 0 value", "x" * 1000)))
    outside("text", "a name without a letter", text_of(changed(document, "rules 0 attribute", "")))
    inside("a rule for those who gave no answer", text_of(changed(document, "rules 0 value", "")))
    outside("text", "a name of 1,001 characters", text_of(changed(document, "rules 0 value", "x" * 1001)))
    for name, wrong in (("number", 7), ("zero width", "a\u200d"), ("decomposed", "e\u0301"), ("blank before", " a")):
        outside("text", f"a name that is wrong: {name}", text_of(changed(document, "rules 0 attribute", wrong)))
    inside("a large whole number", text_of(changed(document, "rules 0 most", 2)), *published(document)[1:])
    many = handmade([(3, [])], 2, [rule("a", None, 2**53 - 1)], [level([0], [1, 1, 0])], [[2] * 3])
    inside("the largest whole number", text_of(many))
    outside("text", "a whole number that is too large", text_of(changed(many, "rules 0 most", 2**53)))
    for name, path in (("seats", "seats"), ("size", "types 0 size"), ("least", "rules 0 least")):
        outside("text", f"minus one: {name}", text_of(changed(document, path, -1)))
    top = 10**40 - 1
    inside("prices of forty digits", text_of(changed(document, "proof levels 0 tree", [1, top, 0])))
    inside("prices below zero", text_of(changed(document, "proof levels 0 tree", [1, 1, 0])))
    outside(
        "text",
        "a price of forty-one digits below zero",
        text_of(changed(document, "proof levels 0 tree", [1, 1, -(10**40)])),
    )
    for name, wrong in (("true", True), ("a text", "1"), ("nothing", None)):
        outside(
            "text", f"a price that is wrong: {name}", text_of(changed(document, "proof levels 0 tree", [1, wrong, 0]))
        )
    weight = "1" + "0" * 99 + "/" + "1" + "0" * 97 + "1"
    long = Fraction(weight)
    heavy = handmade([(3, [])], 2, [], [level([0], [1, 1])], [[2] * 3], [str(long)])
    inside("a fraction of 199 characters", text_of(heavy))
    for name, wrong in (
        ("too long", "1" + "0" * 200),
        ("over zero", "1/0"),
        ("below zero", "-1"),
        ("a number", 1),
        ("a blank", " 1"),
        ("exponent", "1e0"),
    ):
        outside("text", f"a fraction that is wrong: {name}", text_of(changed(document, "types 0 weight", wrong)))
    outside("text", "an unknown format", text_of(changed(document, "format", "fairdraw lottery 3")))
    outside("text", "another method", text_of(changed(document, "method", "as we like")))
    outside("text", "an old result", published(document)[0], published(document)[1].replace("result 2", "result 1"))
    outside("text", "a list of lotteries", canonical([document]) + "\n")  # type: ignore[arg-type]
    outside("text", "a result alone", published(document)[1])
    outside("text", "two results of one lottery", *published(document), published(document, "6 6 6 6 6 6 6 6")[1])
    outside("text", "two lotteries", text_of(document), text_of(many))
    outside("text", "a code that is a number", text_of(changed(document, "types 0 codes 0", 7)))
    outside("text", "a list that is none", text_of(changed(document, "kinds", {})))
    outside(
        "text",
        "a signature in capitals",
        text_of(document),
        text_of(json.loads(published(document)[1]) | {"signature": "AB" * 48}),
    )
    for field in ("draw", "event", "source"):
        inside(f"a {field} of 200 letters", text_of(document), announcement_of(document, **{field: "x" * 200}))
        for name, wrong in (("none", ""), ("201", "x" * 201), ("a blank after its", "x ")):
            outside(
                "text", f"a {field} of {name} letters", text_of(document), announcement_of(document, **{field: wrong})
            )
    for moment in ("2026-09-2T12:00:00Z", "2026-02-30T12:00:00Z", "2026-09-02 12:00:00Z", "0999-09-02T12:00:00Z"):
        outside(
            "text",
            f"a moment that is wrong: {moment}",
            text_of(document),
            announcement_of(document, outcome_at=moment),
        )
    inside("an outcome that is held", text_of(document), announcement_of(document, outcome_at="2026-09-02T12:00:00Z"))


# --- entries and types


def limits_of_the_entries() -> None:
    document = everybody()
    inside("a code of 200 characters", text_of(changed(document, "types 0 codes 2", "x" * 200)))
    inside("a code of one character", text_of(changed(document, "types 0 codes 2", "x")))
    outside("entries", "a code of 201 characters", text_of(changed(document, "types 0 codes 2", "x" * 201)))
    outside("entries", "an empty code", text_of(changed(document, "types 0 codes 0", "")))
    outside("entries", "a type without entries", text_of(changed(document, "types 0 codes", [])))
    outside("entries", "a unit of nobody", text_of(changed(document, "types 0 size", 0)))
    outside("entries", "a team that is larger than its type", text_of(changed(document, "types 0 size", 4)))
    pair = changed(document_of(unfilled()), "types 0 codes 0", "00-1")
    outside("entries", "a team whose members are not in order", text_of(changed(pair, "types 0 codes 1", "00-0")))


def limits_of_the_types() -> None:
    rules = [rule("a", None, 2), rule("b", 1, None)]
    levels = [level([0, 1], [1, 1, 0, 0])]
    document = handmade([(4, [1]), (4, [0, 1])], 4, rules, levels, [[2] * 2, [2] * 2])
    inside("two rules", *published(document))
    twisted = changed(changed(document, "rules 0", rules[1]), "rules 1", rules[0])
    outside("types", "rules in another order", text_of(twisted))
    outside("types", "one rule twice", text_of(changed(document, "rules 1", rules[0])))
    outside("types", "a weight of nothing", text_of(changed(document, "types 0 weight", "0")))
    outside(
        "types", "a type that adds nothing to a rule", text_of(changed(document, "types 0 adds", [[0, 0], [1, 1]]))
    )
    outside(
        "types",
        "a type that adds to a rule that is not there",
        text_of(changed(document, "types 0 adds", [[1, 1], [2, 1]])),
    )
    outside("types", "a single entry that counts twice", text_of(changed(document, "types 0 adds", [[1, 2]])))
    outside(
        "types",
        "a type that names its rules in another order",
        text_of(changed(document, "types 1 adds", [[1, 1], [0, 1]])),
    )
    outside("types", "a type with three numbers", text_of(changed(document, "types 0 adds", [[1, 1, 1]])))
    outside("types", "a kind with a rule that is not there", text_of(changed(document, "kinds", [[2]])))
    outside(
        "types",
        "members of one kind too few",
        text_of(changed(changed(document, "kinds", [[1]]), "types 0 members", [0])),
    )
    teams = document_of(unfilled())
    outside("types", "a team without members", text_of(changed(teams, "types 0 members", [])))
    # A rule that counts all there are and no more can still not bind; one less, and it can.
    split = handmade([(4, []), (4, [0])], 4, [rule("a", 0, 3)], [level([0, 1], [1, 1, 0])], [[2] * 2, [2] * 2])
    inside("a rule that allows one less than there are", text_of(split))
    outside("types", "a rule that allows as many as there are", text_of(changed(split, "rules 0 most", 4)))
    inside("a rule that asks for one", text_of(changed(changed(split, "rules 0 most", None), "rules 0 least", 1)))
    outside(
        "types",
        "a rule that asks for none",
        text_of(changed(changed(split, "rules 0 most", None), "rules 0 least", 0)),
    )
    seats = handmade([(9, []), (9, [0])], 4, [rule("a", 0, 3)], [level([0, 1], [1, 1, 0])], [[2] * 2, [2] * 2])
    inside("a rule that allows one less than there are seats", text_of(seats))
    outside("types", "a rule that allows as many as there are seats", text_of(changed(seats, "rules 0 most", 4)))
    large = changed(everybody(), "proof levels 0 value", f"1/{10**60}")
    outside("types", "a weight of sixty zeros", text_of(changed(large, "types 0 weight", str(10**60))))
    mixed = changed(changed(split, "kinds", [[], [0]]), "types 0 members", [0, 0, 0, 0])
    outside("types", "members that are named although they all say the same", text_of(mixed))


# --- panels and fill


def limits_of_the_panels() -> None:
    inside("100,000 panels", text_of(everybody(panels=100_000)))
    outside("panels", "100,001 panels", text_of(everybody(panels=100_001)))
    document = everybody()
    inside("one panel", *published(everybody(panels=1)))
    inside("one seat", *published(handmade([(3, [])], 1, [], [level([0], [1, 1])], [[1] * 3])))
    free = handmade(
        [(4, []), (5, [0])], 5, [rule("a", None, 4)], [level([0, 1], [1, 1, 0])], [[4, 1, 2, 2, 2], [1, 4, 3, 3, 3]]
    )
    inside("a panel that takes all four of a type", *published(free))
    free = handmade(
        [(4, []), (5, [0])], 5, [rule("a", 1, 5)], [level([0, 1], [1, 1, 0])], [[4, 0, 2, 2, 3], [1, 5, 3, 3, 2]]
    )
    inside("panels that take all four of a type, or none", *published(free))
    inside("one panel, and some who wait", *published(handmade([(3, [])], 1, [], [level([0], [1, 1])], [[1]])))
    outside("panels", "no panels", text_of(changed(document, "panels", 0)))
    outside("panels", "no seats", text_of(changed(changed(document, "seats", 0), "filled", 0)))
    outside("panels", "more seats filled than there are", text_of(changed(document, "seats", 2)))
    outside("panels", "a count that is a text", text_of(changed(document, "types 0 panels", ["3"])))
    outside("panels", "a count that is missing", text_of(changed(document, "types 0 panels", [])))
    outside("panels", "more units than there are in every panel", text_of(changed(document, "types 0 panels", [4])))
    table = [[4, 1, 2, 3, 4, 1], [0, 3, 2, 1, 0, 3]]
    planes = handmade([(4, []), (4, [0])], 4, [rule("a", None, 3)], [level([0, 1], [1, 1, 0])], table)
    outside("closeness", "rows of two planes that give some too much", text_of(planes))
    odd = handmade(
        [(4, []), (4, [0])],
        4,
        [rule("a", None, 3)],
        [level([0, 1], [1, 1, 0])],
        [[1, 3, 2, 2, 3, 1], [3, 1, 2, 2, 1, 3]],
    )
    inside("rows of two planes", *published(odd))
    for name, rows in (
        ("the least could be larger", [0, "cc", "78"]),
        ("the last is empty", [1, "30", "48", "00"]),
        ("a bit is set behind the last panel", [1, "31", "48"]),
        ("capitals", [1, "3A", "48"]),
        ("one digit too few", [1, "3", "48"]),
        ("no digits", [1, "", "48"]),
        ("a number among them", [1, 4, "48"]),
        ("nothing among them", [1, None, "48"]),
    ):
        outside("panels", f"a row that is wrong: {name}", text_of(changed(odd, "types 0 panels", rows)))
    more = changed(odd, "types 0 panels", [1, "58", "68"])
    outside("panels", "a panel that takes five of four", text_of(more))
    ruled = handmade([(4, []), (4, [0])], 4, [rule("a", 2, 2)], [level([0, 1], [1, 1, 0])], [[2] * 3, [2] * 3])
    inside("a rule without room", text_of(ruled))
    below = changed(changed(ruled, "types 0 panels", [2, "2"]), "types 1 panels", [1, "c"])
    outside("panels", "one panel below the least", text_of(below))
    above = changed(changed(ruled, "types 0 panels", [1, "c"]), "types 1 panels", [2, "2"])
    outside("panels", "one panel above the most", text_of(above))


def limits_of_the_fill() -> None:
    for seats in (199, 200):
        units = seats - 1
        document = handmade([(units, [])], units, [], [level([0], [], "1")], [[units] * 2])
        document = changed(changed(document, "seats", seats), "fill", {"most": seats, "tree": [1, 1]})
        if seats == 200:
            inside("one of 200 seats that may be empty without a proof", text_of(document))
        else:
            outside("fill", "one of 199 seats that may be empty without a proof", text_of(document))
    doubtful = handmade([(400, [])], 199, [], [level([0], [1, 1])], [[199] * 2])
    doubtful |= {"fill": {"most": 200, "tree": [1, 1]}, "seats": 200}
    outside("levels", "chances of the seats that are filled, where one more may be", text_of(doubtful))
    doubtful = changed(doubtful, "proof levels 0 value", "1/2")
    inside("chances of one seat more than are filled", text_of(_settled(doubtful)))
    document = handmade([(5, [])], 5, [], [level([0], [], "1")], [[5] * 2])
    short = changed(changed(document, "seats", 7), "fill", {"most": 5, "tree": [1, 0]})
    inside("fewer entries than seats", *published(short))
    outside("fill", "a fill without prices", text_of(changed(short, "fill tree", [])))
    outside("fill", "a fill with a price too many", text_of(changed(short, "fill tree", [1, 0, 0])))
    outside("fill", "a fill that is said to be less", text_of(changed(short, "fill most", 4)))
    outside("fill", "no fill where seats are empty", text_of(changed(short, "fill", None)))
    outside("fill", "a fill where none is", text_of(changed(document, "fill", {"most": 5, "tree": [1, 0]})))
    outside("fill", "a leaf that says there are no panels", text_of(changed(short, "fill tree", [0, -1])))
    for name, tree in (
        ("a price below zero", [1, -1]),
        ("a price that is too large", [1, 2]),
        ("a branch with a price that is too large", {"at": 2, "high": [1, 2], "low": [1, 0], "type": 0}),
    ):
        outside("fill", f"a fill by {name}", text_of(changed(short, "fill tree", tree)))
    asked = handmade([(5, []), (3, [0])], 8, [rule("a", 3, None)], [level([0, 1], [], "1")], [[5] * 2, [3] * 2])
    asked = changed(changed(asked, "seats", 9), "fill", {"most": 8, "tree": [1, 0, 0]})
    inside("fewer entries than seats, and a rule", text_of(asked))
    outside(
        "fill",
        "a leaf of scale minus one that would show it",
        text_of(changed(asked, "fill", {"most": 3, "tree": [-1, 0, -1]})),
    )
    deep = {"at": 2, "high": [1, 0], "low": {"at": 1, "high": [1, 0], "low": [1, 0], "type": 0}, "type": 0}
    inside("branches in the low part", text_of(changed(short, "fill tree", deep)))
    deep = {"at": 1, "high": {"at": 2, "high": [1, 0], "low": [1, 0], "type": 0}, "low": [1, 0], "type": 0}
    inside("branches in the high part", text_of(changed(short, "fill tree", deep)))
    outside("fill", "a leaf of scale 0 that shows nothing", text_of(changed(short, "fill tree", [0, 0])))
    outside("fill", "a leaf of a scale below zero", text_of(changed(short, "fill tree", [-1, -9])))
    inside("a leaf of scale 3", text_of(changed(short, "fill tree", [3, 1])))
    branch = {"at": 2, "high": [1, 0], "low": [1, 0], "type": 0}
    inside("a branch that is not needed", text_of(changed(short, "fill tree", branch)))
    low = {"at": 4, "high": [1, 0], "low": [0, 1], "type": 0}
    outside("fill", "a branch whose low part is said to be empty", text_of(changed(short, "fill tree", low)))
    for name, wrong in (("at", -1), ("type", 1), ("low", []), ("high", None)):
        outside(
            "fill" if name in ("type", "low") else "text",
            f"a branch that is wrong: {name}",
            text_of(changed(short, "fill tree", branch | {name: wrong})),
        )


# --- levels


def limits_of_the_levels() -> None:
    two = [rule("a", 10, 10), rule("b", 5, 5)]
    for most, step in ((10**4, None), (10**4 + 1, "levels")):
        document = handmade([(20, [1]), (40, [0])], 15, two, [level([0, 1], [1, 0, most, 1])], [[5] * 2, [10] * 2])
        _either(step, f"a claim of one part in {most:,}", document)
    whole = handmade([(60, [])], 15, [], [level([0], [1, 1])], [[15] * 2])
    above = -60 * 10**60
    for number, step in ((0, None), (10**18, None), (10**18 - 1, "levels"), (-(10**50), "levels"), (above, "levels")):
        less = Fraction(1, number) if number else Fraction(0)
        document = changed(whole, "proof levels 0 value", str(Fraction(1, 4) - less))
        settle(document)
        _either(step, f"a value below what is proved by one part in {number}", document)
    for part, step in ((9, None), (10, None), (11, "levels")):
        # Others get more than their part by so little that those who come after seem to get less.
        document = _loose(Fraction(part, 20 * 10**12))
        _either(step, f"a level below the one before by {part} parts in 10^13", document)
    outside(
        "levels",
        "a level that ends a type twice",
        text_of(changed(whole, "proof levels", [*whole["proof"]["levels"]] * 2)),
    )
    outside(
        "levels",
        "a level that ends nobody",
        text_of(changed(whole, "proof levels", [level([], [1, 1], "1/4"), *whole["proof"]["levels"]])),
    )
    outside(
        "levels",
        "a level that ends a type that is not there",
        text_of(changed(whole, "proof levels 0 types", [0, 1])),
    )
    outside("levels", "no levels", text_of(changed(whole, "proof levels", [])))
    outside("levels", "prices of scale 2 without claims", text_of(changed(whole, "proof levels 0 tree", [2, 2])))
    outside("levels", "no prices", text_of(changed(whole, "proof levels 0 tree", [1, 0])))
    outside(
        "levels", "a certain seat where none is", text_of(changed(whole, "proof levels 0", level([0], [], "1/4")))
    )
    pair = handmade([(30, []), (30, [0])], 15, [rule("a", 1, 29)], [level([0, 1], [1, 1, 0])], [[8, 7], [7, 8]])
    inside("two types of one level", *published(pair))
    outside("levels", "types in another order", text_of(changed(pair, "proof levels 0 types", [1, 0])))
    outside(
        "levels", "one claim too few", text_of(changed(pair, "proof levels 0", level([0, 1], [1, 1, 0], "1/4", [1])))
    )
    _weights()
    _hopeless()
    _tightened()
    _whole_panels()


def _either(step: str | None, name: str, document: Document) -> None:
    if step is None:
        inside(name, *published(document))
    else:
        outside(step, name, *published(document))


def _loose(more: Fraction) -> Document:
    """Two types of 30; the first ends at 1/4 and a little more, which is what a price on the rule of the others allows."""
    # (15 P + 29 c) / (60 P + 30 c) = 1/4 + 21.5 c / (60 P + 30 c), and P is a whole number.
    small = 6
    price = (Fraction(43 * small, 2) / more - 30 * small) / 60
    levels = [level([0], [1, round(price), small]), level([1], [1, 1, 0])]
    return handmade([(30, []), (30, [0])], 15, [rule("a", 1, 29)], levels, [[8, 7], [7, 8]])


def _weights() -> None:
    """Those with the largest weight are certain, then the others share what is left."""
    levels = [level([1], [], "1/2"), level([0], [1, 1], "0")]
    document = handmade([(10, []), (2, [])], 7, [], levels, [[5] * 2, [2] * 2], ["1", "2"])
    inside("the heaviest are certain", *published(document))
    outside(
        "levels", "others are certain as well", text_of(changed(document, "proof levels", [level([0, 1], [], "1/2")]))
    )
    outside(
        "levels",
        "the lightest are certain",
        text_of(changed(document, "proof levels", [level([0], [], "1"), level([1], [1, 1], "1/2")])),
    )
    outside("levels", "claims beside a certain seat", text_of(changed(document, "proof levels 0 claims", [1, 1])))
    outside("levels", "a certain seat for a weight of one", text_of(changed(document, "proof levels 0 value", "1")))
    all_in = handmade(
        [(3, []), (2, [])], 5, [], [level([1], [], "1/2"), level([0], [], "1")], [[3] * 2, [2] * 2], ["1", "2"]
    )
    inside("all are certain one after the other", *published(all_in))
    wrong = changed(all_in, "proof levels", [level([0], [1, 1], "1/2"), level([1], [], "1/2")])
    outside("levels", "a price where all are certain", text_of(wrong))
    outside(
        "levels",
        "more than a certain seat",
        text_of(_settled(changed(all_in, "proof levels", [level([0, 1], [1, 1], "5/7")]))),
    )
    least = handmade(
        [(40, []), (5, [0])],
        15,
        [rule("a", 5, None)],
        [level([0], [1, 1, -2]), level([1], [], "1")],
        [[10] * 2, [5] * 2],
    )
    inside("a type that pays less than nothing", *published(least))


def _hopeless() -> None:
    """A type that no panel can hold is in the first level, with nothing."""
    rules = [rule("a", 0, 0)]
    levels = [level([1], []), level([0], [1, 1, 0])]
    document = handmade([(6, []), (2, [0])], 3, rules, levels, [[3] * 4, [0] * 4])
    inside("a type that no panel can hold", *published(document))
    nobody = handmade([(2, [0])], 2, rules, [level([0], [])], [[0] * 4])
    nobody |= {"filled": 0, "fill": {"most": 0, "tree": [1, 0, 1]}}
    inside("nobody can be in", *published(_settled(nobody)))
    outside(
        "levels",
        "it comes last",
        text_of(changed(document, "proof levels", [document["proof"]["levels"][1], document["proof"]["levels"][0]])),
    )
    outside("levels", "it is said to be certain", text_of(changed(document, "proof levels 0 value", "1")))
    outside(
        "levels",
        "others are in its level",
        text_of(changed(changed(document, "proof levels 0 types", [0, 1]), "proof levels", [level([0, 1], [])])),
    )
    priced = changed(document, "proof levels 0 tree", [1, 0, 1])
    outside("levels", "it has prices", text_of(priced))
    outside("levels", "its claims are its prices", text_of(changed(priced, "proof levels 0 claims", [1, 0, 1])))
    outside("levels", "it has claims", text_of(changed(document, "proof levels 0 claims", [0, 1])))
    both = changed(document, "proof levels", [level([0, 1], [1, 1, 0], "3/8")])
    outside("levels", "it is not told apart", text_of(both))
    left = [level([0], []), level([1], [1, 1, 0])]
    outside("levels", "others are said to be without hope", text_of(changed(document, "proof levels", left)))


def _tightened() -> None:
    """A team of three counts for two where two are asked for: its chance is less than fractions promise."""
    document = document_of(_with_a_team())
    inside("a team that goes beyond a least number", *published(document))
    loose = changed(document, "proof levels 0 tree", document["proof"]["levels"][0]["tree"][:-1])
    outside("levels", "the tightened bound has no price", text_of(loose))


def _with_a_team() -> Any:
    team = [Entry(f"team {number}", {"from": "abroad"}, "team") for number in range(4)]
    alone = [
        Entry(f"{where} {number:02}", {"from": where})
        for where, many in (("abroad", 10), ("here", 60))
        for number in range(many)
    ]
    return solve(Pool((*team, *alone)), Rules(8, (Quota("from", "abroad", 3),)), panels=200)


def _whole_panels() -> None:
    alike = handmade([(4, [])], 2, [], [level([0], [1, 1], claims=[1])], [[2] * 3])
    inside("a mix of one panel", *published(changed(alike, "proof witness", {"panels": [[2]], "shares": [1]})))
    levels = [level([1], []), level([0], [1, 1, 0], claims=[1, 0])]
    hopeless = handmade([(4, []), (2, [0])], 2, [rule("a", 0, 0)], levels, [[2] * 3, [0] * 3])
    mixed = changed(hopeless, "proof witness", {"panels": [[2, 0]], "shares": [1]})
    inside("a mix, and a type that no panel can hold", *published(mixed))
    document = document_of(small())
    # Both panels differ by 3 units in all, so that 33 parts in 10^9 make 99 in all, and 100 are allowed.
    inside("shares that are off by 33 parts in 10^9", text_of(_mixed(document, 33)))
    inside("shares that are off by just as much as is allowed", text_of(_mixed(document, 1, 15 * 10**6)))
    outside("possible", "shares that are off by 34 parts in 10^9", text_of(_mixed(document, 34)))
    witness = document["proof"]["witness"]
    panels, shares = witness["panels"], witness["shares"]
    for name, wrong in (
        ("a share too many", {"panels": panels, "shares": [*shares, 1]}),
        ("a share of nothing", {"panels": sorted([*panels, [0, 4, 0]]), "shares": [0, *shares]}),
        ("a share below zero", {"panels": panels, "shares": [-share for share in shares]}),
        ("another order", {"panels": panels[::-1], "shares": shares[::-1]}),
        (
            "a panel twice",
            {"panels": [panels[0], *panels], "shares": [1, *(2 * share for share in shares[:1]), *shares[1:]]},
        ),
        ("nothing", {"panels": [], "shares": []}),
        ("a type too few", {"panels": [panel[:-1] for panel in panels], "shares": shares}),
        ("an entry twice", {"panels": sorted([*panels[1:], [2, 2, 0]]), "shares": shares}),
        ("a seat too few", {"panels": sorted([*panels[1:], [0, 3, 0]]), "shares": shares}),
    ):
        outside("possible", f"a mix that is wrong: {name}", text_of(changed(document, "proof witness", wrong)))
    explicit = changed(document, "proof levels 0 claims", [])
    outside("levels", "claims are left out", text_of(explicit))


def _mixed(document: Document, off: int, half: int = 5 * 10**8) -> Document:
    panels = document["proof"]["witness"]["panels"]
    if len(panels) != 2:
        raise AssertionError("two panels are mixed half and half")
    shares = [half - off, half + off]
    common = 2 if (half - off) % 2 == 0 else 1
    return changed(document, "proof witness shares", [share // common for share in shares])


# --- possible and closeness


def limits_of_what_is_possible() -> None:
    for part, step in ((99, None), (100, None), (101, "possible")):
        # All get a little more than there is: 64 times as much as one part in 10^12 of 17.
        more, small = Fraction(part, 100) * Fraction(17, 64 * 10**12), 34
        price = round((23 * small / more - 32 * small) / 64)
        levels = [level([0, 1], [1, price, small])]
        document = handmade([(32, []), (32, [0])], 16, [rule("a", 1, 31)], levels, [[8] * 2, [8] * 2])
        _either(step, f"more than there is by {part} % of the hair", document)
    for part, step in ((99, None), (101, "possible")):
        # The first take so much that those with a least number of 5 come below it by one part in 10^12 of 6.
        more = Fraction(part, 100) * Fraction(6, 50 * 10**12)
        price = int((Fraction(15) / more - 20) / 50)
        levels = [level([0, 1], [1, price, -price, 1]), level([2], [1, 1, 0, 0])]
        rules = [rule("a", 5, None), rule("b", 1, 19)]
        units = [(30, []), (20, [1]), (10, [0])]
        document = handmade(units, 15, rules, levels, [[6] * 2, [4] * 2, [5] * 2])
        _either(step, f"less than is asked for by {part} % of the hair", document)


def limits_of_closeness() -> None:
    base = handmade([(80, []), (80, [0])], 40, [rule("a", 1, 79)], [level([0, 1], [1, 1, 0])], [[20] * 20, [20] * 20])
    for times, step in ((20, None), (21, "closeness")):
        document = json.loads(canonical(base))
        _give(document, times)
        _either(step, f"{times} of 400 appearances taken away", document)
    uneven = handmade(
        [(72, []), (8, [0])], 20, [rule("a", None, 7)], [level([0, 1], [1, 1, 0])], [[18] * 20, [2] * 20]
    )
    for times, step in ((2, None), (3, "closeness")):
        document = json.loads(canonical(uneven))
        _give(document, times)
        _either(step, f"{times} appearances more than 40 of 20 panels", document)
    # From 1,000 panels on one appearance more is allowed in full, and before that a part of it.
    for panels, times, step in (
        (1000, 101, None),
        (1000, 102, "closeness"),
        (990, 99, None),
        (990, 100, "closeness"),
        (2000, 201, None),
        (2000, 202, "closeness"),
    ):
        document = handmade(
            [(72, []), (8, [0])], 20, [rule("a", None, 7)], [level([0, 1], [1, 1, 0])], [[18] * panels, [2] * panels]
        )
        _give(document, times)
        _either(step, f"{times} appearances more than {2 * panels} of {panels} panels", document)
    # A twentieth of 20 · 999 is 999, and 999 panels grant 0.999 more.
    crowd = handmade(
        [(216, []), (24, [0])], 200, [rule("a", None, 23)], [level([0, 1], [1, 1, 0])], [[180] * 999, [20] * 999]
    )
    _give(crowd, 1000)
    outside("closeness", "1000 appearances more than 19980 of 999 panels", *published(crowd))
    light = handmade(
        [(1, []), (999, [])], 2, [], [level([0, 1], [1, 1])], [[1] + [0] * 949, [1] + [2] * 949], ["1/2", "1"]
    )
    inside("one who should come 0.95 times comes once", text_of(light))
    once = handmade([(1, []), (5, [0])], 2, [rule("a", 1, None)], [level([0, 1], [1, 1, 0])], [[1, 0, 0], [1, 2, 2]])
    inside("a type that comes once", *published(once))
    three = handmade(
        [(40, []), (40, [1]), (40, [0])],
        30,
        [rule("a", 1, 39), rule("b", 1, 39)],
        [level([0, 1, 2], [1, 1, 0, 0])],
        [[10] * 30] * 3,
    )
    exchange(three, 0, 1, 7)
    exchange(three, 0, 2, 7)
    settle(three)
    inside("two types gain as much, and one loses", *published(three))
    exchange(three, 0, 2, 1)
    inside("one type gains most, and one loses", *published(_settled(three)))
    outside("closeness", "a gain that is said to be less", text_of(changed(three, "proof gain most", 1)))
    outside("closeness", "a gain of fewer people", text_of(changed(three, "proof gain entries", 1)))
    outside("closeness", "a loss that is not there", text_of(changed(base, "proof loss", {"entries": 80, "most": 1})))
    outside("closeness", "a bound that is larger", text_of(changed(base, "proof bound", "1/2")))
    outside("closeness", "a bound that is left out", text_of(changed(base, "proof bound", "0")))


def _give(document: Document, times: int) -> None:
    """The first type gives so many appearances to the second, one in each panel as long as there are panels."""
    left = times
    while left > 0:
        left -= exchange(document, 0, 1, left)
    settle(document)


def _settled(document: Document) -> Document:
    settle(document)
    return document


# --- value, draw, previous


def limits_of_the_value() -> None:
    document = everybody()
    inside("a value of 500 characters", *published(document, "x" * 500))
    inside("a value of one character", *published(document, "x"))
    outside("value", "a value of 501 characters", *published(document, "x" * 501))
    outside("value", "an empty value", *published(document, ""))
    outside("value", "a value with a blank outside", *published(document, "x "))
    inside("all numbers the least", *published(document, "1 1 1 1 1 1 1 1"), announcement_of(document))
    inside("all numbers the largest", *published(document, "6 6 6 6 6 6 6 6"), announcement_of(document))
    outside("value", "a number below the least", *published(document, "0 1 1 1 1 1 1 1"), announcement_of(document))
    for name, form in FORMS.items():
        inside(f"numbers that are announced: {name}", text_of(document), _numbers(document, *form))
    for name, form in WRONG_FORMS.items():
        outside("value", f"numbers that are announced wrongly: {name}", text_of(document), _numbers(document, *form))
    one = _numbers(document, 1, 0, 10**6 - 1, "as thrown")
    inside("one number", *published(document, "999999"), one)
    inside("one number of one digit", *published(document, "0"), one)
    outside("value", "two numbers for one", *published(document, "1 2"), one)
    rising = _numbers(document, 6, 1, 49, "ascending")
    inside("rising numbers", *published(document, "6 13 22 31 40 44"), rising)
    outside("value", "the same number twice", *published(document, "6 13 13 31 40 44"), rising)
    outside("value", "an announcement of neither kind", text_of(document), announcement_of(document, form="weather"))
    outside(
        "value", "an announcement of another order", text_of(document), announcement_of(document, order="as we like")
    )
    outside("value", "dice with a round", text_of(document), announcement_of(document, round=7))
    outside("value", "dice with a chain", text_of(document), announcement_of(document, chain="00" * 32))
    inside("a round", text_of(document), drand_announcement_of(document))
    first = {"at": "2023-08-23T15:09:27Z", "round": 1}
    inside("the first round", text_of(document), drand_announcement_of(document, **first))
    outside(
        "value",
        "the round before the first",
        text_of(document),
        drand_announcement_of(document, at="2023-08-23T15:09:24Z", round=0),
    )
    outside("value", "a round without a number", text_of(document), drand_announcement_of(document, round=None))
    outside("value", "a round of numbers", text_of(document), drand_announcement_of(document, count=6))
    outside(
        "value", "a round in another order", text_of(document), drand_announcement_of(document, order="ascending")
    )


# How many numbers, from, to, in which order.
FORMS = {
    "a million values": (1, 0, 10**6 - 1, "as thrown"),
    "a little more than a million pairs": (2, 1, 1415, "ascending"),
    "a hundred": (100, 0, 9, "as thrown"),
    "up to a million": (1, 0, 10**6, "ascending"),
    "from and to": (7, 3, 10, "as thrown"),
    "of which two": (20, 0, 1, "as thrown"),
    "a hundred of four digits": (100, 0, 9999, "as thrown"),
}
WRONG_FORMS = {
    "one value too few": (1, 0, 10**6 - 2, "as thrown"),
    "a little less than a million pairs": (2, 1, 1414, "ascending"),
    "a hundred and one": (101, 0, 9, "as thrown"),
    "up to more than a million": (1, 0, 10**6 + 1, "as thrown"),
    "from more to less": (20, 6, 1, "as thrown"),
    "of which one": (20, 6, 6, "as thrown"),
    "none": (0, 0, 10**6, "as thrown"),
    "a hundred of five digits": (100, 0, 10**4, "as thrown"),
}


def _numbers(document: Document, count: int, low: int, high: int, order: str) -> str:
    """An announcement of such numbers, whether it may be made or not."""
    number = "(0|[1-9][0-9]*)"
    steps = [str(low + (high - low) * place // max(count - 1, 1)) for place in range(count)]
    return announcement_of(
        document,
        count=count,
        low=low,
        high=high,
        order=order,
        pattern=number if count == 1 else f"{number}( {number}){{{count - 1}}}",
        example=" ".join(steps if order == "ascending" else steps[::-1]),
    )


def limits_of_the_draw() -> None:
    """The waiting order, over panels that differ: some take many of a type, some none."""
    table = [[6, 2, 3, 3, 4, 1, 2], [0, 4, 3, 3, 2, 5, 4]]
    document = handmade([(9, []), (9, [0])], 6, [rule("a", None, 5)], [level([0, 1], [1, 1, 0])], table)
    for value in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"):
        inside(f"a draw of seven panels by {value}", *published(document, value))
    crowd = handmade([(30, [])], 3, [], [level([0], [1, 1])], [[3] * 3])
    inside("a draw for which many wait", *published(crowd))
    table = [[2] * 8 + [1] * 2, [0] * 8 + [1] * 2]
    rare = handmade([(27, []), (3, [0])], 2, [rule("a", None, 1)], [level([0, 1], [1, 1, 0])], table)
    for value in ("1", "2", "3", "4"):
        inside(f"a draw of one who is rare by {value}", *published(rare, value))
    hopeless = handmade(
        [(6, []), (2, [0])], 3, [rule("a", 0, 0)], [level([1], []), level([0], [1, 1, 0])], [[3] * 4, [0] * 4]
    )
    result = result_of(hopeless, DICE_VALUE)
    result["waiting"] = result["waiting"][::-1]
    outside("draw", "those who cannot be in wait before others", text_of(hopeless), text_of(result))


def limits_of_what_came_before() -> None:
    follow = wave()
    lottery, result = follow.before
    document = document_of(follow.lottery)
    drawn = published(document)
    outside("previous", "the result before is left out", *drawn, lottery)
    other = text_of(json.loads(result) | {"waiting": json.loads(result)["waiting"][::-1]})
    outside("previous", "the draw before does not hold", *drawn, lottery, other)
    named = changed(document, "rules 0 value", "choir")
    outside("previous", "a rule has another name than before", *published(named), *follow.before)
    swapped = json.loads(canonical(document))
    members = swapped["types"][0]["members"]
    other = next(place for place, kind in enumerate(members) if kind != members[0])
    members[0], members[other] = members[other], members[0]
    outside("previous", "two who wait count for each other's rules", *published(swapped), *follow.before)
    _too_few_wait()
    _only_women_come_in()


def _too_few_wait() -> None:
    """Two women are in, and go, and one waits: all that wait are enough. More men are in than a rule asks for."""
    people = [Entry(f"w{number}", {"gender": "woman"}) for number in range(3)]
    people += [Entry(f"m{number:02}", {"gender": "man"}) for number in range(45)]
    rules = Rules(10, (Quota("gender", "woman", 2, 2), Quota("gender", "man", 3, None)))
    first = solve(Pool(tuple(people)), rules, panels=20)
    result = draw(first, "1")
    gone = {code for code in result.admitted if code.startswith("w")}
    following = follow_up(first, result, gone, panels=20)
    inside("a wave for which too few wait", *published(document_of(following)), first.to_json(), result.to_json())
    asked = changed(changed(everybody(), "rules", [rule("a", 4, None)]), "types 0 adds", [[0, 1]])
    outside("panels", "fewer entries than a rule asks for", text_of(asked))
    inside("a team of two for a rule that asks for one", *published(document_of(_with_a_team_of_two())))


def _only_women_come_in() -> None:
    """Four of the six women who are in go. More men are in than are asked for, and one more may come, but no seat is left."""
    people = [Entry(f"w{number:02}", {"gender": "woman"}) for number in range(12)]
    people += [Entry(f"m{number:02}", {"gender": "man"}) for number in range(30)]
    first = solve(
        Pool(tuple(people)), Rules(10, (Quota("gender", "woman", 6), Quota("gender", "man", 1, 5))), panels=20
    )
    result = draw(first, "1")
    gone = [code for code in result.admitted if code.startswith("w")][:4]
    document = document_of(follow_up(first, result, gone, panels=20))
    inside("a wave in which only women come in", *published(document), first.to_json(), result.to_json())
    # What women claim is all seats without those of men, of whom there are none at least.
    document["proof"]["levels"][1] |= {"claims": [], "tree": [1, 1, -1, 0]}
    inside("a wave with a price on what is kept already", *published(document), first.to_json(), result.to_json())


def _with_a_team_of_two() -> Any:
    team = [Entry(f"team {number}", {"from": "abroad"}, "team") for number in range(2)]
    alone = [
        Entry(f"{where} {number:02}", {"from": where})
        for where, many in (("abroad", 5), ("here", 50))
        for number in range(many)
    ]
    return solve(Pool((*team, *alone)), Rules(6, (Quota("from", "abroad", 1, 2),)), panels=60)


@cache
def limits() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, tuple[str, ...]]]]:
    """What holds, by name, and what does not, with the step that refuses it."""
    for fill in (
        limits_of_the_text,
        limits_of_the_entries,
        limits_of_the_types,
        limits_of_the_panels,
        limits_of_the_fill,
        limits_of_the_levels,
        limits_of_what_is_possible,
        limits_of_closeness,
        limits_of_the_value,
        limits_of_the_draw,
        limits_of_what_came_before,
    ):
        fill()
    return INSIDE, OUTSIDE
