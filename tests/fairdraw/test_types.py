"""Entries that look alike to every rule that can bind are one type, whatever else they answered."""

from fairdraw import Entry, Lottery, Pool, Quota, Rules, draw, follow_up, solve
from fairdraw.types import can_bind, collapse, effective_bounds
from tests.fairdraw.builders import make_lottery, make_pool, women


def shoes(*quotas, team=None):
    """Three women and three men with shoes of size 40, and one man with shoes of size 48."""
    entries = [Entry(code, {"gender": "woman" if code < "d" else "man", "shoe": "40"}, team) for code in "abcdef"]
    return Pool((*entries, Entry("z", {"gender": "man", "shoe": "48"}, team))), quotas


def sizes_of(pool, quotas, seats=7):
    return [[unit[0] for unit in kind.units] for kind in collapse(pool, quotas, seats)]


def test_a_rule_that_binds_nothing_makes_no_type_of_ones_own():
    pool, quotas = shoes(women(2), Quota("shoe", "48", least=0))

    assert sizes_of(pool, quotas) == [["d", "e", "f", "z"], ["a", "b", "c"]]


def test_a_rule_that_allows_as_many_as_there_are_binds_nothing():
    pool, quotas = shoes(Quota("shoe", "48", most=1))

    assert sizes_of(pool, quotas) == [["a", "b", "c", "d", "e", "f", "z"]]


def test_a_rule_that_allows_as_many_as_there_are_seats_binds_nothing():
    pool, quotas = shoes(Quota("shoe", "40", most=5))

    assert len(sizes_of(pool, quotas, seats=5)) == 1
    assert len(sizes_of(pool, quotas, seats=6)) == 2


def test_a_rule_that_allows_fewer_than_there_are_or_asks_for_any_binds():
    pool, _ = shoes()

    assert len(sizes_of(pool, [Quota("shoe", "48", most=0)])) == 2
    assert len(sizes_of(pool, [Quota("shoe", "48", least=1)])) == 2


def test_what_each_entry_counts_towards_stays_known_where_the_rule_binds_nothing():
    pool, quotas = shoes(women(2), Quota("shoe", "48", least=0))

    lottery = solve(pool, Rules(4, quotas))

    assert lottery.counts() == (3, 1)
    assert [lottery.hits_of(code) for code in "adz"] == [(0,), (), (1,)]
    assert lottery.hits_of("nobody") is None
    assert [bool(kind.members) for kind in lottery.types] == [True, False]
    assert Lottery.from_json(lottery.to_json()) == lottery


def test_teams_of_a_rule_that_binds_nothing_are_one_type():
    entries = [
        Entry(f"{team}{place}", {"shoe": "48" if team == "a" else "40"}, team) for team in "ab" for place in "xy"
    ]

    (kind,) = collapse(Pool(tuple(entries)), [Quota("shoe", "48", most=9)], 4)

    assert (kind.adds, kind.units) == ((0,), (("ax", "ay"), ("bx", "by")))
    assert kind.members == (((0,), (0,)), ((), ()))


def test_those_who_are_in_use_a_rule_up_for_those_who_wait():
    # At most 2 of 3 with long hair, and 2 are in: the third has no chance as long as both stay.
    long, short = {"hair": "long"}, {"hair": "short"}
    pool = Pool(tuple(Entry(code, long if code in "abc" else short) for code in "abcdefgh"))
    lottery = solve(pool, Rules(4, (Quota("hair", "long", least=1, most=2),)), panels=60)
    result = next(r for r in (draw(lottery, f"v{n}") for n in range(60)) if len(set("abc") & set(r.admitted)) == 2)
    gone = {next(code for code in result.admitted if code not in "abc")}

    following = follow_up(lottery, result, gone, panels=10)

    left = next(iter(set("abc") & set(result.waiting)))
    assert following.chances()[left] == 0
    assert len(following.types) == 2


def test_a_rule_that_is_met_by_those_who_are_in_tells_the_waiting_apart_no_more():
    lottery = make_lottery(make_pool("abcd", "efgh"), 4, women(least=2), panels=60)
    result = next(r for r in (draw(lottery, f"v{n}") for n in range(60)) if len(set("abcd") & set(r.admitted)) == 2)
    man = next(code for code in result.admitted if code in "efgh")

    following = follow_up(lottery, result, {man}, panels=10)

    assert len(following.types) == 1
    assert {code: following.hits_of(code) for code in following.chances()} == {
        code: lottery.hits_of(code) for code in result.waiting
    }


def test_bounds_are_what_is_left_of_the_rules():
    quotas = [Quota("a", "x", least=3), Quota("a", "y", most=5), Quota("b", "x", 2, 4)]

    assert effective_bounds(quotas, [9, 9, 9]) == [(3, 9), (0, 5), (2, 4)]
    assert effective_bounds(quotas, [1, 2, 9], [1, 4, 3]) == [(1, 1), (0, 1), (0, 1)]
    assert can_bind(quotas, [9, 5, 9], 9) == [True, False, True]
    assert can_bind(quotas, [1, 2, 9], 9, [3, 0, 2]) == [False, False, True]
