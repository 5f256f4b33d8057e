from tests.timetable.days import make_problem
from timetable import Place, Schedule, Session, Stage, Stars, clashes, loss, turned_away

LISTS = (("one", "two"), ("one", "two", "three"), ("one",), ("three",))


def test_parallel_stars_and_full_stages_are_counted_in_attendee_minutes():
    # one 9:00–9:30 on A beside two 9:10–9:40 on B: 20 minutes together, 2 people starred both: 40.
    # three 9:40–10:00 on B: 2 stars, 1 seat, 20 minutes: 20. two: 2 stars, 1 seat, 30 minutes: 30.
    sessions = (Session("one", 30), Session("two", 30), Session("three", 20))
    problem = make_problem(sessions=sessions, stages=(Stage("A", 9), Stage("B", 1)), stars=Stars.from_lists(LISTS))
    schedule = Schedule({"one": Place("A", 540), "two": Place("B", 550), "three": Place("B", 580)})

    assert loss(problem, schedule) == 90
    assert [(each.sessions, each.people, each.minutes) for each in clashes(problem, schedule)] == [
        (("one", "two"), 2, 20)
    ]
    assert [(each.session, each.lost) for each in turned_away(problem, schedule)] == [
        ("two", 30),
        ("three", 20),
    ]


def test_lists_and_pairs_agree_while_two_sessions_run_at_once():
    sessions = (Session("one", 30), Session("two", 30), Session("three", 20))
    stars = Stars.from_lists(LISTS)
    schedule = Schedule({"one": Place("A", 540), "two": Place("B", 550), "three": Place("A", 570)})

    exact = loss(make_problem(sessions=sessions, stars=stars), schedule)
    by_pairs = loss(make_problem(sessions=sessions, stars=Stars(stars.counts, stars.pairs)), schedule)

    assert exact == by_pairs == 2 * 20 + 1 * 10


def test_with_three_stages_only_lists_count_a_person_once():
    # Person 2 starred all three; of three parallel sessions she misses two, but pairs count three.
    stages = (Stage("A", 9), Stage("B", 9), Stage("C", 9))
    sessions = (Session("one", 10), Session("two", 10), Session("three", 10))
    stars = Stars.from_lists(LISTS)
    schedule = Schedule({"one": Place("A", 540), "two": Place("B", 540), "three": Place("C", 540)})

    exact = loss(make_problem(stages=stages, sessions=sessions, stars=stars), schedule)
    by_pairs = loss(make_problem(stages=stages, sessions=sessions, stars=Stars(stars.counts, stars.pairs)), schedule)

    assert (exact, by_pairs) == (10 * (1 + 2), 10 * (2 + 1 + 1))
