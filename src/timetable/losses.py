"""The one unit of quality: attendee-minutes lost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from timetable.problem import Problem, Session
from timetable.schedule import Schedule


@dataclass(frozen=True)
class Clash:
    """Two sessions in parallel: `people` starred both and each loses `minutes`."""

    sessions: tuple[str, str]
    people: int
    minutes: int

    @property
    def lost(self) -> int:
        return self.people * self.minutes


@dataclass(frozen=True)
class TurnedAway:
    """A session that more people starred than its stage has seats."""

    session: str
    people: int
    minutes: int

    @property
    def lost(self) -> int:
        return self.people * self.minutes


def loss(problem: Problem, schedule: Schedule) -> int:
    """Attendee-minutes lost by a schedule: missed in parallel, plus turned away at a full stage.

    Exact if the stars have lists, or if never more than two sessions run at once; else pairs over-count, and
    the result is an upper limit. Sessions without a place cost nothing here: `check` names them.
    Raises InvalidSchedule if the schedule names a session or stage that the problem does not have.
    """
    schedule.refuse_unknown(problem)
    away = sum(each.lost for each in turned_away(problem, schedule))
    if problem.stars.lists:
        return away + _missed_by_lists(problem, schedule)
    return away + sum(clash.lost for clash in clashes(problem, schedule))


def clashes(problem: Problem, schedule: Schedule) -> tuple[Clash, ...]:
    """Pairs of parallel sessions that somebody starred both of, the costliest first."""
    found = []
    for (one, other), people in problem.stars.pairs.items():
        minutes = _overlap(problem, schedule, one, other)
        if people and minutes:
            found.append(Clash((one, other), people, minutes))
    return tuple(sorted(found, key=lambda clash: (-clash.lost, clash.sessions)))


def turned_away(problem: Problem, schedule: Schedule) -> tuple[TurnedAway, ...]:
    """Sessions with more stars than seats, the costliest first."""
    found = []
    for key, place in schedule.placements.items():
        people = people_without_seat(problem, problem.session_by_key[key], place.stage)
        if people:
            found.append(TurnedAway(key, people, problem.session_by_key[key].minutes))
    return tuple(sorted(found, key=lambda each: (-each.lost, each.session)))


def people_without_seat(problem: Problem, session: Session, stage: str) -> int:
    """Stars of the session above the seats of the stage."""
    return max(0, problem.stars.counts.get(session.key, 0) - problem.stage_by_key[stage].capacity)


def fans_by_session(problem: Problem) -> dict[str, int]:
    """For each session a number whose bit p is set if attendee p starred it."""
    fans = {session.key: 0 for session in problem.sessions}
    for person, each in enumerate(problem.stars.lists):
        for key in each:
            fans[key] |= 1 << person
    return fans


def missed(running: list[tuple[int, int, int]]) -> int:
    """Minutes of starred sessions beyond the one each person can sit in.

    running: (start, end, fans) of sessions, fans as in `fans_by_session`.
    With k starred sessions running, a person misses k - 1. Summed over people that is the fans of all
    sessions less the people who are a fan of at least one, and the union of the fans is one bitwise "or".
    """
    total = sum((end - start) * fans.bit_count() for start, end, fans in running)
    moments = sorted({moment for start, end, _ in running for moment in (start, end)})
    for here, there in pairwise(moments):
        seated = 0
        for start, end, fans in running:
            if start <= here < end:
                seated |= fans
        total -= seated.bit_count() * (there - here)
    return total


def _missed_by_lists(problem: Problem, schedule: Schedule) -> int:
    fans = fans_by_session(problem)
    return missed(
        [
            (place.start, place.start + problem.session_by_key[key].minutes, fans[key])
            for key, place in schedule.placements.items()
        ]
    )


def _overlap(problem: Problem, schedule: Schedule, one: str, other: str) -> int:
    if one not in schedule.placements or other not in schedule.placements:
        return 0
    starts = [schedule.placements[key].start for key in (one, other)]
    ends = [schedule.placements[key].start + problem.session_by_key[key].minutes for key in (one, other)]
    return max(0, min(ends) - max(starts))
