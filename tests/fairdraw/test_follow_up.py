"""Follow-up draws: seats that came free, drawn by those who wait, chained to the draw before."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from fairdraw import BadInput, Entry, Lottery, Pool, Quota, Rules, draw, follow_up, solve, verify
from fairdraw.canonical import canonical
from fairdraw.report import verify_texts
from tests.fairdraw.builders import make_lottery, make_pool, women
from tests.fairdraw.oracle import keeps


def first_draw(value="one"):
    pool = make_pool("abcdef", "ghijkl", teams=[("mn", "o"), ("p", "q"), ("r", "s")])
    lottery = make_lottery(pool, 8, women(4, 5), panels=60)
    return pool, lottery, draw(lottery, value)


def followed(gone_of_admitted=2, gone_of_waiting=1):
    pool, lottery, result = first_draw()
    gone = {*result.admitted[:gone_of_admitted], *result.waiting[:gone_of_waiting]}
    following = follow_up(lottery, result, gone, panels=30)
    return pool, (lottery, result), gone, (following, draw(following, "second"))


def test_free_seats_are_drawn_under_what_is_left_of_the_quotas():
    pool, (_, result), gone, (following, second) = followed()

    inside = [*(code for code in result.admitted if code not in gone), *second.admitted]
    by_code = {entry.code: entry for entry in pool.entries}
    assert len(inside) == 8
    assert keeps([by_code[code] for code in inside], Rules(8, (women(4, 5),)))
    assert following.previous.held == tuple(sorted(set(result.admitted) - gone))


def test_a_follow_up_draw_holds_together_with_the_draw_before():
    _, first, _, second = followed()

    assert verify(*second, first).problems == ()


def test_a_follow_up_draw_alone_does_not_hold():
    _, _, _, second = followed()

    assert verify(*second).step == "previous"


def test_a_follow_up_draw_does_not_hold_with_another_draw_before():
    _, first, _, second = followed()
    other = (first[0], draw(first[0], "another value"))

    assert verify(*second, other).step == "previous"


def test_a_third_draw_follows_the_second():
    _, first, _, second = followed()
    gone = {first[1].admitted[3], second[1].admitted[0]}

    third = follow_up(*second, gone, before=[first[0]], panels=10)
    third_result = draw(third, "third")

    assert verify(third, third_result, second, first).problems == ()
    assert len(third.previous.held) + len(third_result.admitted) == 8


def test_the_rest_of_a_team_stays_in_or_waits_together():
    lottery = make_lottery(make_pool("ab", "cd", teams=[("efg", ""), ("hij", "")]), 4, panels=20)
    result = next(r for r in (draw(lottery, f"v{n}") for n in range(20)) if {"e"} <= set(r.admitted))

    following = follow_up(lottery, result, {"e", "h"}, panels=20)

    assert {"f", "g"} <= set(following.previous.held)
    assert ("i", "j") in [unit for kind in following.types for unit in kind.units]
    assert verify(following, draw(following, "x"), (lottery, result)).problems == ()


def test_if_too_few_wait_for_a_quota_all_that_wait_are_enough():
    # Both women must be in; one goes, no woman waits, so the seat goes to a man.
    lottery = make_lottery(make_pool("ab", "cdefgh"), 4, women(least=2), panels=12)
    result = draw(lottery, "x")

    following = follow_up(lottery, result, {"a"}, panels=12)
    second = draw(following, "y")

    assert set(following.chances().values()) == {Fraction(1, 4)}
    assert verify(following, second, (lottery, result)).problems == ()


def test_the_waiting_are_given_leximin_chances_anew():
    entries = [Entry(f"w{n}", {"g": "w"}) for n in range(4)] + [Entry(f"m{n}", {"g": "m"}) for n in range(12)]
    lottery = solve(Pool(tuple(entries)), Rules(6, (Quota("g", "w", 2, 2),)), panels=60)
    result = draw(lottery, "x")
    woman = next(code for code in result.admitted if code.startswith("w"))

    following = follow_up(lottery, result, {woman}, panels=60)

    chances = following.chances()
    assert {chances[code] for code in chances if code.startswith("w")} == {Fraction(1, 2)}
    assert {chances[code] for code in chances if code.startswith("m")} == {0}


def test_a_code_that_was_not_there_cannot_go():
    _, lottery, result = first_draw()

    with pytest.raises(BadInput, match="'zz' was not in the draw before"):
        follow_up(lottery, result, {"zz"})


def test_without_free_seats_nothing_is_drawn():
    _, lottery, result = first_draw()

    with pytest.raises(BadInput, match="There are 0 free seats"):
        follow_up(lottery, result)


def test_the_result_of_another_lottery_is_refused():
    _, lottery, result = first_draw()

    with pytest.raises(BadInput, match="belongs to another lottery"):
        follow_up(lottery, replace(result, commitment="00" * 32), {result.admitted[0]})


def hold_a_friend(document):
    document["previous"]["held"] = sorted([*document["previous"]["held"], document["types"][0]["codes"][0]])


def forget_one_who_is_in(document):
    document["previous"]["held"].pop()


def count_wrongly(document):
    document["previous"]["counts"][0] -= 1


def declare_gone(document):
    gone = next(code for kind in document["types"] if len(kind["codes"]) > 2 for code in [kind["codes"].pop(0)])
    document["previous"]["gone"] = sorted([*document["previous"]["gone"], gone])


def rename_an_entry(document):
    document["types"][0]["codes"][-1] += "x"


def narrow_a_rule(document):
    document["rules"][0]["most"] -= 1


@pytest.mark.parametrize(
    "edit", [hold_a_friend, forget_one_who_is_in, count_wrongly, declare_gone, rename_an_entry, narrow_a_rule]
)
def test_a_forged_follow_up_is_found_out(edit):
    _, first, _, (following, _) = followed()
    document = json.loads(following.to_json())
    edit(document)
    text = canonical(document) + "\n"
    result = draw(Lottery.from_json(text), "second")

    report = verify_texts(text, result.to_json(), *(part.to_json() for part in first))

    assert not report.holds


def test_a_member_who_counts_otherwise_is_no_bundle():
    _, _, _, (following, _) = followed()
    document = json.loads(following.to_json())
    document["kinds"].append([])
    next(kind for kind in document["types"] if kind["members"])["members"][0] = len(document["kinds"]) - 1

    with pytest.raises(BadInput, match="The lottery is damaged"):
        Lottery.from_json(canonical(document) + "\n")


def test_a_result_that_names_others_than_the_lottery_is_refused():
    _, lottery, result = first_draw()

    with pytest.raises(BadInput, match="names other entries than the lottery"):
        follow_up(lottery, replace(result, waiting=result.waiting[1:]), {result.admitted[0]})


@pytest.mark.parametrize("wrong", [{"seats": 0}, {"seats": 2**53}, {"panels": 0}, {"seconds": -1}])
def test_work_that_cannot_be_asked_for_is_refused(wrong):
    _, lottery, result = first_draw()

    with pytest.raises(BadInput):
        follow_up(lottery, result, {result.admitted[0]}, **wrong)
