"""What stands in lottery.json besides types and panels: how close the panels come, what fills the seats, whole panels."""

import json
from fractions import Fraction

import pytest

from fairdraw import Entry, Lottery, Pool, Result, Rules, draw, solve
from fairdraw.closeness import Deviation, closeness
from fairdraw.proof import Level
from fairdraw.types import Type
from tests.fairdraw.builders import make_lottery, make_pool, women
from tests.fairdraw.test_follow_up import followed
from tests.fairdraw.test_work import LOTTERY_RULES, make_mixed_pool

# 100 teams of three under a quota of 31: ten teams of women make 30, and 33 teams in all 99 of 100 seats.
TEAMS = Pool(
    tuple(Entry(f"{t}-{m}", {"gender": ("woman", "man")[t % 2]}, f"t{t}") for t in range(100) for m in range(3))
)


def unfilled_lottery():
    return solve(TEAMS, Rules(100, (women(most=31),)))


def weighted_lottery():
    return solve(Pool((Entry("a", weight=Fraction(3, 2)), *(Entry(code) for code in "bcdefgh"))), Rules(3))


LOTTERIES = [
    make_lottery,
    lambda: make_lottery(make_pool("abc", "de", teams=[("f", "g"), ("hij", "")]), 5, women(3, 4), panels=6),
    lambda: solve(make_mixed_pool(), LOTTERY_RULES, panels=100),
    unfilled_lottery,
    weighted_lottery,
    lambda: followed()[3][0],
]


@pytest.mark.parametrize("make", LOTTERIES)
def test_a_lottery_is_read_back_as_it_was_and_has_one_text(make):
    lottery = make()
    text = lottery.to_json()

    again = Lottery.from_json(text)

    assert again == lottery
    assert again.to_json() == text
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"


def test_the_bundle_has_these_keys_and_a_place_for_what_comes_later():
    document = json.loads(make_lottery().to_json())

    assert list(document) == [
        "bands", "fill", "filled", "format", "kinds", "method", "panels", "previous", "proof", "rules", "seated", "seats",
        "types", "wishes",
    ]  # fmt: skip
    assert [document[name] for name in ("bands", "seated", "wishes")] == [None, None, None]
    assert list(document["proof"]) == ["bound", "gain", "levels", "loss", "min_chance", "witness"]


def test_a_result_names_the_signature_that_its_value_is_the_hash_of():
    # The SHA-256 of 48 zero bytes.
    value = "17b0761f87b081d5cf10757ccc89f12be355c70e2e29df288b65b30710dcbcd1"

    result = draw(make_lottery(), value, "00" * 48)

    assert json.loads(result.to_json())["signature"] == "00" * 48
    assert Result.from_json(result.to_json()) == result
    assert json.loads(draw(make_lottery(), "1 2 3").to_json())["signature"] is None


def test_seats_that_no_panel_fills_come_with_a_proof():
    lottery = unfilled_lottery()

    assert (lottery.filled, lottery.fill.most) == (99, 99)


def test_filled_seats_need_no_proof():
    assert make_lottery().fill is None


def test_a_proof_by_prices_alone_has_no_such_panels():
    assert solve(make_mixed_pool(), LOTTERY_RULES, panels=100).witness is None


def test_a_proof_over_whole_panels_comes_with_the_panels_that_have_its_chances():
    lottery = make_lottery(make_pool("abcd", "e", teams=[("", "fg")]), 4, women(least=2))

    # e and the team f + g are in every second panel each. Types come by size: e, the women, the team.
    assert (lottery.witness.panels, lottery.witness.shares) == (((0, 2, 1), (1, 3, 0)), (1, 1))


def test_losses_and_gains_are_rounded_up_and_come_with_the_number_of_entries():
    # 3 units of 2 should have 1/3 each: 1 unit in each of 7 panels; they have 6, a loss of 1/7. The others have 1 too many.
    types = [
        Type(2, (), Fraction(1), tuple((f"a{n}", f"b{n}") for n in range(3))),
        Type(1, (), Fraction(2), (("c",), ("d",))),
        Type(1, (), Fraction(1), (("e",),)),
    ]
    levels = [Level(Fraction(1, 3), (0, 1), (), ()), Level(Fraction(0), (2,), (), ())]

    found = closeness(types, [6, 10, 0], 7, levels)

    assert found.loss == Deviation(142858, 6)
    assert found.gain == Deviation(71429, 2)
    assert found.min_chance == Fraction(6, 21)
    assert found.bound == Fraction(1, 3)


def test_nobody_loses_where_the_panels_give_the_chances():
    lottery = make_lottery(make_pool("ab", "cdefgh"), 4, women(least=2), panels=1002)

    assert (lottery.loss, lottery.gain) == (Deviation(0, 0), Deviation(0, 0))
