"""What quotas would do: told before anybody is drawn."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from einlass.admission.attributes import Attribute, Value, of_attribute
from einlass.admission.coming import Coming
from einlass.admission.quota_effect import Wanted, effect_of
from einlass.admission.quota_pool import QuotaPool

NOBODY = Coming(0, {}, {})
VALUES = ("a", "b", "c")


def make_attribute(key, kind="choice"):
    return Attribute(key, {"en": key.title()}, kind, [Value(value, {"en": value.upper()}) for value in VALUES])


ONE, SOME = make_attribute("one"), make_attribute("some", "multiple")
BOTH = [ONE, SOME]


def make_pool(people, *, seats, coming=NOBODY):
    """people: (value of one, values of some, number)."""
    answered = [((one,) if one else (), tuple(some)) for one, some, _number in people]
    units = [((place,), number) for place, (_one, _some, number) in enumerate(people)]
    return QuotaPool(seats, answered, units, coming)


def named(effect):
    return {(one.attribute, one.value): round(one.chance, 4) for one in effect.changes}


def test_without_quotas_everybody_has_the_same_chance():
    pool = make_pool([("a", "", 10), ("b", "a", 30)], seats=10)

    effect = effect_of([], pool, BOTH)

    assert (effect.can_be_met, effect.smallest, effect.equal) == (True, 0.25, 0.25)
    assert named(effect) == {("one", "a"): 0.25, ("one", "b"): 0.25, ("some", "a"): 0.25}
    assert (effect.gaining(), effect.losing()) == ([], [])


def test_who_gains_who_loses_and_what_it_costs():
    pool = make_pool([("a", "", 10), ("b", "", 30)], seats=10)

    effect = effect_of([Wanted("one", "a", least=4), Wanted("one", "b", most=9)], pool, BOTH)

    assert [(one.name, round(one.difference, 3)) for one in effect.gaining()] == [("One: A", 0.15)]
    assert [(one.name, round(one.difference, 3)) for one in effect.losing()] == [("One: B", -0.05)]
    first, second = effect.lines
    assert (first.name, first.by_lot, round(first.gets, 6), first.without) == ("One: A", 2.5, 4, 0.25)
    assert (second.by_lot, round(second.gets, 6), second.without) == (7.5, 6, None)


def test_several_answers_count_towards_several_quotas():
    pool = make_pool([("", "ab", 2), ("", "c", 20)], seats=4)

    effect = effect_of([Wanted("some", "a", least=2), Wanted("some", "b", least=2)], pool, BOTH)

    assert effect.can_be_met
    assert named(effect)["some", "a"] == 1


def test_over_everybody_those_who_are_coming_count():
    coming = Coming(8, {("one", "a"): 3}, {"one": 4})
    pool = make_pool([("a", "", 10), ("b", "", 30)], seats=10, coming=coming)

    effect = effect_of([Wanted("one", "a", least=7, scope="everybody")], pool, BOTH)

    assert round(named(effect)["one", "a"], 6) == 0.4
    assert effect.unknown == [("One", 4)]
    assert (effect.lines[0].by_lot, round(effect.lines[0].gets, 6)) == (5.5, 7)


def test_an_upper_bound_that_is_passed_already_is_named():
    coming = Coming(8, {("one", "a"): 3}, {})
    pool = make_pool([("a", "", 10), ("b", "", 30)], seats=10, coming=coming)

    effect = effect_of([Wanted("one", "a", most=2, scope="everybody")], pool, BOTH)

    assert effect.exceeded == ["One: A"]
    assert (named(effect)["one", "a"], effect.hopeless, effect.smallest) == (0, 10, 0)


def test_a_value_that_nobody_gave_is_no_silent_wish():
    pool = make_pool([("a", "", 10)], seats=5)

    effect = effect_of([Wanted("one", "b", least=1)], pool, BOTH)

    assert not effect.can_be_met
    assert [(one.name, one.side, one.now, one.then) for one in effect.alone] == [("One: B", "least", 1, None)]


def test_more_seats_are_named_where_they_would_do():
    pool = make_pool([("a", "", 10), ("b", "", 10)], seats=5)

    effect = effect_of([Wanted("one", "a", least=4), Wanted("one", "b", least=4)], pool, BOTH)

    assert (effect.can_be_met, effect.more_seats) == (False, 8)


def test_without_people_or_seats_there_is_nothing_to_say():
    assert effect_of([], make_pool([], seats=5), BOTH) is None
    assert effect_of([], make_pool([("a", "", 10)], seats=0), BOTH) is None


def test_a_quota_on_an_attribute_that_is_gone_is_left_out():
    pool = make_pool([("a", "", 10)], seats=5)

    assert effect_of([Wanted("gone", "a", least=9), Wanted("one", "z", most=0)], pool, BOTH).can_be_met


people = st.lists(
    st.tuples(st.sampled_from(["", *VALUES]), st.sets(st.sampled_from(VALUES)).map(sorted), st.integers(1, 9)),
    min_size=1,
    max_size=6,
)
quotas = st.dictionaries(
    st.tuples(st.sampled_from(["one", "some"]), st.sampled_from(VALUES)),
    st.tuples(
        st.none() | st.integers(0, 12), st.none() | st.integers(0, 12), st.sampled_from(["draw", "everybody"])
    ).filter(lambda bounds: None in bounds[:2] or bounds[0] <= bounds[1]),
    min_size=1,
    max_size=4,
)
coming_numbers = st.dictionaries(
    st.tuples(st.sampled_from(["one", "some"]), st.sampled_from(VALUES)), st.integers(1, 5), max_size=3
)


@settings(max_examples=60)
@given(people=people, asked=quotas, seats=st.integers(1, 12), coming=coming_numbers)
def test_each_change_that_is_offered_makes_the_quotas_possible(people, asked, seats, coming):
    pool = make_pool(people, seats=seats, coming=Coming(sum(coming.values()), coming, {}))
    wanted = {key: Wanted(*key, *bounds) for key, bounds in asked.items()}
    effect = effect_of(wanted.values(), pool, BOTH)
    assume(not effect.can_be_met)

    for shift in effect.alone:
        assert effect_of((wanted | {shift.wanted.key: shift.applied()}).values(), pool, BOTH).can_be_met
    together = dict(wanted)
    for shift in effect.together:
        before = together[shift.wanted.key]
        together[shift.wanted.key] = Wanted(
            *before.key,
            least=shift.then if shift.side == "least" else before.least,
            most=shift.then if shift.side == "most" else before.most,
            scope=before.scope,
        )
    assert effect.together
    assert effect_of(together.values(), pool, BOTH).can_be_met


@settings(max_examples=40)
@given(people=people, asked=quotas, seats=st.integers(1, 12))
def test_expected_seats_keep_every_quota(people, asked, seats):
    pool = make_pool(people, seats=seats)
    wanted = [Wanted(key[0], key[1], least, most) for key, (least, most, _scope) in asked.items()]
    effect = effect_of(wanted, pool, BOTH)
    assume(effect.can_be_met)

    for line in effect.lines:
        assert line.gets >= (line.least or 0) - 1e-6
        assert line.most is None or line.gets <= line.most + 1e-6
    assert effect.smallest <= effect.filled / pool.people + 1e-9


def test_teams_are_counted_whole():
    # One team of an A and a B, four A alone; two seats: half of the outcomes have the team.
    pool = QuotaPool(2, [(("a",), ()), (("b",), ())], [((0, 1), 1), ((0,), 4)], NOBODY)

    effect = effect_of([Wanted("one", "b", least=1)], pool, BOTH)

    assert named(effect)["one", "b"] == pytest.approx(1)
    assert effect.hopeless == 4


@pytest.mark.parametrize(("attribute", "name"), [("Gender", "Gender: Woman"), ("Who are you?", "Who are you? Woman")])
def test_after_a_question_stands_no_colon(attribute, name):
    assert of_attribute(attribute, "Woman") == name
