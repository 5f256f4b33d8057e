from random import Random

import pytest

from tests.timetable.days import make_day, make_problem
from timetable import Interval, Session, Stage, Stars, least_loss, loss, solve
from timetable.bounds import cheapest_flow


def test_sessions_that_fit_one_after_the_other_may_lose_nothing():
    sessions = (Session("one", 90), Session("two", 90))
    stars = Stars({"one": 9, "two": 9}, {("one", "two"): 9})

    assert least_loss(make_problem(sessions=sessions, stars=stars)) == 0


def test_minutes_beyond_the_day_run_beside_the_cheapest_partner():
    # 210 minutes of sessions in a day of 180: 30 run in parallel, at best one beside three, 2 people.
    sessions = (Session("one", 60), Session("two", 90), Session("three", 60))
    stars = Stars({"one": 9, "two": 9, "three": 9}, {("one", "two"): 5, ("two", "three"): 7, ("one", "three"): 2})

    assert least_loss(make_problem(sessions=sessions, stars=stars)) == 60


def test_what_no_stage_can_seat_is_lost_in_any_case():
    # Each takes the whole day, so one of them is on the small stage: better the one with 50 too many.
    sessions = (Session("big", 180), Session("small", 180))
    problem = make_problem(sessions=sessions, stars=Stars({"big": 800, "small": 400}))

    assert least_loss(problem) == 50 * 180


@pytest.mark.parametrize("movable", [36, 46, 56])
def test_no_schedule_of_a_real_day_loses_less_than_the_bound(movable):
    problem = make_day(movable)

    bound = least_loss(problem)

    assert 0 < bound <= loss(problem, solve(problem, steps=20_000)) < 2 * bound


def test_the_cheapest_flow_equals_brute_force():
    rng = Random(3)
    for _ in range(200):
        supply, demand = [rng.randint(0, 3) for _ in range(2)], [rng.randint(0, 3) for _ in range(2)]
        prices = [[rng.choice((None, 0, 1, 5, 9)) for _ in demand] for _ in supply]
        amount = rng.randint(0, 4)

        assert cheapest_flow(supply, demand, prices, amount) == flow_by_brute_force(supply, demand, prices, amount)


def flow_by_brute_force(supply, demand, prices, amount) -> int:
    """Try all numbers of units on the four ways; the most that can be brought, at the least cost."""
    best = (0, 0)
    for units in ((a, b, c, d) for a in range(4) for b in range(4) for c in range(4) for d in range(4)):
        a, b, c, d = units
        ways = [prices[0][0], prices[0][1], prices[1][0], prices[1][1]]
        fits = a + b <= supply[0] and c + d <= supply[1] and a + c <= demand[0] and b + d <= demand[1]
        if (
            fits
            and sum(units) <= amount
            and all(not n or way is not None for n, way in zip(units, ways, strict=True))
        ):
            cost = sum(n * way for n, way in zip(units, ways, strict=True) if way is not None)
            best = max(best, (sum(units), -cost))
    return -best[1]


def test_on_three_stages_only_the_seats_count():
    stages = (Stage("A", 5), Stage("B", 3), Stage("C", 1))
    sessions = tuple(Session(key, 60) for key in ("one", "two", "three"))
    stars = Stars({"one": 6, "two": 6, "three": 6})
    problem = make_problem(days=(Interval(540, 600),), stages=stages, sessions=sessions, stars=stars)

    assert least_loss(problem) == 60 * (1 + 3 + 5)
