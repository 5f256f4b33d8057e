from dataclasses import replace

import pytest

from tests.timetable.days import make_problem
from timetable import (
    Break,
    Interval,
    InvalidSchedule,
    Person,
    Place,
    Problem,
    Schedule,
    Session,
    Stage,
    check,
)

TWO = (Session("one", 30), Session("two", 30))


def broken(problem: Problem, **placements: tuple[str, int]) -> list[tuple[str, tuple[str, ...], int]]:
    schedule = Schedule({key: Place(*place) for key, place in placements.items()})
    return [(each.rule, each.sessions, each.short_minutes) for each in check(problem, schedule)]


def test_a_schedule_that_keeps_every_rule_has_no_violations():
    problem = make_problem(sessions=TWO)

    assert broken(problem, one=("A", 540), two=("A", 570)) == []


def test_a_session_without_a_place_is_a_violation_unless_the_schedule_is_a_draft():
    problem = make_problem(sessions=TWO)
    schedule = Schedule({"one": Place("A", 540)})

    assert [each.message for each in check(problem, schedule)] == ["two has no place yet."]
    assert check(problem, schedule, complete=False) == ()


def test_two_sessions_on_one_stage_at_once_are_named():
    problem = make_problem(sessions=TWO)

    found = check(problem, Schedule({"two": Place("A", 550), "one": Place("A", 540)}))

    assert [each.message for each in found] == ["one and two are both on stage A at 09:10."]
    assert (found[0].rule, found[0].stage, found[0].minute) == ("one_session_per_stage", "A", 550)
    assert found[0].short_minutes == 20


def test_a_stage_needs_its_changeover_before_the_next_session():
    problem = make_problem(sessions=TWO, stages=(Stage("A", 900, changeover_minutes=10),))

    assert broken(problem, one=("A", 540), two=("A", 575)) == [("one_session_per_stage", ("one", "two"), 5)]
    assert broken(problem, one=("A", 540), two=("A", 580)) == []


def test_the_setup_of_a_session_replaces_the_changeover_of_its_stage():
    sessions = (TWO[0], replace(TWO[1], setup_minutes=0))
    problem = make_problem(sessions=sessions, stages=(Stage("A", 900, changeover_minutes=10),))

    assert broken(problem, one=("A", 540), two=("A", 570)) == []
    assert broken(problem, two=("A", 540), one=("A", 570)) == [("one_session_per_stage", ("two", "one"), 10)]


def test_setup_may_use_a_break():
    problem = make_problem(
        sessions=TWO, breaks=(Break(570, 580, "Coffee"),), stages=(Stage("A", 900, changeover_minutes=10),)
    )

    assert broken(problem, one=("A", 540), two=("A", 580)) == []


def test_nobody_is_in_two_places():
    sessions = tuple(replace(session, people=("ada",)) for session in TWO)
    problem = make_problem(sessions=sessions, people=(Person("ada"),))

    found = check(problem, Schedule({"one": Place("A", 540), "two": Place("B", 540)}))

    assert [each.message for each in found] == ["ada would be in one and in two at 09:00."]
    assert found[0].people == ("ada",)


def test_everybody_has_a_rest_between_two_appearances():
    sessions = tuple(replace(session, people=("ada",)) for session in TWO)
    problem = make_problem(sessions=sessions, people=(Person("ada"),), rest_minutes=15)

    assert broken(problem, one=("A", 540), two=("B", 580)) == [("rest_between_appearances", ("one", "two"), 5)]
    assert broken(problem, one=("A", 540), two=("B", 585)) == []


def test_sessions_of_one_theme_do_not_run_in_parallel():
    sessions = tuple(replace(session, theme="ai") for session in TWO)
    problem = make_problem(sessions=sessions)

    assert broken(problem, one=("A", 540), two=("B", 560)) == [("themes_never_parallel", ("one", "two"), 10)]
    assert broken(problem, one=("A", 540), two=("B", 570)) == []


def test_a_session_waits_for_those_it_comes_after():
    problem = make_problem(sessions=(TWO[0], replace(TWO[1], after=("one",))))

    found = check(problem, Schedule({"two": Place("A", 540), "one": Place("A", 600)}))

    assert [each.message for each in found] == ["two must wait until one is over."]
    assert found[0].short_minutes == 90


def test_a_session_stays_clear_of_breaks_and_closing_time():
    problem = make_problem(sessions=TWO, breaks=(Break(600, 620, "Coffee"),))

    assert broken(problem, one=("A", 580), two=("A", 700)) == [
        ("inside_opening_hours", ("one",), 10),
        ("inside_opening_hours", ("two",), 10),
    ]


def test_a_break_may_hold_for_one_stage_only():
    problem = make_problem(sessions=TWO, breaks=(Break(540, 600, "closed", ("B",)),))

    assert broken(problem, one=("A", 540), two=("B", 540)) == [("inside_opening_hours", ("two",), 60)]


def test_all_people_on_stage_must_be_there():
    people = (Person("ada", (Interval(540, 600),)), Person("ben", (Interval(600, 720),)), Person("cy"))
    sessions = (Session("one", 30, people=("ada", "cy")), Session("two", 30, people=("ben", "cy")))
    problem = make_problem(sessions=sessions, people=people)

    found = check(problem, Schedule({"one": Place("A", 580), "two": Place("A", 610)}))

    assert [each.message for each in found] == ["ada cannot be there for one, 09:40 to 10:10."]
    assert (found[0].people, found[0].short_minutes) == (("ada",), 10)


def test_availability_in_two_parts_that_touch_is_one():
    people = (Person("ada", (Interval(570, 600), Interval(540, 570))),)
    problem = make_problem(sessions=(Session("one", 60, people=("ada",)),), people=people)

    assert broken(problem, one=("A", 540)) == []


def test_stages_limits_and_pins_of_a_session_are_kept():
    session = Session("one", 30, stages=("A",), earliest=600, latest=660, pinned=Place("A", 615))
    problem = make_problem(sessions=(session,))

    found = check(problem, Schedule({"one": Place("B", 650)}))

    assert [each.message for each in found] == [
        "one, 10:50 to 11:20, must lie at 10:00 or later and before 11:00.",
        "one was pinned to 10:15 on stage A but stands at 10:50 on stage B.",
        "one may not be on stage B, only on A.",
    ]


def test_a_schedule_with_a_stage_that_does_not_exist_is_refused():
    problem = make_problem(sessions=TWO)

    with pytest.raises(InvalidSchedule, match=r"placements\.one\.stage: no stage has the key 'C'"):
        check(problem, Schedule({"one": Place("C", 540)}))
