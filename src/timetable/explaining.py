"""Why there is no schedule, in words, and which single change would make one possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from timetable import rules
from timetable.changes import without_session
from timetable.checking import check
from timetable.errors import Unsolvable
from timetable.problem import Interval, Place, Problem, Session
from timetable.schedule import Schedule

Relaxation = tuple[str, Problem]

NAMED = 4
"""Troubled sessions that are named and for which a way out is sought."""

REMEDIES = 5
"""Ways out that are told; more would not be read."""

LONGER_MINUTES = (15, 30, 60)
"""How much longer the last day is tried."""


def explain(problem: Problem, troubled: tuple[str, ...], is_solvable: Callable[[Problem], bool]) -> Unsolvable:
    """The error to raise for a problem in which the `troubled` sessions found no place, worst first.

    is_solvable: tries to find any valid schedule of a changed problem.
    """
    clash = _clash_of_pins(problem) or _homeless(problem) or _too_much(problem)
    named = troubled[:NAMED]
    words = clash or "No place was found for " + ", ".join(named) + " beside all the others."
    frees: list[str] = []
    for remedy, relaxed in _relaxations(problem, named):
        if len(frees) < REMEDIES and is_solvable(relaxed):
            frees.append(remedy)
    return Unsolvable(words, troubled, tuple(frees), proved=clash is not None)


def _clash_of_pins(problem: Problem) -> str | None:
    pins = {session.key: session.pinned for session in problem.sessions if session.pinned}
    broken = check(problem, Schedule(pins), complete=False)
    return "The pinned places break a rule: " + " ".join(each.message for each in broken) if broken else None


def _homeless(problem: Problem) -> str | None:
    """Sessions with no place even on an empty day, each with the rules that together leave none."""
    words = []
    for session in problem.sessions:
        if not any(_grid_starts(problem, session, stage.key) for stage in problem.stages):
            words.append(f"{session.key} ({session.minutes} minutes) fits nowhere even on an empty day")
    return "; ".join(words) + "." if words else None


def _grid_starts(problem: Problem, session: Session, stage: str) -> bool:
    grid = problem.grid_minutes
    starts = rules.allowed_starts(problem, session, stage)
    return session.pinned is not None or any(each.start <= (each.stop - 1) // grid * grid for each in starts)


def _too_much(problem: Problem) -> str | None:
    """What cannot fit by counting minutes alone: on the stages together, on one stage, for one person."""
    everything = [("The sessions", problem.sessions, [stage.key for stage in problem.stages])]
    for stage in problem.stages:
        only = tuple(session for session in problem.sessions if session.stages == (stage.key,))
        everything.append((f"The sessions that may only be on stage {stage.key}", only, [stage.key]))
    for words, sessions, stages in everything:
        need = sum(session.minutes for session in sessions)
        room = sum(each.end - each.start for key in stages for each in problem.open_by_stage[key])
        if need > room:
            return f"{words} take {need} minutes, and there are {room}."
    return None


def _relaxations(problem: Problem, named: tuple[str, ...]) -> Iterator[Relaxation]:
    """Problems with one rule eased, the least painful first."""
    yield from _eased_for_all(problem)
    sessions = [problem.session_by_key[key] for key in named]
    for session in sessions:
        yield from _eased_for(problem, session)
    for key in dict.fromkeys(key for session in sessions for key in session.people):
        if problem.person_by_key[key].available is not None:
            people = tuple(replace(p, available=None) if p.key == key else p for p in problem.people)
            yield f"let {key} be there all day", replace(problem, people=people)
    yield from _longer(problem)
    for session in sessions:
        yield f"take {session.key} out", without_session(problem, session.key)


def _eased_for_all(problem: Problem) -> Iterator[Relaxation]:
    if any(session.theme for session in problem.sessions):
        free = tuple(replace(session, theme=None) for session in problem.sessions)
        yield "let sessions of one theme run in parallel", replace(problem, sessions=free)
    if problem.rest_minutes:
        yield "no rest between two appearances", replace(problem, rest_minutes=0)
    if any(rules.setup_minutes(problem, s, t.key) for s in problem.sessions for t in problem.stages):
        bare = tuple(replace(session, setup_minutes=0) for session in problem.sessions)
        yield "no set-up between sessions", replace(problem, sessions=bare)


def _eased_for(problem: Problem, session: Session) -> Iterator[Relaxation]:
    key = session.key
    if session.pinned:
        yield f"unpin {key}", _with(problem, replace(session, pinned=None))
    if session.stages:
        yield (
            f"let {key} be on any stage",
            _with(problem, replace(session, stages=(), pinned=_nowhere(session))),
        )
    if session.earliest is not None or session.latest is not None:
        yield f"let {key} be at any time", _with(problem, replace(session, earliest=None, latest=None))
    if session.after:
        yield f"let {key} come before " + ", ".join(session.after), _with(problem, replace(session, after=()))
    if session.minutes > 2 * problem.grid_minutes:
        shorter = session.minutes // 2
        yield f"cut {key} to {shorter} minutes", _with(problem, replace(session, minutes=shorter))


def _nowhere(session: Session) -> Place | None:
    """A pin stays only if it does not contradict the stages a session may be on."""
    return session.pinned if session.pinned and session.pinned.stage in session.stages else None


def _longer(problem: Problem) -> Iterator[Relaxation]:
    *others, last = sorted(problem.days)
    for minutes in LONGER_MINUTES:
        end = last.end + minutes
        yield f"end at {problem.words_for(end)}", replace(problem, days=(*others, Interval(last.start, end)))


def _with(problem: Problem, changed: Session) -> Problem:
    return replace(problem, sessions=tuple(changed if s.key == changed.key else s for s in problem.sessions))
