"""The red team without a script: made-up pools, made-up cheats and made-up proofs, hundreds of them (`make mutate`).

The pools are drawn by Hypothesis, so a cheat that verifies is shown as small as it can be.
"""

from __future__ import annotations

import json
import random
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fairdraw import Entry, Infeasible, Lottery, Pool, Quota, Rules, solve
from fairdraw.verify import check
from tests.fairdraw.cheats.forge import (
    Document,
    add_rule,
    counts_of,
    exchange,
    keeps,
    prove,
    put_counts,
    result_of,
    settle,
    split_off,
    text_of,
    units_of,
)
from tests.fairdraw.cheats.honest import DICE_VALUE

pytestmark = pytest.mark.pure

many = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    derandomize=False,
)


# So many different honest lotteries are made; each is used for many cheats, because making it takes longest.
LOTTERIES = 40


def documents() -> st.SearchStrategy[Document]:
    return st.integers(0, LOTTERIES - 1).map(made).filter(bool).map(json.loads)


@cache
def made(number: int) -> str:
    """An honest lottery of 45 to 90 entries with one to three quotas, some of which bind; empty if there is no such list."""
    dice = random.Random(number)
    people = []
    for place in range(dice.randint(45, 90)):
        answers = {"a": dice.choice("xxxy"), "b": dice.choice("pqr"), "c": dice.choice("mmmmmn")}
        team = f"t{place // 3}" if number % 2 and place % 9 < 3 else None
        people.append(Entry(f"c{place:03}", answers, team=team))
    seats, quotas = dice.randint(10, 30), []
    for name, value in (("a", "y"), ("b", "r"), ("c", "n")):
        there = sum(person.attributes[name] == value for person in people)
        least, most = sorted([dice.randint(0, min(there, seats // 2)), dice.randint(0, there)])
        bounds = dice.choice([(least, None), (None, most), (least, most), (None, None)])
        if there and bounds != (None, None):
            quotas.append(Quota(name, value, *bounds))
    try:
        text = solve(Pool(tuple(people)), Rules(seats, tuple(quotas)), panels=dice.randint(30, 60)).to_json()
    except Infeasible:
        return ""
    return text if json.loads(text)["proof"]["witness"] is None and check(text).holds else ""


def judged(document: Document) -> Any:
    settle(document)
    return check(text_of(document), text_of(result_of(document, DICE_VALUE)))


def step_of(document: Document) -> str | None:
    problems = judged(document).problems
    return problems[0].step if problems else None


@many
@given(documents(), st.randoms(use_true_random=False))
def test_nobody_is_favoured_beyond_what_is_printed(document: Document, dice: random.Random) -> None:
    giver, taker = (dice.randrange(len(document["types"])) for _ in range(2))
    assume(giver != taker)
    before = [sum(counts) for counts in counts_of(document)]
    moved = exchange(document, giver, taker, dice.randrange(1, document["panels"]))
    after = [sum(counts) for counts in counts_of(document)]
    assume(moved)

    too_far = after[giver] < Fraction(9, 10) * before[giver] or after[taker] > Fraction(11, 10) * before[taker] + 2
    assert step_of(document) == "closeness" if too_far else step_of(document) in (None, "closeness")


@many
@given(documents(), st.randoms(use_true_random=False), st.sampled_from(["", "nothing", "all there are"]))
def test_nobody_becomes_a_type_of_one(document: Document, dice: random.Random, by: str) -> None:
    many_units = [number for number, kind in enumerate(document["types"]) if units_of(kind) > 3 and kind["size"] == 1]
    assume(many_units)
    kind = dice.choice(many_units)
    adds = document["types"][kind]["adds"]
    if by:
        rule = add_rule(
            document, {"attribute": "z", "least": None, "most": 1 if by != "nothing" else None, "value": "z"}
        )
        adds = [*document["types"][kind]["adds"], [rule, 1]]
    friend = split_off(document, kind, adds=adds)
    assume(exchange(document, kind, friend, document["panels"]))

    assert step_of(document) == "types"


@many
@given(documents(), st.integers(1, 3))
def test_no_seats_are_withheld(document: Document, withheld: int) -> None:
    table = counts_of(document)
    document["filled"] -= withheld
    for panel in range(document["panels"]):
        for _ in range(withheld):
            for counts in table:
                counts[panel] -= 1
                if counts[panel] >= 0 and keeps_but_for_seats(document, [each[panel] for each in table]):
                    break
                counts[panel] += 1
    assume(all(keeps(document, [counts[panel] for counts in table]) for panel in range(document["panels"])))
    put_counts(document, table)
    prove(document)

    assert step_of(document) == "fill"


def keeps_but_for_seats(document: Document, panel: list[int]) -> bool:
    seats = sum(kind["size"] * count for kind, count in zip(document["types"], panel, strict=True))
    return keeps(document | {"filled": seats}, panel)


@many
@given(documents(), st.randoms(use_true_random=False), st.data())
def test_whatever_proof_holds_has_the_same_values(document: Document, dice: random.Random, data: Any) -> None:
    """The heart of it: other prices, other levels, other orders may be proofs as well, but of the same chances."""
    right = values_of(document)
    levels = document["proof"]["levels"]
    for _ in range(data.draw(st.integers(1, 4))):
        change_proof(levels, len(document["types"]), dice)
    try:
        prove(document)
    except (ZeroDivisionError, IndexError):
        assume(False)
    settle_values(document)

    step = step_of(document)

    if step in (None, "closeness"):
        assert all(abs(value - right[kind]) <= right[kind] / 10**6 for kind, value in values_of(document).items())


def change_proof(levels: list[Document], types: int, dice: random.Random) -> None:
    """One of the things that a forger of proofs can do."""
    with_prices = [level for level in levels if level["tree"]]
    what = dice.randrange(7)
    if what == 0 and with_prices:
        level = dice.choice(with_prices)
        place = dice.randrange(1, len(level["tree"]))
        level["tree"][place] += dice.choice([-100, -10, -1, 1, 10, 100])
    elif what == 1 and with_prices:
        level = dice.choice(with_prices)
        level["tree"] = [1, *(dice.choice([-2, -1, 0, 0, 0, 1, 1, 2]) for _ in level["tree"][1:])]
    elif what == 2 and len(levels) > 1:
        giver, taker = dice.sample(levels, 2)
        if len(giver["types"]) > 1:
            taker["types"] = sorted([*taker["types"], giver["types"].pop(dice.randrange(len(giver["types"])))])
    elif what == 3:
        dice.shuffle(levels)
    elif what == 4:
        level = dice.choice(levels)
        if len(level["types"]) > 1:
            own = level["types"].pop(dice.randrange(len(level["types"])))
            levels.insert(
                levels.index(level) + dice.randrange(2), {**level, "types": [own], "tree": [*level["tree"]]}
            )
    elif what == 5:
        level = dice.choice(levels)
        level |= {"tree": [], "value": "1"}
    elif with_prices:
        scale = dice.choice([2, 1000, 10**9, 10**15])
        level = dice.choice(with_prices)
        level["tree"] = [1, *(scale * price for price in level["tree"][1:])]
        level["tree"][dice.randrange(1, len(level["tree"]))] += 1


def values_of(document: Document) -> dict[int, Fraction]:
    return {kind: Fraction(level["value"]) for level in document["proof"]["levels"] for kind in level["types"]}


def settle_values(document: Document) -> None:
    """Values that are below zero cannot even be written."""
    for level in document["proof"]["levels"]:
        assume(Fraction(level["value"]) >= 0)


@many
@given(documents(), st.randoms(use_true_random=False))
def test_nobody_gets_a_weight_that_is_not_shown(document: Document, dice: random.Random) -> None:
    types = [number for number, kind in enumerate(document["types"]) if units_of(kind) > 3]
    assume(types)
    kind = dice.choice(types)
    friend = split_off(document, kind, weight=f"{10**6 + 1}/{10**6}")
    prove(document)
    assume(exchange(document, kind, friend, document["panels"]) > document["panels"] * 2 // 3)
    assume(values_of(document)[friend] < Fraction(1, 2))

    assert step_of(document) in ("types", "levels", "possible", "closeness")


@many
@given(documents(), st.randoms(use_true_random=False))
def test_nothing_anywhere_can_be_changed(document: Document, dice: random.Random) -> None:
    honest = text_of(document)
    place: Any = document
    while isinstance(place, dict | list) and place:
        key = dice.choice(list(place) if isinstance(place, dict) else range(len(place)))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner:
            break
        place = inner
    place[key] = dice.choice(
        [None, 0, 1, 2, inner * 2 if isinstance(inner, int) else 3, "0", "1/3", "x", [], {}, [0], True, -1]
    )

    assert text_of(document) == honest or not check(text_of(document)).holds or is_another_honest_one(document)


def is_another_honest_one(document: Document) -> bool:
    """A rule may have another name, a code too: that is another lottery, and as fair."""
    lottery = Lottery.from_json(text_of(document))
    return len({code for kind in lottery.types for unit in kind.units for code in unit}) == lottery.entries
