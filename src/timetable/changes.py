"""What can happen on the day, and what it makes of a problem."""

from __future__ import annotations

from dataclasses import dataclass, replace

from timetable.errors import InvalidProblem
from timetable.problem import Break, Interval, Minute, Person, Problem, Stars
from timetable.rules import NEVER


@dataclass(frozen=True)
class PersonLate:
    """A person is not there before a minute."""

    person: str
    until: Minute


@dataclass(frozen=True)
class PersonAway:
    """A person is not there from `start` to `end`."""

    person: str
    start: Minute
    end: Minute


@dataclass(frozen=True)
class SessionCancelled:
    session: str


@dataclass(frozen=True)
class SessionLonger:
    """A session takes so many minutes in all: it overruns, or was granted more."""

    session: str
    minutes: int


@dataclass(frozen=True)
class StageClosed:
    """A stage cannot be used from `start` to `end`."""

    stage: str
    start: Minute
    end: Minute


SessionChange = SessionCancelled | SessionLonger
Change = PersonLate | PersonAway | SessionChange | StageClosed


@dataclass(frozen=True)
class Changes:
    """Everything that happened, told at once.

    now:            the minute it is; sessions that have begun stay. None if the event has not begun.
    notice_minutes: nobody is asked to move to a place, or away from one, that begins sooner than this after
                    now, except away from a place where the session cannot stay.
    """

    changes: tuple[Change, ...]
    now: Minute | None = None
    notice_minutes: int = 15


def apply_changes(problem: Problem, changes: Changes) -> Problem:
    """The problem as it is after the changes. Raises InvalidProblem if a change names what is not there."""
    if changes.notice_minutes < 0:
        raise InvalidProblem("notice_minutes", f"{changes.notice_minutes} is below 0")
    for number, change in enumerate(changes.changes):
        if isinstance(change, PersonLate):
            # Where they were before now is not in doubt.
            since = -NEVER if changes.now is None else changes.now
            change = PersonAway(change.person, min(since, change.until - 1), change.until)
        problem = _applied(problem, change, f"changes[{number}]")
    return problem


def without_session(problem: Problem, key: str) -> Problem:
    """The problem without one session, its stars and what was to wait for it."""
    stars = problem.stars
    if stars.lists:
        left = Stars.from_lists(tuple(each for each in one if each != key) for one in stars.lists)
    else:
        left = Stars(
            {session: count for session, count in stars.counts.items() if session != key},
            {pair: count for pair, count in stars.pairs.items() if key not in pair},
        )
    sessions = tuple(
        replace(session, after=tuple(each for each in session.after if each != key))
        for session in problem.sessions
        if session.key != key
    )
    return replace(problem, sessions=sessions, stars=left)


def _applied(problem: Problem, change: PersonAway | SessionChange | StageClosed, path: str) -> Problem:
    if isinstance(change, PersonAway):
        return _person_away(problem, change.person, Interval(change.start, change.end), path)
    if isinstance(change, SessionCancelled):
        _refuse_unknown_session(problem, change.session, path)
        return without_session(problem, change.session)
    if isinstance(change, SessionLonger):
        _refuse_unknown_session(problem, change.session, path)
        if change.minutes < 1:
            raise InvalidProblem(f"{path}.minutes", f"{change.minutes} is below 1")
        sessions = (replace(s, minutes=change.minutes) if s.key == change.session else s for s in problem.sessions)
        return replace(problem, sessions=tuple(sessions))
    return _stage_closed(problem, change, path)


def _person_away(problem: Problem, key: str, away: Interval, path: str) -> Problem:
    if key not in problem.person_by_key:
        raise InvalidProblem(f"{path}.person", f"no person has the key {key!r}")
    _refuse_empty(away, path)
    return replace(problem, people=tuple(_without_time(p, away) if p.key == key else p for p in problem.people))


def _without_time(person: Person, away: Interval) -> Person:
    available = (Interval(-NEVER, NEVER),) if person.available is None else person.available
    parts = (
        part
        for each in available
        for part in (
            Interval(each.start, min(each.end, away.start)),
            Interval(max(each.start, away.end), each.end),
        )
    )
    return replace(person, available=tuple(part for part in parts if part.start < part.end))


def _stage_closed(problem: Problem, change: StageClosed, path: str) -> Problem:
    if change.stage not in problem.stage_by_key:
        raise InvalidProblem(f"{path}.stage", f"no stage has the key {change.stage!r}")
    _refuse_empty(Interval(change.start, change.end), path)
    closed = Break(change.start, change.end, "closed", (change.stage,))
    return replace(problem, breaks=(*problem.breaks, closed))


def _refuse_unknown_session(problem: Problem, key: str, path: str) -> None:
    if key not in problem.session_by_key:
        raise InvalidProblem(f"{path}.session", f"no session has the key {key!r}")


def _refuse_empty(interval: Interval, path: str) -> None:
    if interval.end <= interval.start:
        raise InvalidProblem(path, "the end must come after the start")
