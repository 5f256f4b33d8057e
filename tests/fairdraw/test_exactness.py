"""On random small pools everything is compared with brute force in fractions."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from fairdraw import BadInput, Entry, Infeasible, Pool, Quota, Rules, draw, explain, solve, verify
from fairdraw.feasible import fill, filled
from fairdraw.leximin import chances, leximin
from fairdraw.proof import short_fractions
from fairdraw.solver import maximise
from fairdraw.types import check_rules, collapse, in_numbers, sorted_quotas
from tests.fairdraw.oracle import keeps, leximin_by_brute_force, outcomes, units_of
from tests.fairdraw.test_work import LOTTERY_RULES, make_mixed_pool

WEIGHTS = [1, 1, 1, 2, Fraction(1, 2)]
EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def draws(choose, weighted=False):
    """A pool of two to eight units with two attributes, and rules that may or may not be met."""
    teams = choose(st.lists(st.sampled_from([1, 1, 1, 2, 2, 3]), min_size=2, max_size=8))
    entries = []
    for number, size in enumerate(teams):
        weight = choose(st.sampled_from(WEIGHTS)) if weighted else 1
        for _ in range(size):
            answers = {"a": choose(st.sampled_from("xyz")), "b": choose(st.sampled_from("pq"))}
            code = f"c{len(entries)}"
            entries.append(Entry(code, answers, f"team {number}" if size > 1 else None, weight))
    pool = Pool(tuple(entries))
    quotas = []
    for name, values in (("a", "xyz"), ("b", "pq"), ("a & b", ["x & p", "y & q"])):
        for value in values:
            if choose(st.integers(0, 3)) == 0:
                least = choose(st.one_of(st.none(), st.integers(0, 2)))
                most = choose(st.one_of(st.none(), st.integers(least or 0, 4)))
                quotas.append(Quota(name, value, least, most))
    return pool, Rules(choose(st.integers(1, len(entries))), tuple(quotas))


def solved(pool, rules, panels=120):
    try:
        return solve(pool, rules, panels=panels)
    except (BadInput, Infeasible):
        assume(False)


def ideal_chances(lottery):
    """What leximin gives to each code, before it is rounded to panels."""
    value = {kind: level.value for level in lottery.levels for kind in level.types}
    return {
        code: value[number] * kind.weight
        for number, kind in enumerate(lottery.types)
        for unit in kind.units
        for code in unit
    }


@EXAMPLES
@given(draws())
def test_the_chances_are_exactly_leximin(case):
    lottery = solved(*case)

    assert ideal_chances(lottery) == leximin_by_brute_force(*case)


@EXAMPLES
@given(draws(weighted=True))
def test_with_weights_the_chances_per_weight_are_exactly_leximin(case):
    lottery = solved(*case)

    assert ideal_chances(lottery) == leximin_by_brute_force(*case)


@EXAMPLES
@given(draws())
def test_rules_are_refused_exactly_when_no_outcome_keeps_them(case):
    pool, rules = case
    try:
        possible = explain(pool, rules).feasible
    except BadInput:
        possible = None

    assume(possible is not None)
    assert possible == bool(outcomes(units_of(pool), rules))


@EXAMPLES
@given(draws(weighted=True))
def test_every_panel_keeps_the_rules_and_the_draw_holds(case):
    pool, rules = case
    lottery = solved(pool, rules)
    by_code = {entry.code: entry for entry in pool.entries}

    for value in ("one", "two", "three"):
        result = draw(lottery, value)

        assert verify(lottery, result).problems == ()
        assert keeps([by_code[code] for code in result.admitted], rules)
        assert sorted(result.admitted + result.waiting) == sorted(by_code)


@EXAMPLES
@given(draws(weighted=True))
def test_the_panels_give_the_chances_but_for_one_panel_of_each_kind(case):
    lottery = solved(*case)

    distance = Fraction(len(lottery.types) + 1, lottery.panels)
    given_chances, ideal = lottery.chances(), ideal_chances(lottery)
    assert all(abs(given_chances[code] - ideal[code]) <= distance for code in ideal)


@EXAMPLES
@given(draws(), st.randoms(use_true_random=False))
def test_order_and_names_make_no_difference(case, dice):
    pool, rules = case
    lottery = solved(pool, rules)
    entries, quotas = list(pool.entries), list(rules.quotas)
    dice.shuffle(entries)
    dice.shuffle(quotas)
    other_names = {entry.code: f"new {number}" for number, entry in enumerate(entries)}
    renamed = tuple(
        Entry(other_names[entry.code], entry.attributes, entry.team and f"the {entry.team}") for entry in entries
    )

    again = solve(Pool(tuple(entries)), Rules(rules.seats, tuple(quotas)), panels=120)
    other = solve(Pool(renamed), rules, panels=120)

    assert again.to_json() == lottery.to_json()
    assert other.chances() == {other_names[code]: chance for code, chance in lottery.chances().items()}


def test_in_a_large_pool_the_leximin_chances_can_be_reached_all_together():
    # The proof shows that no level can be higher; this shows that none is too high to be reached.
    quotas = sorted_quotas(LOTTERY_RULES)
    problem = in_numbers(collapse(make_mixed_pool(), quotas, LOTTERY_RULES.seats), LOTTERY_RULES.seats, quotas)
    problem = filled(problem, fill(problem))

    inside = np.array([float(chance) for chance in chances(problem, leximin(problem))]) * problem.supply

    sums = inside @ problem.adds
    assert (sums >= problem.least - 1e-6).all()
    assert (sums <= problem.most + 1e-6).all()


@EXAMPLES
@given(draws(weighted=True))
def test_the_levels_of_the_relaxation_rise_and_can_be_reached(case):
    pool, rules = case
    quotas = sorted_quotas(rules)
    try:
        check_rules(pool, rules)
    except BadInput:
        assume(False)
    problem = in_numbers(collapse(pool, quotas, rules.seats), rules.seats, quotas)
    outcome = fill(problem)
    assume(outcome is not None)
    problem = filled(problem, outcome)

    levels = leximin(problem)

    inside = np.array([float(chance) for chance in chances(problem, levels)]) * problem.supply
    reached = maximise(
        np.zeros(problem.types),
        problem.adds.T,
        problem.least - 1e-6,
        problem.most + 1e-6,
        inside,
        problem.limit,
    )
    assert reached is not None
    assert [level.value for level in levels] == sorted(level.value for level in levels)


@pytest.mark.parametrize("units", [60, 90])
def test_interchangeable_entries_have_equal_chances(units):
    dice = random.Random(units)
    answers = [{"a": dice.choice("xyz"), "b": dice.choice("pq")} for _ in range(units)]
    pool = Pool(tuple(Entry(f"c{number}", each) for number, each in enumerate(answers)))

    given_chances = solve(pool, Rules(20, (Quota("a", "x", 8, 9), Quota("b", "p", None, 6)))).chances()

    found = {}
    for entry in pool.entries:
        found.setdefault(tuple(entry.attributes.values()), set()).add(given_chances[entry.code])
    assert all(len(values) == 1 for values in found.values())


def test_fractions_whose_common_denominator_no_float_can_hold_are_kept_in_binary_digits():
    primes = [number for number in range(2, 3000) if all(number % below for below in range(2, number))]

    scale, whole = short_fractions(np.array([1 / prime for prime in primes]))

    assert scale.bit_count() == 1
    assert max(abs(part / scale - 1 / prime) for part, prime in zip(whole, primes, strict=True)) < 1e-12
