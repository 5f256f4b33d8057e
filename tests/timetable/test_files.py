import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.timetable.days import make_problem
from timetable import (
    Changes,
    Interval,
    InvalidFile,
    InvalidProblem,
    Person,
    PersonAway,
    PersonLate,
    Place,
    Problem,
    Schedule,
    Session,
    SessionCancelled,
    SessionLonger,
    Stage,
    StageClosed,
    Stars,
    read_changes,
    read_problem,
    read_schedule,
    replan,
    write_problem,
    write_proposals,
    write_schedule,
)

MINUTES = {
    "days": [{"start": 540, "end": 720}],
    "stages": [{"key": "A", "capacity": 9}],
    "sessions": [{"key": "one", "minutes": 30}],
}
MOMENTS = MINUTES | {"days": [{"start": "2027-05-04T09:00+02:00", "end": "2027-05-04T12:00+02:00"}]}


def read(tmp_path: Path, content: object) -> Problem:
    path = tmp_path / "problem.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_problem(path)


def with_session(**fields: object) -> dict[str, object]:
    return MINUTES | {"sessions": [{"key": "one", "minutes": 30, **fields}]}


def test_a_problem_may_count_minutes(tmp_path):
    assert read(tmp_path, MINUTES) == Problem((Interval(540, 720),), (Stage("A", 9),), (Session("one", 30),))


def test_a_problem_may_give_moments_and_counts_from_the_midnight_before(tmp_path):
    problem = read(tmp_path, MOMENTS)

    assert problem.days == (Interval(540, 720),)
    assert problem.minute(datetime(2027, 5, 4, 7, 30, tzinfo=UTC)) == 570
    assert problem.moment(570).isoformat() == "2027-05-04T09:30:00+02:00"


def test_moments_may_come_with_any_offset(tmp_path):
    problem = read(tmp_path, MOMENTS | {"breaks": [{"start": "2027-05-04T08:00Z", "end": "2027-05-04T08:30Z"}]})

    assert (problem.breaks[0].start, problem.breaks[0].end) == (600, 630)


def test_a_schedule_of_real_days_is_written_in_moments(tmp_path):
    problem = read(tmp_path, MOMENTS)
    path = tmp_path / "schedule.json"

    write_schedule(path, problem, Schedule({"one": Place("A", 570)}))

    assert json.loads(path.read_text()) == {
        "placements": {"one": {"stage": "A", "start": "2027-05-04T09:30+02:00"}},
        "loss": 0,
    }
    assert read_schedule(path, problem) == Schedule({"one": Place("A", 570)})


def test_a_problem_of_real_days_is_read_as_it_was_written(tmp_path):
    problem = read(tmp_path, MOMENTS)

    write_problem(tmp_path / "again.json", problem)

    assert read_problem(tmp_path / "again.json") == problem


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1, column 2: Expecting property name enclosed in double quotes"),
        ('{"days": 1, "days": 2}', "the name 'days' occurs twice in one object"),
        ([], "expected an object, found []"),
        ({"days": [], "stages": []}, "the field 'sessions' is missing"),
        (MINUTES | {"days": []}, "days: at least one day is needed"),
        (MINUTES | {"days": [{"start": 5, "end": 5}]}, "days[0]: the end must come after the start"),
        (MINUTES | {"stages": {}}, "stages: expected a list, found {}"),
        (MINUTES | {"stages": [{"key": "A", "capacity": True}]}, "stages[0].capacity: expected a whole number, 0 or"),
        (with_session(minutes="30"), 'sessions[0].minutes: expected a whole number, 1 or more, found "30"'),
        (with_session(stage="A"), "sessions[0]: unknown field 'stage'; known are key, minutes, people"),
        (with_session(people=["ada"]), "sessions[0].people[0]: no person has the key 'ada'"),
        (with_session(stages=["B"]), "sessions[0].stages[0]: no stage has the key 'B'"),
        (with_session(after=["one"]), "sessions: `after` runs in a circle through one"),
        (with_session(pinned={"stage": "B", "start": 540}), "sessions[0].pinned.stage: no stage has the key 'B'"),
        (with_session(earliest="2027-05-04T09:00+02:00"), "sessions[0].earliest: moments need `zero`"),
        (with_session(earliest="9:00"), "sessions[0].earliest: expected a moment such as"),
        (MOMENTS | {"zero": "2027-05-04T00:00"}, "zero: the moment 2027-05-04T00:00 has no offset from UTC"),
        (MOMENTS | {"zero": "2027-05-04T00:00:30Z"}, "is not on a whole minute"),
        (MINUTES | {"stars": {"counts": {"two": 3}}}, "stars.counts.two: no session has the key 'two'"),
        (MINUTES | {"stars": {"pairs": [["one", "two"]]}}, "stars.pairs[0]: expected a session, another session and"),
        (MINUTES | {"stars": {"pairs": [["one", "one", 0]]}}, "stars.pairs[0]: a pair is two different sessions"),
        (MINUTES | {"stars": {"lists": [], "counts": {}}}, "stars: give either `lists` or `counts` and `pairs`"),
        (MINUTES | {"sessions": MINUTES["sessions"] * 2}, "sessions[1].key: the key 'one' occurs twice"),
    ],
)
def test_bad_input_is_refused_with_file_and_path(tmp_path, content, message):
    with pytest.raises(InvalidFile) as caught:
        read(tmp_path, content)

    assert str(caught.value).startswith(f"{tmp_path / 'problem.json'}: ")
    assert message in str(caught.value)


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(InvalidFile, match="No such file"):
        read_problem(tmp_path / "nothing.json")


def test_a_schedule_with_an_unknown_session_is_refused(tmp_path):
    path = tmp_path / "schedule.json"
    path.write_text('{"placements": {"two": {"stage": "A", "start": 540}}}')

    with pytest.raises(InvalidFile, match=r"placements\.two: no session has the key 'two'"):
        read_schedule(path, make_problem())


def test_every_kind_of_change_is_read(tmp_path):
    path = tmp_path / "changes.json"
    changes = [
        {"kind": "person_late", "person": "ada", "until": 600},
        {"kind": "person_away", "person": "ada", "start": 600, "end": 660},
        {"kind": "session_cancelled", "session": "one"},
        {"kind": "session_longer", "session": "one", "minutes": 40},
        {"kind": "stage_closed", "stage": "A", "start": 600, "end": 660},
    ]
    path.write_text(json.dumps({"now": 560, "notice_minutes": 10, "changes": changes}))

    assert read_changes(path, make_problem()) == Changes(
        (
            PersonLate("ada", 600),
            PersonAway("ada", 600, 660),
            SessionCancelled("one"),
            SessionLonger("one", 40),
            StageClosed("A", 600, 660),
        ),
        now=560,
        notice_minutes=10,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"person": "ada"}, r"changes\[0\]: the field 'kind' is missing"),
        ({"kind": "party"}, r"changes\[0\]\.kind: unknown kind 'party'; known are person_late, "),
        ({"kind": "person_late", "person": "ada"}, r"changes\[0\]: the field 'until' is missing"),
    ],
)
def test_a_bad_change_is_refused_with_its_path(tmp_path, change, message):
    path = tmp_path / "changes.json"
    path.write_text(json.dumps({"changes": [change]}))

    with pytest.raises(InvalidFile, match=message):
        read_changes(path, make_problem())


def test_proposals_are_written_with_moves_and_placements(tmp_path):
    problem = make_problem(sessions=(Session("one", 30, people=("ada",)),), people=(Person("ada"),))
    late = Changes((PersonLate("ada", 580),), now=520)
    path = tmp_path / "proposals.json"

    write_proposals(path, replan(problem, Schedule({"one": Place("A", 540)}), late))

    written = json.loads(path.read_text())
    assert (written["fewest_moves"], written["at_least"], written["proved"]) == (1, 1, True)
    assert [card["card"] for card in written["proposals"]] == ["fewest_people", "smallest_shift", "least_loss"]
    assert written["proposals"][0] == {
        "card": "fewest_people",
        "moves": [{"session": "one", "before": {"stage": "A", "start": 540}, "after": {"stage": "A", "start": 580}}],
        "people": 0,
        "shift_minutes": 40,
        "loss": 0,
        "left": [],
        "placements": {"one": {"stage": "A", "start": 580}},
    }


def test_a_clock_change_between_two_days_keeps_the_minutes():
    from zoneinfo import ZoneInfo

    problem = make_problem(zero=datetime(2027, 3, 27, tzinfo=ZoneInfo("Europe/Berlin")))

    # The night of 27 to 28 March 2027 is an hour short: 33 hours after midnight it is 10:00.
    assert problem.moment(33 * 60).isoformat() == "2027-03-28T10:00:00+02:00"
    assert problem.minute(problem.moment(33 * 60)) == 33 * 60


def test_a_zero_without_a_zone_is_refused():
    with pytest.raises(InvalidProblem, match="zero: the moment needs a time zone"):
        make_problem(zero=datetime(2027, 5, 4))  # noqa: DTZ001


def test_counts_that_differ_from_the_lists_are_refused():
    with pytest.raises(InvalidProblem, match="differ from the lists"):
        make_problem(sessions=(Session("one", 30),), stars=Stars({"one": 3}, {}, (("one",),)))
