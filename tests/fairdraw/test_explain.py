"""What explain says about rules that cannot be met, and what the others cost."""

from fractions import Fraction

from fairdraw import Change, Entry, Pool, Quota, Rules, explain, solve
from tests.fairdraw.builders import make_pool, women
from tests.fairdraw.test_work import LOTTERY_RULES, make_mixed_pool


def test_the_smallest_changes_and_every_single_alternative_are_named():
    # 3 founders and 3 students are asked for, but there are 4 seats.
    pool = Pool(
        tuple(Entry(f"f{n}", {"role": "founder"}) for n in range(5))
        + tuple(Entry(f"s{n}", {"role": "student"}) for n in range(5))
    )
    founder, student = Quota("role", "founder", 3, None), Quota("role", "student", 3, None)

    explanation = explain(pool, Rules(4, (founder, student)))

    assert not explanation.feasible
    assert explanation.moved == 2
    assert explanation.alternatives == (
        Change(None, "most", 4, 6),
        Change(founder, "least", 3, 1),
        Change(student, "least", 3, 1),
    )


def test_an_upper_bound_that_is_too_low_can_be_raised_instead():
    # The team of two women is the only way to seat a woman.
    pool = make_pool("", "cdef", teams=[("ab", "")])

    explanation = explain(pool, Rules(3, (women(1, 1),)))

    assert set(explanation.alternatives) == {
        Change(women(1, 1), "least", 1, 0),
        Change(women(1, 1), "most", 1, 2),
    }


def test_each_change_that_is_named_makes_the_rules_possible():
    pool = make_mixed_pool(60)
    quotas = (
        Quota("role", "founder", 14, None),
        Quota("gender", "m", 16, None),
        Quota("region", "abroad", None, 1),
    )
    rules = Rules(20, (*quotas, Quota("role", "student", 5, None), Quota("gender", "w", 8, None)))

    explanation = explain(pool, rules)

    assert not explanation.feasible
    for change in explanation.alternatives:
        assert explain(pool, changed(rules, (change,))).feasible
    assert explain(pool, changed(rules, explanation.changes)).feasible


def changed(rules, changes):
    seats, quotas = rules.seats, {quota.name: quota for quota in rules.quotas}
    for change in changes:
        if change.quota is None:
            seats = change.then
            continue
        old = quotas[change.quota.name]
        sides = {"least": old.least, "most": old.most} | {change.side: change.then}
        quotas[old.name] = Quota(old.attribute, old.value, sides["least"], sides["most"])
    return Rules(seats, tuple(quotas.values()))


def test_the_cost_of_a_rule_is_what_solving_without_it_gives():
    pool = make_mixed_pool()

    explanation = explain(pool, LOTTERY_RULES)

    assert explanation.costs
    for cost in explanation.costs:
        without = changed(LOTTERY_RULES, (Change(cost.quota, cost.side, 0, None),))
        assert solve(pool, without, panels=50).bound == cost.without
        assert cost.chance == explanation.bound < cost.without


def test_a_rule_without_a_price_costs_nothing():
    pool = make_mixed_pool()
    dear = {cost.quota.name for cost in explain(pool, LOTTERY_RULES).costs}
    cheap = next(quota for quota in LOTTERY_RULES.quotas if quota.name not in dear)

    rest = tuple(quota for quota in LOTTERY_RULES.quotas if quota != cheap)

    assert explain(pool, Rules(60, rest)).bound == explain(pool, LOTTERY_RULES).bound


def test_the_cost_in_a_small_pool_is_worked_out_over_whole_panels():
    explanation = explain(make_pool("ab", "cdefgh"), Rules(4, (women(least=2),)))

    assert [(cost.side, cost.chance, cost.without) for cost in explanation.costs] == [
        ("least", Fraction(1, 3), Fraction(1, 2))
    ]


def test_a_team_that_no_panel_can_hold_is_named_with_the_reason():
    pool = make_pool("abcdefg", "hijklmn", teams=[("opq", "")])

    explanation = explain(pool, Rules(8, (women(None, 2),)))

    assert [(each.units, each.reason) for each in explanation.impossible] == [
        ((("o", "p", "q"),), "No panel can hold a team of 3 with 3 × “gender = woman”: at most 2 may be in.")
    ]


def test_seats_that_cannot_be_filled_are_explained_by_the_quota():
    explanation = explain(make_pool("abcdef", "gh"), Rules(6, (women(None, 3),)))

    assert (explanation.filled, explanation.unfilled) == (
        5,
        "Only 5 of 6 seats can be filled, because of “gender = woman” (at most 3).",
    )


def test_seats_that_cannot_be_filled_are_explained_by_the_teams():
    explanation = explain(make_pool(teams=[("ab", ""), ("cd", "")]), Rules(3))

    assert explanation.unfilled == (
        "Only 2 of 3 seats can be filled, because the sizes of the teams do not add up to more."
    )


def test_the_bounds_of_a_rule_are_said_as_the_verifier_says_them():
    said = [quota.bounds for quota in (women(2, 1300), women(2), women(most=3), women())]

    assert said == ["at least 2, at most 1,300", "at least 2", "at most 3", "no bound"]


def test_all_of_it_can_be_read_as_text():
    text = explain(make_pool("ab", "cdefgh"), Rules(4, (women(least=2),))).text()

    assert text.splitlines() == [
        "The rules can be met: 4 of 4 seats are filled.",
        "The largest possible smallest chance is 33.3333%.",
        "It costs: “gender = woman”, at least 2: without it the smallest chance would be 50.0000% "
        "instead of 33.3333%.",
        "gender = woman: at least 2; 2 entries.",
    ]
