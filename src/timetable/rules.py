"""The rules, one labelled function each; docs/timetable.md has a heading of the same name with the formula.

The search asks these functions where sessions may go and how far apart they must be, and `check` asks the
same functions about a schedule made by hand. A rule is written nowhere else.

A *place rule* says at which minutes one session may begin on one stage. A *pair rule* says how many minutes
must lie between the end of one session and the start of another, should the one begin first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from timetable.problem import Interval, Minute, Problem, Session

Starts = tuple[range, ...]
"""Minutes at which a session may begin, as ranges in order."""

PlaceRule = Callable[[Problem, Session, str], Starts]
PairRule = Callable[[Problem, Session, Session, str | None], int | None]

NEVER = 10**7
"""A gap that no schedule has room for: the one may not come before the other at all."""

ALWAYS: Starts = (range(-NEVER, NEVER),)
NOWHERE: Starts = ()


def stage_allowed(problem: Problem, session: Session, stage: str) -> Starts:
    """A session is on one of the stages it may be on."""
    return ALWAYS if not session.stages or stage in session.stages else NOWHERE


def inside_opening_hours(problem: Problem, session: Session, stage: str) -> Starts:
    """A session lies within a day, clear of every break and of the hours in which its stage is closed."""
    return _starts_within(problem.open_by_stage[stage], session)


def people_available(problem: Problem, session: Session, stage: str) -> Starts:
    """All on stage are there from the first minute to the last."""
    starts = ALWAYS
    for key in session.people:
        available = problem.person_by_key[key].available
        if available is not None:
            starts = common_starts(starts, _starts_within(_joined(available), session))
    return starts


def earliest_and_latest(problem: Problem, session: Session, stage: str) -> Starts:
    """A session does not begin before its earliest minute and is over by its latest."""
    first = -NEVER if session.earliest is None else session.earliest
    last = NEVER if session.latest is None else session.latest - session.minutes
    return (range(first, last + 1),) if first <= last else NOWHERE


def pinned_place(problem: Problem, session: Session, stage: str) -> Starts:
    """A pinned session is where it was pinned."""
    if session.pinned is None:
        return ALWAYS
    return (range(session.pinned.start, session.pinned.start + 1),) if session.pinned.stage == stage else NOWHERE


def one_session_per_stage(problem: Problem, first: Session, second: Session, stage: str | None) -> int | None:
    """A stage holds one session at a time and stands empty for the set-up of the next."""
    return None if stage is None else setup_minutes(problem, second, stage)


def rest_between_appearances(problem: Problem, first: Session, second: Session, stage: str | None) -> int | None:
    """Nobody is in two places, and everybody has a rest between two appearances."""
    return problem.rest_minutes if shared_people(first, second) else None


def themes_never_parallel(problem: Problem, first: Session, second: Session, stage: str | None) -> int | None:
    """Two sessions of one theme do not run at the same time."""
    return 0 if first.theme is not None and first.theme == second.theme else None


def in_order(problem: Problem, first: Session, second: Session, stage: str | None) -> int | None:
    """A session begins only when all it comes after are over."""
    if second.key in first.after:
        return NEVER
    return 0 if first.key in second.after else None


PLACE_RULES: tuple[PlaceRule, ...] = (
    stage_allowed,
    inside_opening_hours,
    people_available,
    earliest_and_latest,
    pinned_place,
)
PAIR_RULES: tuple[PairRule, ...] = (
    one_session_per_stage,
    rest_between_appearances,
    themes_never_parallel,
    in_order,
)


def setup_minutes(problem: Problem, session: Session, stage: str) -> int:
    """How long the stage stands empty before the session."""
    if session.setup_minutes is not None:
        return session.setup_minutes
    return problem.stage_by_key[stage].changeover_minutes


def shared_people(one: Session, other: Session) -> tuple[str, ...]:
    """Keys of the people who are on stage in both."""
    return tuple(key for key in one.people if key in other.people)


def minutes_short(first_gap: int, second_gap: int, first: Interval, second: Interval) -> int:
    """By how many minutes two sessions miss the distance they need; 0 if they keep it.

    first_gap, second_gap: what must lie between them if the first, or if the second, comes first.
    """
    return max(0, min(first.end + first_gap - second.start, second.end + second_gap - first.start))


def allowed_starts(problem: Problem, session: Session, stage: str) -> Starts:
    """The minutes at which every place rule lets the session begin on the stage."""
    starts = ALWAYS
    for rule in PLACE_RULES:
        starts = common_starts(starts, rule(problem, session, stage))
    return starts


def common_starts(some: Starts, others: Starts) -> Starts:
    """The minutes in both."""
    both = (range(max(a.start, b.start), min(a.stop, b.stop)) for a in some for b in others)
    return tuple(sorted((each for each in both if each), key=lambda each: each.start))


def _starts_within(intervals: Iterable[Interval], session: Session) -> Starts:
    return tuple(
        range(interval.start, interval.end - session.minutes + 1)
        for interval in intervals
        if interval.end - interval.start >= session.minutes
    )


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals that touch or overlap made one, so that a session may run across the seam."""
    joined: list[Interval] = []
    for interval in sorted(intervals):
        if joined and interval.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, interval.end))
        else:
            joined.append(interval)
    return joined


def is_allowed(starts: Starts, start: Minute) -> bool:
    """Whether one of the ranges holds the minute."""
    return any(start in each for each in starts)
