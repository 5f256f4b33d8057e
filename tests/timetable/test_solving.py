import pytest

from tests.timetable.days import make_day, make_problem
from timetable import Interval, Person, Place, Session, Stage, Stars, Unsolvable, check, loss, solve


@pytest.mark.parametrize("movable", [36, 46, 56])
def test_a_real_day_is_solved_without_a_violation(movable):
    problem = make_day(movable)

    schedule = solve(problem, steps=2_000)

    assert check(problem, schedule) == ()


def test_the_same_seed_and_steps_give_the_same_schedule():
    problem = make_day(36)

    assert solve(problem, steps=3_000, seed=5) == solve(problem, steps=3_000, seed=5)


def test_more_steps_lose_less():
    problem = make_day(46)

    draft, improved = solve(problem, steps=0), solve(problem, steps=20_000)

    assert loss(problem, improved) < loss(problem, draft) * 0.7


def test_two_sessions_with_common_fans_follow_one_another():
    sessions = (Session("one", 90), Session("two", 90))
    problem = make_problem(sessions=sessions, stars=Stars({"one": 9, "two": 9}, {("one", "two"): 9}))

    assert loss(problem, solve(problem, steps=500)) == 0


def test_a_popular_session_gets_the_large_stage():
    sessions = (Session("big", 180), Session("small", 180))
    problem = make_problem(sessions=sessions, stars=Stars({"big": 800, "small": 100}))

    schedule = solve(problem, steps=500)

    assert schedule.placements == {"big": Place("A", 540), "small": Place("B", 540)}


def test_a_pin_off_the_grid_is_kept():
    problem = make_problem(sessions=(Session("one", 30, pinned=Place("B", 543)), Session("two", 30)))

    schedule = solve(problem, steps=100)

    assert schedule.placements["one"] == Place("B", 543)
    assert check(problem, schedule) == ()


def test_a_problem_without_sessions_has_an_empty_schedule():
    assert solve(make_problem(), steps=10).placements == {}


def test_too_much_for_the_day_is_proved_and_counted():
    problem = make_problem(sessions=tuple(Session(f"s{number}", 60) for number in range(7)))

    with pytest.raises(Unsolvable, match="take 420 minutes, and there are 360") as caught:
        solve(problem, steps=0)

    assert caught.value.proved
    assert caught.value.frees == ("end at 13:00", "take s3 out")


def test_a_session_whose_speakers_are_never_there_together_is_named():
    people = (Person("ada", (Interval(540, 600),)), Person("ben", (Interval(600, 720),)))
    problem = make_problem(sessions=(Session("duet", 30, people=("ada", "ben")),), people=people)

    with pytest.raises(Unsolvable, match=r"duet \(30 minutes\) fits nowhere") as caught:
        solve(problem, steps=0)

    assert caught.value.frees == ("let ada be there all day", "let ben be there all day", "take duet out")


def test_pins_that_break_a_rule_are_named():
    sessions = (Session("one", 30, pinned=Place("A", 540)), Session("two", 30, pinned=Place("A", 550)))

    with pytest.raises(Unsolvable, match="one and two are both on stage A at 09:10") as caught:
        solve(make_problem(sessions=sessions), steps=0)

    assert caught.value.frees[:2] == ("unpin one", "unpin two")


def test_a_rule_that_alone_forbids_every_schedule_is_named():
    # Four hours of one theme do not fit one after the other into three.
    sessions = tuple(Session(f"s{number}", 60, theme="ai") for number in range(4))

    with pytest.raises(Unsolvable) as caught:
        solve(make_problem(sessions=sessions), steps=0)

    assert caught.value.frees[0] == "let sessions of one theme run in parallel"


def test_three_stages_are_improved_on_the_exact_loss():
    stages = (Stage("A", 9), Stage("B", 9), Stage("C", 9))
    sessions = tuple(Session(f"s{number}", 60) for number in range(9))
    keys = [session.key for session in sessions]
    lists = [keys[start : start + 3] for start in range(0, 9, 3)] * 20
    problem = make_problem(stages=stages, sessions=sessions, stars=Stars.from_lists(lists))

    # Three groups of fans and three hours: one session of each group in every hour loses nothing but seats.
    assert loss(problem, solve(problem, steps=5_000)) == 9 * 60 * (20 - 9)
