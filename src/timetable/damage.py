"""What changes on the day broke in a schedule, and where its sessions may still go."""

from __future__ import annotations

from dataclasses import dataclass

from timetable.board import Board
from timetable.changes import Changes
from timetable.checking import Violation, check
from timetable.drafting import Places
from timetable.problem import Minute, Problem
from timetable.schedule import Schedule


@dataclass(frozen=True)
class Damage:
    """What the changes broke, by session index.

    old:     where every placed session stands.
    fixed:   sessions that have begun and stay.
    choices: for each session and stage the mask of starts it may move to.
    must:    sessions that cannot stay where they are.
    clashes: pairs of sessions that cannot both stay.
    """

    old: Places
    fixed: frozenset[int]
    choices: list[list[int]]
    must: frozenset[int]
    clashes: frozenset[tuple[int, int]]


def new_violations(problem: Problem, schedule: Schedule, changed: Problem, kept: Schedule) -> tuple[Violation, ...]:
    """What the schedule breaks after the changes and did not break, or broke by less, before them."""
    before = {(each.rule, each.sessions): each.short_minutes for each in check(problem, schedule, complete=False)}
    return tuple(
        each
        for each in check(changed, kept, complete=False)
        if each.short_minutes > before.get((each.rule, each.sessions), -1)
    )


def assess(board: Board, kept: Schedule, broken: tuple[Violation, ...], changes: Changes) -> Damage:
    """Sort the violations into sessions that must move and pairs of which one must."""
    old = board.places(kept)
    fixed = frozenset(
        session for session, (_, start) in old.items() if changes.now is not None and start <= changes.now
    )
    must: set[int] = set()
    clashes: set[tuple[int, int]] = set()
    for violation in broken:
        loose = [session for key in violation.sessions if (session := board.number[key]) not in fixed]
        if len(loose) == 2:
            clashes.add((min(loose), max(loose)))
        else:
            must.update(loose)
    return Damage(
        old,
        fixed,
        [_choices(board, session, old, must, changes) for session in range(len(board.sessions))],
        frozenset(must),
        frozenset(pair for pair in clashes if not must.intersection(pair)),
    )


def _choices(board: Board, session: int, old: Places, must: set[int], changes: Changes) -> list[int]:
    """The starts that the place rules and the notice allow.

    With notice a session may go anywhere. Without, it may only be put off on its own stage, and by no more than
    the notice, as its audience waits there; away from where it cannot stay it may go anywhere with notice.
    """
    allowed = board.allowed[session]
    if changes.now is None or session not in old:
        return list(allowed)
    stage, start = old[session]
    notified = changes.now + changes.notice_minutes
    freely = start >= notified or session in must
    choices = [mask & _from(board, notified) if freely else 0 for mask in allowed]
    soon = _from(board, max(start, changes.now)) & ~_from(board, start + changes.notice_minutes + 1)
    choices[stage] |= allowed[stage] & soon
    return choices


def _from(board: Board, minute: Minute) -> int:
    """The mask of all starts at a minute or later."""
    ticks = max(0, -(-minute // board.grid) - board.first_tick)
    return ((1 << board.ticks) - 1) >> ticks << ticks
