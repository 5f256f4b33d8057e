"""Hold a schedule against every rule and say in words what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from timetable import rules
from timetable.problem import Interval, Minute, Place, Problem, Session
from timetable.schedule import Schedule


@dataclass(frozen=True)
class Violation:
    """One rule broken in one place.

    rule:          name of the rule function, which is also its heading in docs/timetable.md.
    sessions:      keys of the sessions concerned, the earlier first.
    people:        keys of the people concerned, if the rule is about people.
    stage:         key of the stage concerned, if the rule is about one.
    minute:        when it begins to hurt; None for a session without a place.
    short_minutes: how many minutes are missing, where minutes would cure it; else 0.
    message:       one English sentence for a human.
    """

    rule: str
    sessions: tuple[str, ...]
    people: tuple[str, ...]
    stage: str | None
    minute: Minute | None
    short_minutes: int
    message: str


def check(problem: Problem, schedule: Schedule, *, complete: bool = True) -> tuple[Violation, ...]:
    """All violated rules, in order of time; empty if the schedule is valid.

    complete: whether a session without a place is a violation too.
    Raises InvalidSchedule if the schedule names a session or stage that the problem does not have.
    Cost: O(n²) for n sessions.
    """
    schedule.refuse_unknown(problem)
    found = [*_misplaced(problem, schedule), *_too_close(problem, schedule)]
    found.sort(key=lambda violation: (violation.minute or 0, violation.sessions, violation.rule))
    return (*(every_session_placed(problem, schedule) if complete else ()), *found)


def every_session_placed(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    """Every session has a place."""
    for session in problem.sessions:
        if session.key not in schedule.placements:
            message = f"{session.key} has no place yet."
            yield Violation("every_session_placed", (session.key,), (), None, None, 0, message)


def _misplaced(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for key, place in schedule.placements.items():
        session = problem.session_by_key[key]
        for rule in rules.PLACE_RULES:
            starts = rule(problem, session, place.stage)
            if not rules.is_allowed(starts, place.start):
                yield _place_violation(problem, session, place, rule, starts)


def _too_close(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    placed = sorted(schedule.placements.items(), key=lambda item: (item[1].start, item[0]))
    for (one, here), (other, there) in combinations(placed, 2):
        first, second = problem.session_by_key[one], problem.session_by_key[other]
        stage = here.stage if here.stage == there.stage else None
        for rule in rules.PAIR_RULES:
            after, before = rule(problem, first, second, stage), rule(problem, second, first, stage)
            if after is None or before is None:
                continue
            short = rules.minutes_short(after, before, _interval(first, here), _interval(second, there))
            if short:
                yield _pair_violation(problem, rule, (first, here), (second, there), short)


def _interval(session: Session, place: Place) -> Interval:
    return Interval(place.start, place.start + session.minutes)


def _place_violation(
    problem: Problem, session: Session, place: Place, rule: rules.PlaceRule, starts: rules.Starts
) -> Violation:
    at = problem.words_for(place.start)
    until = problem.words_for(place.start + session.minutes)
    away = _away(problem, session, place) if rule is rules.people_available else ()
    message: dict[rules.PlaceRule, str] = {
        rules.stage_allowed: f"{session.key} may not be on stage {place.stage}, only on {', '.join(session.stages)}.",
        rules.inside_opening_hours: f"{session.key} on stage {place.stage}, {at} to {until}, runs into a break"
        " or into hours in which the stage is closed.",
        rules.people_available: f"{', '.join(away)} cannot be there for {session.key}, {at} to {until}.",
        rules.earliest_and_latest: f"{session.key}, {at} to {until}, must lie{_bounds(problem, session)}.",
        rules.pinned_place: f"{session.key} was pinned to {_pin(problem, session)} but stands at"
        f" {at} on stage {place.stage}.",
    }
    short = 0 if rule is rules.stage_allowed else _distance(starts, place.start)
    return Violation(rule.__name__, (session.key,), away, place.stage, place.start, short, message[rule])


def _pair_violation(
    problem: Problem,
    rule: rules.PairRule,
    one: tuple[Session, Place],
    other: tuple[Session, Place],
    short: int,
) -> Violation:
    (first, here), (second, there) = one, other
    at = problem.words_for(there.start)
    ends = here.start + first.minutes
    gap = there.start - ends
    people = rules.shared_people(first, second) if rule is rules.rest_between_appearances else ()
    stage = here.stage if here.stage == there.stage else None
    if rule is rules.one_session_per_stage and gap < 0:
        message = f"{first.key} and {second.key} are both on stage {stage} at {at}."
    elif rule is rules.one_session_per_stage:
        message = (
            f"Stage {stage} needs {gap + short} minutes to set up {second.key} at {at}"
            f" after {first.key}, but has {gap}."
        )
    elif rule is rules.rest_between_appearances and gap < 0:
        message = f"{', '.join(people)} would be in {first.key} and in {second.key} at {at}."
    elif rule is rules.rest_between_appearances:
        message = (
            f"{', '.join(people)} would have {gap} minutes between {first.key} and {second.key} at {at},"
            f" and needs {problem.rest_minutes}."
        )
    elif rule is rules.themes_never_parallel:
        message = f"{first.key} and {second.key} share the theme {first.theme} and run in parallel at {at}."
    else:
        early, late = (first, second) if first.key in second.after else (second, first)
        message = f"{late.key} must wait until {early.key} is over."
    return Violation(rule.__name__, (first.key, second.key), people, stage, there.start, short, message)


def _away(problem: Problem, session: Session, place: Place) -> tuple[str, ...]:
    alone = (Session(session.key, session.minutes, people=(key,)) for key in session.people)
    return (
        tuple(
            one.people[0]
            for one in alone
            if not rules.is_allowed(rules.people_available(problem, one, place.stage), place.start)
        )
        or session.people
    )


def _bounds(problem: Problem, session: Session) -> str:
    words = ""
    if session.earliest is not None:
        words += f" at {problem.words_for(session.earliest)} or later"
    if session.latest is not None:
        words += " and" if words else ""
        words += f" before {problem.words_for(session.latest)}"
    return words


def _pin(problem: Problem, session: Session) -> str:
    if session.pinned is None:
        return "no place"
    return f"{problem.words_for(session.pinned.start)} on stage {session.pinned.stage}"


def _distance(starts: rules.Starts, start: Minute) -> int:
    """Minutes to the nearest permitted start; 0 if there is none."""
    distances = [min(abs(start - each.start), abs(start - (each.stop - 1))) for each in starts]
    return min(distances, default=0)
