"""The five verbs together, on cases small enough to work out by hand."""

import subprocess
import sys
from fractions import Fraction

import pytest

from fairdraw import (
    BadInput,
    Entry,
    Infeasible,
    Lottery,
    Pool,
    Quota,
    Result,
    Rules,
    commit,
    draw,
    explain,
    solve,
    verify,
)
from tests.fairdraw.builders import make_lottery, make_pool, women


def test_without_quotas_everyone_has_the_same_chance():
    lottery = make_lottery(make_pool("ab", "cdefgh"), 4)

    assert set(lottery.chances().values()) == {Fraction(1, 2)}
    assert lottery.gap == 0


def test_a_quota_bends_the_chances_no_more_than_it_must():
    # 2 of 2 women must be in, so 2 seats are left for 6 men.
    lottery = make_lottery(make_pool("ab", "cdefgh"), 4, women(least=2), panels=1002)

    chances = lottery.chances()
    assert [chances[code] for code in "abc"] == [1, 1, Fraction(1, 3)]


def test_a_draw_holds_before_the_verifier():
    lottery = make_lottery(make_pool("abcd", "efghij", teams=[("kl", "m"), ("n", "op")]), 7, women(3, 4))

    result = draw(lottery, "6 13 22 31 40 44")

    assert verify(lottery, result).problems == ()
    assert sorted(result.admitted + result.waiting) == list("abcdefghijklmnop")
    assert len(result.admitted) == 7


def test_a_team_is_in_or_waits_as_a_whole():
    pool = make_pool("ab", "cd", teams=[("efg", ""), ("h", "i")])
    lottery = make_lottery(pool, 5)

    for number in range(50):
        result = draw(lottery, f"value {number}")
        text = "".join(result.admitted) + " " + "".join(result.waiting)

        assert "efg" in text
        assert "hi" in text


def test_more_seats_than_entries_let_everyone_in():
    lottery = make_lottery(make_pool("ab"), 5)

    assert lottery.filled == 2
    assert draw(lottery, "x").waiting == ()


def test_a_pool_without_entries_is_refused():
    with pytest.raises(BadInput, match="There are no entries"):
        Pool(())


def test_a_team_larger_than_the_seats_is_named_as_impossible():
    pool = make_pool("ab", teams=[("cdef", "")])

    explanation = explain(pool, Rules(3))

    assert [impossible.units for impossible in explanation.impossible] == [(("c", "d", "e", "f"),)]
    assert make_lottery(pool, 3).chances()["c"] == 0


def test_rules_that_clash_are_refused_with_the_smallest_change():
    pool = make_pool("ab", "cdef")

    with pytest.raises(Infeasible) as refusal:
        solve(pool, Rules(2, (women(least=2), Quota("gender", "man", 1, None))))

    assert refusal.value.explanation.moved == 1


def test_a_weight_of_two_doubles_the_chance():
    pool = Pool((Entry("a", weight=2), *(Entry(code) for code in "bcdefgh")))

    lottery = solve(pool, Rules(3))

    assert lottery.chances()["a"] == 2 * lottery.chances()["b"]


def test_lottery_and_result_survive_their_text():
    lottery = make_lottery(make_pool("abcd", "efgh", teams=[("i", "j")]), 5, women(2, 3))
    result = draw(lottery, "  two\u00a0 words ")

    assert Lottery.from_json(lottery.to_json()) == lottery
    assert Result.from_json(result.to_json()) == result
    assert result.value == "two words"
    assert result.commitment == commit(lottery)


def test_the_library_leaves_django_out():
    code = "import sys, fairdraw, fairdraw.cli; print('django' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout == "False\n"


def test_the_example_worked_by_hand_in_the_docs():
    lottery = make_lottery(make_pool("abcd", "e", teams=[("", "fg")]), 4, women(least=2))

    chances = lottery.chances()

    assert {chances[code] for code in "abcd"} == {Fraction(5, 8)}
    assert {chances[code] for code in "efg"} == {Fraction(1, 2)}


def test_the_team_of_the_example_cannot_be_in_with_one_more_woman():
    explanation = explain(make_pool("abcd", "e", teams=[("", "fg")]), Rules(4, (women(least=3),)))

    assert [impossible.units for impossible in explanation.impossible] == [(("f", "g"),)]
