"""Problems and schedules as JSON files; docs/timetable.md describes the formats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from timetable.errors import InvalidFile, InvalidProblem, InvalidSchedule
from timetable.jsonvalues import Value, read_json
from timetable.losses import loss
from timetable.problem import Break, Interval, Minute, Person, Place, Problem, Session, Stage, Stars
from timetable.schedule import Schedule

_PROBLEM_FIELDS = ("people", "breaks", "stars", "rest_minutes", "grid_minutes", "zero")
_SESSION_FIELDS = ("people", "stages", "theme", "setup_minutes", "pinned", "earliest", "latest", "after")


def read_problem(path: Path) -> Problem:
    """Raises InvalidFile with the file and the path of the bad value."""
    root = read_json(path)
    root.fields(("days", "stages", "sessions"), _PROBLEM_FIELDS)
    fields = Value(root.file, "", root.held, _zero(root)).fields(("days", "stages", "sessions"), _PROBLEM_FIELDS)
    days = tuple(_interval(item) for item in fields["days"].items())
    try:
        return Problem(
            days=days,
            stages=tuple(_stage(item) for item in fields["stages"].items()),
            sessions=tuple(_session(item) for item in fields["sessions"].items()),
            people=tuple(_person(item) for item in fields["people"].items()) if "people" in fields else (),
            breaks=tuple(_break(item) for item in fields["breaks"].items()) if "breaks" in fields else (),
            stars=_stars(fields["stars"]) if "stars" in fields else Stars(),
            rest_minutes=fields["rest_minutes"].whole() if "rest_minutes" in fields else 0,
            grid_minutes=fields["grid_minutes"].whole(1) if "grid_minutes" in fields else 5,
            zero=fields["days"].zero,
        )
    except InvalidProblem as error:
        raise InvalidFile(str(path), error.path, error.reason) from error


def read_schedule(path: Path, problem: Problem) -> Schedule:
    """Raises InvalidFile with the file and the path of the bad value."""
    root = read_json(path)
    fields = Value(root.file, "", root.held, problem.zero).fields(("placements",), ("loss",))
    schedule = Schedule({key: _place(value) for key, value in fields["placements"].entries()})
    try:
        schedule.refuse_unknown(problem)
    except InvalidSchedule as error:
        raise InvalidFile(str(path), error.path, error.reason) from error
    return schedule


def write_problem(path: Path, problem: Problem) -> None:
    """In a form that `read_problem` turns into an equal problem, with `zero` as a fixed offset from UTC."""
    write_json(path, problem_as_json(problem))


def write_schedule(path: Path, problem: Problem, schedule: Schedule) -> None:
    write_json(path, schedule_as_json(problem, schedule))


def schedule_as_json(problem: Problem, schedule: Schedule) -> dict[str, Any]:
    """The same placements always give the same text: sessions stand in the problem's order."""
    return {"placements": placements_as_json(problem, schedule), "loss": loss(problem, schedule)}


def placements_as_json(problem: Problem, schedule: Schedule) -> dict[str, Any]:
    return {
        session.key: place_as_json(problem, schedule.placements[session.key])
        for session in problem.sessions
        if session.key in schedule.placements
    }


def place_as_json(problem: Problem, place: Place) -> dict[str, Any]:
    return {"stage": place.stage, "start": minute_as_json(problem, place.start)}


def minute_as_json(problem: Problem, minute: Minute) -> int | str:
    return minute if problem.zero is None else problem.moment(minute).isoformat(timespec="minutes")


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Fields that say nothing are left out."""
    zero = problem.zero.isoformat(timespec="minutes") if problem.zero else None
    return _told(
        zero=zero,
        grid_minutes=problem.grid_minutes,
        rest_minutes=problem.rest_minutes,
        days=[_interval_as_json(problem, day) for day in problem.days],
        breaks=[
            _interval_as_json(problem, each) | _told(label=each.label, stages=each.stages) for each in problem.breaks
        ],
        stages=[
            {"key": each.key, "capacity": each.capacity, "changeover_minutes": each.changeover_minutes}
            for each in problem.stages
        ],
        people=[_person_as_json(problem, person) for person in problem.people],
        sessions=[_session_as_json(problem, session) for session in problem.sessions],
        stars=_stars_as_json(problem.stars),
    )


def _zero(root: Value) -> datetime | None:
    """`zero`, or midnight before the first day where that is written as a moment."""
    fields = root.fields(("days", "stages", "sessions"), _PROBLEM_FIELDS)
    if "zero" in fields:
        return fields["zero"].moment()
    days = fields["days"].items()
    start = days[0].fields(("start", "end"))["start"] if days else None
    if start is None or not isinstance(start.held, str):
        return None
    return start.moment().replace(hour=0, minute=0)


def _interval(value: Value) -> Interval:
    fields = value.fields(("start", "end"))
    return Interval(fields["start"].minute(), fields["end"].minute())


def _break(value: Value) -> Break:
    fields = value.fields(("start", "end"), ("label", "stages"))
    return Break(
        fields["start"].minute(),
        fields["end"].minute(),
        fields["label"].text() if "label" in fields else "",
        fields["stages"].texts() if "stages" in fields else (),
    )


def _stage(value: Value) -> Stage:
    fields = value.fields(("key", "capacity"), ("changeover_minutes",))
    changeover = fields["changeover_minutes"].whole() if "changeover_minutes" in fields else 0
    return Stage(fields["key"].text(), fields["capacity"].whole(), changeover)


def _person(value: Value) -> Person:
    fields = value.fields(("key",), ("available",))
    available = tuple(_interval(item) for item in fields["available"].items()) if "available" in fields else None
    return Person(fields["key"].text(), available)


def _session(value: Value) -> Session:
    fields = value.fields(("key", "minutes"), _SESSION_FIELDS)
    return Session(
        fields["key"].text(),
        fields["minutes"].whole(1),
        people=fields["people"].texts() if "people" in fields else (),
        stages=fields["stages"].texts() if "stages" in fields else (),
        theme=fields["theme"].text() if "theme" in fields else None,
        setup_minutes=fields["setup_minutes"].whole() if "setup_minutes" in fields else None,
        pinned=_place(fields["pinned"]) if "pinned" in fields else None,
        earliest=fields["earliest"].minute() if "earliest" in fields else None,
        latest=fields["latest"].minute() if "latest" in fields else None,
        after=fields["after"].texts() if "after" in fields else (),
    )


def _place(value: Value) -> Place:
    fields = value.fields(("stage", "start"))
    return Place(fields["stage"].text(), fields["start"].minute())


def _stars(value: Value) -> Stars:
    fields = value.fields((), ("counts", "pairs", "lists"))
    if "lists" in fields:
        if len(fields) > 1:
            raise value.wrong("give either `lists` or `counts` and `pairs`; lists already say both")
        return Stars.from_lists(item.texts() for item in fields["lists"].items())
    counts = {key: count.whole() for key, count in fields["counts"].entries()} if "counts" in fields else {}
    pairs: dict[tuple[str, str], int] = {}
    for item in fields["pairs"].items() if "pairs" in fields else ():
        pair, people = _pair(item)
        if pair in pairs:
            raise item.wrong("this pair is there already")
        pairs[pair] = people
    return Stars(counts, pairs)


def _pair(value: Value) -> tuple[tuple[str, str], int]:
    parts = value.items()
    if len(parts) != 3:
        raise value.wrong("expected a session, another session and a number of people")
    return (parts[0].text(), parts[1].text()), parts[2].whole()


def _interval_as_json(problem: Problem, interval: Interval | Break) -> dict[str, Any]:
    return {"start": minute_as_json(problem, interval.start), "end": minute_as_json(problem, interval.end)}


def _person_as_json(problem: Problem, person: Person) -> dict[str, Any]:
    if person.available is None:
        return {"key": person.key}
    return {"key": person.key, "available": [_interval_as_json(problem, each) for each in person.available]}


def _session_as_json(problem: Problem, session: Session) -> dict[str, Any]:
    return {"key": session.key, "minutes": session.minutes} | _told(
        people=session.people,
        stages=session.stages,
        theme=session.theme,
        setup_minutes=session.setup_minutes,
        pinned=place_as_json(problem, session.pinned) if session.pinned else None,
        earliest=None if session.earliest is None else minute_as_json(problem, session.earliest),
        latest=None if session.latest is None else minute_as_json(problem, session.latest),
        after=session.after,
    )


def _stars_as_json(stars: Stars) -> dict[str, Any]:
    if stars.lists:
        return {"lists": [list(each) for each in stars.lists]}
    return {"counts": dict(stars.counts), "pairs": [[*pair, people] for pair, people in stars.pairs.items()]}


def _told(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Raises InvalidFile if the file cannot be written."""
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise InvalidFile(str(path), "", error.strerror or "cannot be written") from None
