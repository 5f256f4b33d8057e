"""Every part of the work ends when the time does, and what comes out by then is refused in words or holds."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdraw import BadInput, Entry, Infeasible, Pool, Quota, Rules, TooLittleTime, solve, verify
from fairdraw.apportion import apportion, rounded
from fairdraw.cli import main
from fairdraw.clock import count_down, forever, part_of
from fairdraw.dealing import deal
from fairdraw.explaining import explain_infeasible
from fairdraw.fairest import fairest
from fairdraw.feasible import fill, filled
from fairdraw.filling import is_full_enough, prove_fill
from fairdraw.finish import finish
from fairdraw.leximin import leximin
from fairdraw.listing import ListMaker
from fairdraw.schedule import schedule
from fairdraw.solver import OutOfTime
from fairdraw.solving import Reporter, make_lottery
from fairdraw.tighten import tightened
from fairdraw.types import collapse, in_numbers, sorted_quotas
from fairdraw.whole import Panels, closest_mix, mix_with
from tests.fairdraw.test_exactness import draws
from tests.fairdraw.test_tight import tight_pool
from tests.fairdraw.test_work import LOTTERY_RULES, make_mixed_pool

STEPS = ["types", "feasible", "chances", "panels", "proof"]


class Ticks:
    """A clock that is asked so many times until no second is left; so no test depends on the pace of a machine."""

    def __init__(self, asked):
        self.left = asked

    def __call__(self):
        self.left = max(self.left - 1, 0)
        return float(self.left)


def over():
    return 0.0


def problem_of(pool, rules):
    """The problem, tightened, and an outcome of it."""
    quotas = sorted_quotas(rules)
    open_seats = in_numbers(collapse(pool, quotas, rules.seats), rules.seats, quotas)
    outcome = fill(open_seats)
    return tightened(filled(open_seats, outcome)), outcome


def made_within(clock, pool, rules):
    """The lottery, None if the time was too short for one."""
    report = Reporter(None, None)
    report.seconds_left = clock
    quotas = sorted_quotas(rules)
    try:
        return make_lottery(collapse(pool, quotas, rules.seats), rules.seats, quotas, 120, report)
    except TooLittleTime:
        return None


@pytest.mark.parametrize("asked", [0, 1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 400, 800, 2000])
@pytest.mark.parametrize("seed", [0, 2])
def test_whenever_the_time_ends_a_list_holds_or_there_is_none(asked, seed):
    pool, rules = tight_pool(seed, units=50, teams=0.3)

    lottery = made_within(Ticks(asked), pool, rules)

    assert lottery is None or verify(lottery).problems == ()


def test_with_time_enough_the_list_is_that_without_a_limit():
    pool, rules = tight_pool(2, units=50, teams=0.3)

    assert made_within(Ticks(10**9), pool, rules) == made_within(forever, pool, rules)


def test_no_outcome_is_waited_for():
    pool, rules = tight_pool(1, units=50, teams=0.3)
    quotas = sorted_quotas(rules)

    with pytest.raises(OutOfTime):
        fill(in_numbers(collapse(pool, quotas, rules.seats), rules.seats, quotas), over)


def test_no_level_is_waited_for():
    problem, outcome = problem_of(*tight_pool(1, units=50, teams=0.3))

    with pytest.raises(OutOfTime):
        leximin(problem, seconds_left=over)
    with pytest.raises(OutOfTime):
        fairest(problem, outcome, seconds_left=over)


def test_chances_of_few_units_are_those_of_the_relaxation_when_whole_panels_take_too_long():
    problem, outcome = problem_of(*tight_pool(1, units=30, teams=0.3))

    # Half of the time is kept for the relaxation, which asks the clock once for each programme.
    found = fairest(problem, outcome, seconds_left=Ticks(60))

    assert found.levels == leximin(problem)


def test_no_appearances_are_waited_for():
    problem, _ = problem_of(make_mixed_pool(), LOTTERY_RULES)

    with pytest.raises(OutOfTime):
        apportion(problem, leximin(problem), 100, over)


@pytest.mark.parametrize("asked", [0, 10, 100])
def test_panels_that_are_made_until_the_time_ends_keep_every_bound(asked):
    problem, _ = problem_of(make_mixed_pool(), LOTTERY_RULES)
    wanted = apportion(problem, leximin(problem), 400)

    for made in (
        schedule(problem, wanted, 400, seconds_left=Ticks(asked)),
        deal(problem, wanted, 400, seconds_left=Ticks(asked)),
    ):
        sums = made.astype(np.int64) @ problem.adds
        assert asked == 100 or len(made) < 400
        assert ((sums >= problem.least) & (sums <= problem.most)).all()
        assert (made <= problem.supply).all()
        assert (made.sum(axis=0, dtype=np.int64) <= wanted).all()


def test_a_list_is_not_filled_up_without_time():
    problem, _ = problem_of(make_mixed_pool(), LOTTERY_RULES)
    wanted = rounded(problem, leximin(problem), 100)
    made = schedule(problem, wanted, 100)[:7]

    assert finish(problem, wanted, made, 100, seconds_left=over).tolist() == made.tolist()


def test_without_time_there_is_no_mix_and_with_little_the_best_so_far():
    problem, outcome = problem_of(*tight_pool(2, units=60, teams=0.3))
    levels = leximin(problem)

    with pytest.raises(OutOfTime):
        mix_with(problem, levels, Panels(problem, [outcome]), over)
    with pytest.raises(OutOfTime):
        closest_mix(problem, levels, Panels(problem, [outcome]), over)
    mix = closest_mix(problem, levels, Panels(problem, [outcome]), Ticks(8))
    sums = mix.panels @ problem.adds
    assert ((sums >= problem.least) & (sums <= problem.most)).all()
    assert mix.shares.sum() == pytest.approx(1)


def test_a_list_whose_time_ends_is_made_once_more_with_fewer_panels(monkeypatch):
    monkeypatch.setattr(ListMaker, "can_mix", lambda *_: False)
    monkeypatch.setattr(ListMaker, "_can_deal", lambda *_: False)
    pool, rules = make_mixed_pool(), Rules(60, (Quota("gender", "w", 28, None), Quota("role", "founder", 20, 24)))
    whole = made_within(forever, pool, rules)

    found = [made_within(Ticks(asked), pool, rules) for asked in range(60, 420, 40)]

    made = [lottery for lottery in found if lottery is not None]
    assert min(lottery.panels for lottery in made) < whole.panels
    assert all(verify(lottery).problems == () for lottery in made)


def test_that_no_more_seats_can_be_filled_is_shown_by_prices_alone_when_the_time_ends():
    # Teams of three in ten seats: nine are filled, and the relaxation fills ten.
    entries = [Entry(f"{team}{place}", team=f"t{team}") for team in range(9) for place in range(3)]
    problem = in_numbers(collapse(Pool(tuple(entries)), (), 10), 10, ())
    outcome = fill(problem)

    hasty, whole = prove_fill(problem, 10, outcome, over), prove_fill(problem, 10, outcome)

    assert (hasty.most, whole.most) == (10, 9)
    assert (is_full_enough(hasty, 10, 9), is_full_enough(whole, 10, 9)) == (False, True)


def test_that_rules_cannot_be_met_is_said_even_when_there_is_no_time_to_say_what_helps():
    pool, _ = tight_pool(1, units=50, teams=0.3)
    quotas = (Quota("role", "a", 5), Quota("role", "b", 5))

    explanation = explain_infeasible(in_numbers(collapse(pool, quotas, 6), 6, quotas), 6, quotas, over)

    assert (explanation.feasible, explanation.changes, explanation.alternatives) == (False, (), ())


def test_a_part_of_the_time_leaves_the_rest():
    left = [100.0]

    half = part_of(lambda: left[0], 0.5)

    assert half() == 50
    left[0] = 60.0
    assert half() == 10
    left[0] = 40.0
    assert half() == 0
    assert part_of(forever, 0.5) is forever
    assert count_down(None) is forever


def test_too_little_time_is_said_in_a_sentence_and_nothing_is_written(tmp_path, capsys):
    (tmp_path / "pool.csv").write_text("code\na\nb\nc\n")
    (tmp_path / "rules.toml").write_text("seats = 2\n")
    target = tmp_path / "lottery.json"

    code = main(
        ["solve", str(tmp_path / "pool.csv"), str(tmp_path / "rules.toml"), "-o", str(target), "--seconds", "0"]
    )

    assert code == 2
    assert capsys.readouterr().err.startswith("The time was too short for a lottery that holds: not even one outcome")
    assert not target.exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draws(weighted=True), st.integers(5, 60))
def test_progress_never_runs_backwards(case, panels):
    told = []

    with suppress(BadInput, Infeasible):
        solve(*case, panels=panels, progress=lambda each: told.append(each))

    places = [(STEPS.index(each.step), each.done / each.of) for each in told]
    assert places == sorted(places)


@pytest.mark.parametrize("seed", range(4))
def test_progress_never_runs_backwards_where_lists_are_made_again(seed):
    told = []

    solve(*tight_pool(seed, units=60, teams=0.4), panels=60, progress=lambda each: told.append(each))

    places = [(STEPS.index(each.step), each.done / each.of) for each in told]
    assert places == sorted(places)
    assert places[-1] == (STEPS.index("panels"), 1)
