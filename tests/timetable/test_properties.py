"""What must hold for any problem, tried on random small ones."""

import subprocess
import sys
from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.timetable.days import make_problem
from timetable import (
    Break,
    Interval,
    Person,
    Place,
    Problem,
    Schedule,
    Session,
    Stage,
    Stars,
    Unsolvable,
    check,
    loss,
    read_problem,
    read_schedule,
    solve,
    write_problem,
    write_schedule,
)

few = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
PEOPLE = ("ada", "ben", "cy")


@st.composite
def problems(draw: st.DrawFn, sessions: int = 7, stages: int = 3) -> Problem:
    """Up to `sessions` sessions on up to `stages` stages between 9:00 and 12:00, with every kind of rule."""
    keys = [f"s{number}" for number in range(draw(st.integers(1, sessions)))]
    stage_keys = "ABC"[: draw(st.integers(1, stages))]
    lists = draw(st.lists(st.lists(st.sampled_from(keys), unique=True), max_size=8))
    return make_problem(
        days=draw(st.sampled_from([(Interval(540, 720),), (Interval(540, 630), Interval(1980, 2040))])),
        breaks=draw(st.sampled_from([(), (Break(600, 605),), (Break(570, 600, "closed", ("A",)),)])),
        stages=tuple(Stage(key, draw(st.integers(0, 5)), draw(st.sampled_from((0, 5, 10)))) for key in stage_keys),
        people=tuple(Person(key, draw(availabilities)) for key in PEOPLE),
        sessions=tuple(draw(sessions_of(key, keys[:number], stage_keys)) for number, key in enumerate(keys)),
        stars=Stars.from_lists(lists),
        rest_minutes=draw(st.sampled_from((0, 15))),
        grid_minutes=draw(st.sampled_from((5, 10, 15))),
    )


availabilities = st.sampled_from([None, None, None, (Interval(540, 630),), (Interval(540, 600), Interval(620, 2040))])


@st.composite
def sessions_of(draw: st.DrawFn, key: str, earlier: list[str], stage_keys: str) -> Session:
    return Session(
        key,
        draw(st.sampled_from((10, 15, 25, 30))),
        people=tuple(draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=2))),
        stages=draw(st.sampled_from([(), (), (stage_keys[0],)])),
        theme=draw(st.sampled_from([None, None, "ai", "web"])),
        setup_minutes=draw(st.sampled_from([None, None, 0, 20])),
        pinned=draw(st.sampled_from([None] * 6 + [Place(stage_keys[-1], 547)])),
        earliest=draw(st.sampled_from([None, None, 555])),
        latest=draw(st.sampled_from([None, None, 700])),
        after=tuple(draw(st.lists(st.sampled_from(earlier), max_size=1))) if earlier else (),
    )


@few
@given(problems(), st.integers(0, 9))
def test_every_solved_schedule_passes_the_check(problem, seed):
    try:
        schedule = solve(problem, steps=300, seed=seed)
    except Unsolvable:
        assume(False)

    assert check(problem, schedule) == ()


@few
@given(problems())
def test_the_same_seed_gives_the_same_schedule(problem):
    try:
        first = solve(problem, steps=200, seed=3)
    except Unsolvable:
        assume(False)

    assert solve(problem, steps=200, seed=3) == first


@few
@given(problems(sessions=3, stages=2))
def test_on_tiny_problems_the_best_schedule_is_found_and_none_only_if_there_is_none(problem):
    coarse = replace(problem, grid_minutes=15)

    best = least_loss_by_brute_force(coarse)

    if best is None:
        try:
            found = solve(coarse, steps=0)
        except Unsolvable:
            return
        assert not found.placements, "brute force saw no schedule"
    assert loss(coarse, solve(coarse, steps=4_000)) == best


@few
@given(problems())
def test_the_loss_of_a_person_by_person_count_is_the_loss(problem):
    try:
        schedule = solve(problem, steps=0)
    except Unsolvable:
        assume(False)

    assert loss(problem, schedule) == loss_person_by_person(problem, schedule)


@few
@given(problem=problems())
def test_files_give_back_what_was_written(problem, tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    schedule = Schedule({problem.sessions[0].key: Place("A", 543)})

    write_problem(folder / "problem.json", problem)
    write_schedule(folder / "schedule.json", problem, schedule)

    assert read_problem(folder / "problem.json") == problem
    assert read_schedule(folder / "schedule.json", problem) == schedule


def test_the_library_leaves_django_out():
    code = "import sys, timetable, timetable.cli; print([name for name in sys.modules if 'django' in name])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def least_loss_by_brute_force(problem: Problem) -> int | None:
    """Try every grid place of every session, and the pins, which need not be on the grid."""
    ticks = [start for day in problem.days for start in range(day.start, day.end, 15)]
    spots = [Place(stage.key, start) for stage in problem.stages for start in ticks]
    alone = [
        [
            spot
            for spot in ([session.pinned] if session.pinned else spots)
            if not check(problem, Schedule({session.key: spot}), complete=False)
        ]
        for session in problem.sessions
    ]
    keys = [session.key for session in problem.sessions]
    best = None
    for places in product(*alone):
        schedule = Schedule(dict(zip(keys, places, strict=True)))
        lost = loss(problem, schedule)
        if (best is None or lost < best) and not check(problem, schedule):
            best = lost
            if best == 0:
                break
    return best


def loss_person_by_person(problem: Problem, schedule: Schedule) -> int:
    """The definition, minute by minute."""
    running = {
        key: range(place.start, place.start + problem.session_by_key[key].minutes)
        for key, place in schedule.placements.items()
    }
    lost = 0
    for liked in problem.stars.lists:
        for minute in {minute for key in liked for minute in running[key]}:
            lost += sum(minute in running[key] for key in liked) - 1
    for key, place in schedule.placements.items():
        stars = sum(key in liked for liked in problem.stars.lists)
        lost += max(0, stars - problem.stage_by_key[place.stage].capacity) * len(running[key])
    return lost
