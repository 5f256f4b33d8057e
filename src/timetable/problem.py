"""What is to be scheduled: days, breaks, stages, people, sessions and what attendees starred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import combinations

from timetable.errors import InvalidProblem

DAY = 24 * 60

Minute = int
"""A moment: whole minutes after the problem's minute 0 (by custom, midnight before the first day)."""


@dataclass(frozen=True, order=True)
class Interval:
    """From `start` up to, not including, `end`."""

    start: Minute
    end: Minute


@dataclass(frozen=True)
class Break:
    """Nothing may be on stage from `start` to `end`: a coffee, or a stage that is closed.

    stages: the stages it holds for; empty means all of them.
    """

    start: Minute
    end: Minute
    label: str = ""
    stages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """capacity: seats. changeover_minutes: how long it stands empty before a session that does not say."""

    key: str
    capacity: int
    changeover_minutes: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody on stage. available: when; None means at any time."""

    key: str
    available: tuple[Interval, ...] | None = None


@dataclass(frozen=True)
class Place:
    """Where and when a session begins."""

    stage: str
    start: Minute


@dataclass(frozen=True)
class Session:
    """Something to place.

    people:        keys of all on stage: speakers, hosts, guests.
    stages:        stages it may be on; empty means any.
    theme:         sessions of one theme are never in parallel; None for no theme.
    setup_minutes: how long the stage stands empty before it; None means the stage's change-over.
    pinned:        the place it must have.
    earliest:      it may not begin before this minute.
    latest:        it must be over by this minute.
    after:         keys of sessions that must be over before it begins.
    """

    key: str
    minutes: int
    people: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    theme: str | None = None
    setup_minutes: int | None = None
    pinned: Place | None = None
    earliest: Minute | None = None
    latest: Minute | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stars:
    """What attendees want to see.

    counts: session key → people who starred it.
    pairs:  (session key, session key) → people who starred both; either order, each pair once.
    lists:  one tuple of session keys per attendee, where known. With three stages or more only these make
            the loss exact: pairs count a person with three parallel stars three times instead of twice.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    lists: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def from_lists(cls, lists: Iterable[Iterable[str]]) -> Stars:
        """Count sessions and pairs of sessions in the attendees' lists; a star given twice counts once."""
        kept = tuple(tuple(sorted(set(each))) for each in lists)
        counts = Counter(key for each in kept for key in each)
        pairs = Counter(pair for each in kept for pair in combinations(each, 2))
        return cls(dict(counts), dict(pairs), kept)


@dataclass(frozen=True)
class Problem:
    """All that the rules and the search need to know. Raises InvalidProblem, with the path of the bad value.

    days:         when the house is open for sessions.
    rest_minutes: least time between two appearances of one person.
    grid_minutes: the search begins sessions at multiples of this; hand-made places and pins need not.
    zero:         the aware moment of minute 0, if the plan is for real days.
    """

    days: tuple[Interval, ...]
    stages: tuple[Stage, ...]
    sessions: tuple[Session, ...]
    people: tuple[Person, ...] = ()
    breaks: tuple[Break, ...] = ()
    stars: Stars = field(default_factory=Stars)
    rest_minutes: int = 0
    grid_minutes: int = 5
    zero: datetime | None = None

    def __post_init__(self) -> None:
        if self.zero is not None and self.zero.utcoffset() is None:
            raise InvalidProblem("zero", "the moment needs a time zone")
        _refuse_bad_times(self)
        _refuse_bad_stages(self)
        _refuse_bad_people(self)
        _refuse_bad_sessions(self)
        _refuse_bad_stars(self)

    @cached_property
    def stage_by_key(self) -> dict[str, Stage]:
        return {stage.key: stage for stage in self.stages}

    @cached_property
    def session_by_key(self) -> dict[str, Session]:
        return {session.key: session for session in self.sessions}

    @cached_property
    def person_by_key(self) -> dict[str, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def open_by_stage(self) -> dict[str, tuple[Interval, ...]]:
        """For each stage, its days without the breaks, in order."""
        return {stage.key: _without_breaks(self, stage.key) for stage in self.stages}

    def minute(self, moment: datetime) -> Minute:
        """The minute of an aware moment, rounded down. Needs `zero`."""
        return minutes_between(self._zero_moment(), moment)

    def moment(self, minute: Minute) -> datetime:
        """The aware moment of a minute, in the zone of `zero`. Needs `zero`."""
        zero = self._zero_moment()
        # Through UTC, so that a clock change between the days does not stretch a minute.
        return datetime.fromtimestamp(zero.timestamp() + 60 * minute, zero.tzinfo)

    def words_for(self, minute: Minute) -> str:
        """A minute as people write it: 14:20, or with the day where there is more than one."""
        several = max(day.end for day in self.days) - min(day.start for day in self.days) > DAY
        if self.zero is not None:
            return f"{self.moment(minute):%d %b %H:%M}" if several else f"{self.moment(minute):%H:%M}"
        day, rest = divmod(minute, DAY)
        clock = f"{rest // 60:02}:{rest % 60:02}"
        return f"day {day + 1} {clock}" if several else clock

    def _zero_moment(self) -> datetime:
        if self.zero is None:
            raise InvalidProblem("zero", "this problem counts minutes and has no moment for minute 0")
        return self.zero


def minutes_between(zero: datetime, moment: datetime) -> Minute:
    """Whole minutes that really pass between two aware moments, rounded down.

    Two moments of one zone would be subtracted by their clocks, and miss an hour that was put forward.
    """
    return (moment.astimezone(UTC) - zero.astimezone(UTC)) // timedelta(minutes=1)


def _without_breaks(problem: Problem, stage: str) -> tuple[Interval, ...]:
    left = sorted(problem.days)
    for pause in problem.breaks:
        if pause.stages and stage not in pause.stages:
            continue
        left = [part for day in left for part in _cut(day, pause)]
    return tuple(left)


def _cut(day: Interval, pause: Break) -> list[Interval]:
    if pause.end <= day.start or pause.start >= day.end:
        return [day]
    parts = [Interval(day.start, pause.start), Interval(pause.end, day.end)]
    return [part for part in parts if part.start < part.end]


def _refuse_bad_times(problem: Problem) -> None:
    if not problem.days:
        raise InvalidProblem("days", "at least one day is needed")
    _refuse_empty_intervals("days", problem.days)
    for number, (one, other) in enumerate(zip(sorted(problem.days), sorted(problem.days)[1:], strict=False)):
        if other.start < one.end:
            raise InvalidProblem("days", f"days {number + 1} and {number + 2} overlap")
    _refuse_empty_intervals("breaks", problem.breaks)
    for number, pause in enumerate(problem.breaks):
        _refuse_unknown(f"breaks[{number}].stages", pause.stages, problem.stage_by_key, "stage")
    if problem.rest_minutes < 0:
        raise InvalidProblem("rest_minutes", f"{problem.rest_minutes} is below 0")
    if problem.grid_minutes < 1:
        raise InvalidProblem("grid_minutes", f"{problem.grid_minutes} is below 1")


def _refuse_bad_stages(problem: Problem) -> None:
    if not problem.stages:
        raise InvalidProblem("stages", "at least one stage is needed")
    _refuse_twice("stages", [stage.key for stage in problem.stages])
    for number, stage in enumerate(problem.stages):
        if stage.capacity < 0:
            raise InvalidProblem(f"stages[{number}].capacity", f"{stage.capacity} is below 0")
        if stage.changeover_minutes < 0:
            raise InvalidProblem(f"stages[{number}].changeover_minutes", f"{stage.changeover_minutes} is below 0")


def _refuse_bad_people(problem: Problem) -> None:
    _refuse_twice("people", [person.key for person in problem.people])
    for number, person in enumerate(problem.people):
        _refuse_empty_intervals(f"people[{number}].available", person.available or ())


def _refuse_bad_sessions(problem: Problem) -> None:
    _refuse_twice("sessions", [session.key for session in problem.sessions])
    for number, session in enumerate(problem.sessions):
        path = f"sessions[{number}]"
        if session.minutes < 1:
            raise InvalidProblem(f"{path}.minutes", f"{session.minutes} is below 1")
        if session.setup_minutes is not None and session.setup_minutes < 0:
            raise InvalidProblem(f"{path}.setup_minutes", f"{session.setup_minutes} is below 0")
        _refuse_unknown(f"{path}.people", session.people, problem.person_by_key, "person")
        _refuse_unknown(f"{path}.stages", session.stages, problem.stage_by_key, "stage")
        _refuse_unknown(f"{path}.after", session.after, problem.session_by_key, "session")
        if session.pinned and session.pinned.stage not in problem.stage_by_key:
            raise InvalidProblem(f"{path}.pinned.stage", f"no stage has the key {session.pinned.stage!r}")
    _refuse_circular_order(problem)


def _refuse_circular_order(problem: Problem) -> None:
    settled: set[str] = set()
    waiting = {session.key: set(session.after) for session in problem.sessions}
    while waiting:
        ready = [key for key, before in waiting.items() if before <= settled]
        if not ready:
            raise InvalidProblem("sessions", "`after` runs in a circle through " + ", ".join(sorted(waiting)))
        settled.update(ready)
        for key in ready:
            del waiting[key]


def _refuse_bad_stars(problem: Problem) -> None:
    stars = problem.stars
    for key, count in stars.counts.items():
        if key not in problem.session_by_key:
            raise InvalidProblem(f"stars.counts.{key}", f"no session has the key {key!r}")
        if count < 0:
            raise InvalidProblem(f"stars.counts.{key}", f"{count} is below 0")
    seen: set[frozenset[str]] = set()
    for number, (pair, count) in enumerate(stars.pairs.items()):
        _refuse_unknown(f"stars.pairs[{number}]", pair, problem.session_by_key, "session")
        if pair[0] == pair[1] or frozenset(pair) in seen:
            raise InvalidProblem(f"stars.pairs[{number}]", "a pair is two different sessions, given once")
        if not 0 <= count <= min(stars.counts.get(key, 0) for key in pair):
            raise InvalidProblem(f"stars.pairs[{number}]", f"{count} people cannot have starred both")
        seen.add(frozenset(pair))
    for number, each in enumerate(stars.lists):
        _refuse_unknown(f"stars.lists[{number}]", each, problem.session_by_key, "session")
    if stars.lists and Stars.from_lists(stars.lists) != stars:
        raise InvalidProblem("stars", "counts and pairs differ from the lists; Stars.from_lists counts them")


def _refuse_empty_intervals(path: str, intervals: Iterable[Interval | Break]) -> None:
    for number, interval in enumerate(intervals):
        if interval.end <= interval.start:
            raise InvalidProblem(f"{path}[{number}]", "the end must come after the start")


def _refuse_twice(path: str, keys: list[str]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise InvalidProblem(f"{path}[{_last(keys, key)}].key", f"the key {key!r} occurs twice")


def _last(keys: list[str], key: str) -> int:
    return len(keys) - 1 - keys[::-1].index(key)


def _refuse_unknown(path: str, keys: Iterable[str], known: Mapping[str, object], kind: str) -> None:
    for number, key in enumerate(keys):
        if key not in known:
            raise InvalidProblem(f"{path}[{number}]", f"no {kind} has the key {key!r}")
