"""The draw step: vectors shared with the JavaScript twin, and chances counted over panels and values."""

import json
import shutil
import subprocess
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

import fairdraw
from fairdraw import BadInput, Lottery, commit, draw
from fairdraw.people import further_panels, normalise, number_below, seed_of
from fairdraw.verify import check
from tests.fairdraw.builders import make_lottery, make_pool, women
from tests.fairdraw.cheats.forge import lottery_of, text_of
from tests.fairdraw.draw_vectors import VECTORS

TWIN = Path(fairdraw.__file__).with_name("draw.js")
RUN_TWIN = """
import { readFileSync } from "node:fs";
import { draw, normalise, numberBelow, parse } from %s;
const vectors = JSON.parse(readFileSync(0, "utf8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
console.log(JSON.stringify({
  normalise: vectors.normalise.map(({ value }) => ({ value, normal: normalise(value) })),
  number_below: vectors.number_below.map(({ seed, end }) =>
    ({ seed, end, number: numberBelow(bytes(seed), end) })),
  draws: vectors.draws.map(({ lottery, values }) =>
    ({ lottery, values, results: values.map((value) => draw(parse(lottery.trimEnd()), ...value)) })),
}));
"""


def test_python_draws_as_the_vectors_say():
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))

    for case in vectors["draws"]:
        lottery = Lottery.from_json(case["lottery"])
        results = [json.loads(draw(lottery, *value).to_json()) for value in case["values"]]
        assert results == case["results"]
    for case in vectors["normalise"]:
        assert normalise(case["value"]) == case["normal"]
    for case in vectors["number_below"]:
        assert number_below(bytes.fromhex(case["seed"]), case["end"]) == case["number"]


def test_javascript_draws_as_the_vectors_say():
    node = shutil.which("node") or shutil.which("node", path=Path(".venv/bin"))
    assert node, "Node is needed to test the twin in JavaScript."
    text = VECTORS.read_text(encoding="utf-8")

    command = [node, "--input-type=module", "-e", RUN_TWIN % json.dumps(TWIN.as_uri())]
    answer = subprocess.run(command, input=text, capture_output=True, text=True, check=True, encoding="utf-8")

    assert json.loads(answer.stdout) == json.loads(text)


@pytest.mark.parametrize("value", ["", " ", "\u2003\n\x85"])
def test_a_value_of_blanks_is_refused(value):
    with pytest.raises(BadInput, match="The public value is empty"):
        normalise(value)


def test_the_way_a_value_is_typed_makes_no_difference():
    lottery = make_lottery()

    assert draw(lottery, "12 Cafe\u0301") == draw(lottery, "\t12 \u00a0 Caf\u00e9\r\n")


def test_another_lottery_or_value_gives_another_seed():
    first, second = commit(make_lottery(panels=10)), commit(make_lottery(panels=11))

    seeds = {seed_of(commitment, value) for commitment in (first, second) for value in ("one", "two")}
    assert len(seeds) == 4


def test_over_all_panels_every_type_is_in_as_often_as_announced():
    lottery = make_lottery(make_pool("abcd", "efghijkl", teams=[("mn", "o"), ("p", "q")]), 7, women(3, 4))

    table = lottery.table()

    announced = lottery.type_chances()
    for number, kind in enumerate(lottery.types):
        assert Fraction(int(table[:, number].sum()), lottery.panels * len(kind.units)) == announced[number]


def test_over_many_values_every_panel_number_comes_as_often():
    # 10 numbers, 4,000 draws: chi-square with 9 degrees of freedom is below 33.7 in 9,999 of 10,000 cases.
    seeds = [seed_of("00" * 32, f"value {number}") for number in range(4000)]

    counts = Counter(number_below(seed, 10) for seed in seeds)

    assert sum((counts[number] - 400) ** 2 / 400 for number in range(10)) < 33.7


def test_within_a_type_every_order_comes_as_often():
    # 24 orders, 4,800 draws: chi-square with 23 degrees of freedom is below 56 in 9,999 of 10,000 cases.
    lottery = make_lottery(make_pool("abcd"), 4, panels=1)

    orders = Counter(draw(lottery, f"value {number}").admitted for number in range(4800))

    assert len(orders) == 24
    assert sum((count - 200) ** 2 / 200 for count in orders.values()) < 56


def test_further_panels_are_all_but_the_drawn_one_in_an_order_of_the_seed():
    orders = {tuple(further_panels(bytes([number]) * 32, 3, 6)) for number in range(40)}

    assert all(sorted(order) == [0, 1, 2, 3, 4, 5] and order[-1] == 3 for order in orders)
    assert len(orders) > 30


def test_who_waits_is_taken_in_the_order_of_further_panels():
    # Each panel takes 1 of 2 women and 1 of 4 men: the other woman and one man come before the last two men.
    lottery = make_lottery(make_pool("ab", "cdef"), 2, women(least=1, most=1))

    for number in range(40):
        waiting = draw(lottery, f"value {number}").waiting
        assert len(set(waiting[:2]) & set("ab")) == 1


# Two people, each alone in two interests, have the same chance as all others: 10 of 50. The panels of one are spread over the
# list, those of the other lie side by side.
SPREAD, BESIDE = "spread", "beside"
ALIKE = tuple(f"n{number:02}" for number in range(18))


def two_alone_among_many(panels=200):
    spread = [int(panel % 5 == 0) for panel in range(panels)]
    beside = [int(panel < panels // 5) for panel in range(panels)]
    rest = [4 - one - other for one, other in zip(spread, beside, strict=True)]
    tens = {name: [f"{name}{number}" for number in range(10)] for name in "abc"}
    types = [
        ([], ALIKE, rest),
        ([[2, 1]], tens["c"], [2] * panels),
        ([[1, 1]], tens["b"], [2] * panels),
        ([[0, 1]], tens["a"], [2] * panels),
        ([[0, 1], [2, 1]], [BESIDE], beside),
        ([[0, 1], [1, 1]], [SPREAD], spread),
    ]
    level = {"claims": [], "tree": [1, 1, 0, 0, 0], "types": [*range(6)], "value": "1/5"}
    rules = [(f"interest {number}", 9) for number in range(3)]
    return Lottery.from_json(text_of(lottery_of(10, rules, types, [level])))


@pytest.fixture(scope="module")
def moved_up():
    """How often each code is among the first 4 of the waiting list, of 3,000 values."""
    lottery = two_alone_among_many()
    assert check(lottery.to_json()).holds
    return Counter(code for number in range(3000) for code in draw(lottery, f"value {number}").waiting[:4])


def test_how_soon_one_moves_up_does_not_depend_on_where_ones_panels_are_in_the_list(moved_up):
    # Some 210 each: the difference has a standard deviation of 20. In the order of the list it would be some 150.
    assert abs(moved_up[SPREAD] - moved_up[BESIDE]) < 70


def test_who_is_alone_of_a_type_moves_up_hardly_later_than_who_has_many_alike(moved_up):
    # Who is alone may be in already when a further panel holds them: so 0.8 of the rate of the others.
    alone = (moved_up[SPREAD] + moved_up[BESIDE]) / 2
    among_many = sum(moved_up[code] for code in ALIKE) / len(ALIKE)

    assert 0.65 < alone / among_many < 0.95
