"""The ledger played forward: what must come out when nothing is left to chance, and what on average."""

import subprocess
import sys
from math import isclose

import pytest

from einlass.admission.arrivals import ALWAYS, Rate
from einlass.admission.simulation import SHARES, Plan, Pool, play

NEVER = Rate(0, 1, is_certain=True)
HALF = Rate(1, 2, is_certain=True)
MEDIAN = SHARES.index(0.5)


def make_plan(**fields):
    defaults = {
        "days": 10,
        "limit": 100,
        "waiting": 0,
        "first_wave_in": 1,
        "wave_every": 3,
        "answer_within": 3,
        "stops_before": 1,
        "given_back": NEVER,
    }
    return Plan(**(defaults | fields))


def make_pool(**fields):
    return Pool(**({"name": "draw", "tickets": 0, "free": 0, "take": ALWAYS, "show": ALWAYS} | fields))


def medians(outcome) -> list[int]:
    return [day[MEDIAN] for day in outcome.filled]


def test_without_offers_and_doubts_everything_stays_as_it_is():
    outcome = play([make_pool(tickets=60, free=40)], make_plan())

    assert outcome.filled == ((60,) * 5,) * 11
    assert (outcome.tickets, outcome.coming, outcome.empty) == ((60,) * 5, (60,) * 5, (40,) * 5)
    assert outcome.too_many == 0


def test_open_offers_that_are_all_taken_are_tickets_at_their_end():
    outcome = play([make_pool(tickets=10, open_offers=((1, 5), (4, 20)))], make_plan())

    assert (medians(outcome)[1] >= 15, outcome.filled[4]) == (True, (35,) * 5)


def test_offers_that_nobody_takes_come_back_and_go_out_again_in_waves():
    # 10 seats; offered on day 1, back on day 4 and offered on day 4, back on day 7 and offered on day 7: three waves.
    outcome = play([make_pool(free=10, take=NEVER, in_waves=True)], make_plan(waiting=100, stops_before=2))

    assert outcome.waiting == (70,) * 5
    assert outcome.tickets == (0,) * 5


def test_no_wave_goes_out_after_the_stop():
    outcome = play([make_pool(free=10, in_waves=True)], make_plan(waiting=100, first_wave_in=9, stops_before=2))

    assert outcome.waiting == (100,) * 5


def test_no_more_offers_go_out_than_people_wait():
    outcome = play([make_pool(free=10, in_waves=True)], make_plan(waiting=4))

    assert (outcome.tickets, outcome.waiting) == ((4,) * 5, (0,) * 5)


def test_seats_without_a_name_return_on_their_day_and_are_offered():
    partner = make_pool(name="partner", free=20, take=NEVER, by_name=True, returns_in=5)

    outcome = play([partner, make_pool(in_waves=True)], make_plan(waiting=100))

    assert (outcome.filled[5], outcome.tickets) == ((0,) * 5, (20,) * 5)


def test_seats_that_will_all_be_named_are_by_the_day_of_return():
    outcome = play([make_pool(free=20, by_name=True, returns_in=5)], make_plan())

    assert outcome.filled[5] == (20,) * 5


def test_tickets_given_back_are_as_many_as_assumed():
    outcome = play([make_pool(tickets=1000)], make_plan(given_back=Rate(1, 10, is_certain=True)), runs=2000)

    # 1000 tickets, each given back with 1/10: about 900 stay, ± 9.5; the median of 2000 runs lies within 2 of it.
    assert abs(outcome.tickets[MEDIAN] - 900) <= 2


def test_no_shows_and_the_risk_are_as_often_as_they_should_be():
    outcome = play([make_pool(tickets=100, show=HALF)], make_plan(limit=50), runs=20_000)

    # P(Binomial(100, 1/2) > 50) = 0.4602; with 20,000 runs the share is within 0.015 of it (four standard deviations).
    assert isclose(outcome.too_many, 0.4602, abs_tol=0.015)
    assert (outcome.coming[MEDIAN], outcome.empty[MEDIAN]) == (50, 0)


def test_rates_that_are_not_known_spread_the_outcome():
    known = play([make_pool(tickets=1000, show=Rate(85, 100, is_certain=True))], make_plan())
    uncertain = play([make_pool(tickets=1000, show=Rate(85, 100))], make_plan())

    def width(outcome):
        return outcome.coming[-1] - outcome.coming[0]

    # Nine in ten runs: ± 1.645 standard deviations, of 11.3 people and of 37.
    assert (30 < width(known) < 45, 105 < width(uncertain) < 140) == (True, True)


def test_seats_are_never_lost_nor_made():
    pools = [
        make_pool(tickets=300, free=30, open_offers=((2, 50), (6, 100)), take=Rate(80, 100), in_waves=True),
        make_pool(name="partner", tickets=20, free=40, take=Rate(6, 10), by_name=True, returns_in=4),
    ]

    outcome = play(pools, make_plan(waiting=10_000, limit=540, given_back=Rate(2, 100), wave_every=1))

    assert all(number <= 540 for day in outcome.filled for number in day)
    assert outcome.tickets[MEDIAN] > 480


def test_the_same_seed_gives_the_same_outcome():
    pools = [make_pool(tickets=50, show=Rate(8, 10), open_offers=((5, 30),), take=Rate(7, 10))]

    assert play(pools, make_plan(), seed=4) == play(pools, make_plan(), seed=4)
    assert play(pools, make_plan(), seed=4) != play(pools, make_plan(), seed=5)


def test_what_cannot_be_played_is_refused():
    with pytest.raises(ValueError, match="no day left"):
        play([], make_plan(days=0))
    with pytest.raises(ValueError, match="Only one pool"):
        play([make_pool(in_waves=True)] * 2, make_plan())


def test_numpy_is_not_loaded_before_something_is_played():
    code = "import sys, einlass.admission.simulation; sys.exit('numpy' in sys.modules or 'django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
