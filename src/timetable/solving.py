"""Find a schedule: a valid draft first, then the best that the budget allows."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from time import monotonic

from timetable.annealing import anneal
from timetable.board import Board
from timetable.checking import check
from timetable.drafting import Draft, Places, draft
from timetable.explaining import explain
from timetable.problem import Problem
from timetable.schedule import Schedule

PLACINGS = 60
"""Placings per session before a draft is given up; solvable days measured so far need fewer than ten."""

DRAFTS = 4
"""Drafts begun anew before the search says that there is none."""

MENDING = 1_000
"""Moves of annealing per session that a broken draft is given before the search says that there is none."""


def solve(problem: Problem, *, seconds: float = 10, seed: int = 1, steps: int | None = None) -> Schedule:
    """A valid schedule with as little loss as the budget allows.

    seconds: time to improve the draft; 0 returns the draft.
    steps:   number of moves instead of a time, so that the same seed gives the same result byte for byte.
    Raises Unsolvable, with the clash and what would free it, if no valid schedule was found.
    Greedy placing with ejection, then simulated annealing on the exact loss.
    """
    board = Board(problem)
    rng = Random(seed)  # noqa: S311 — nobody's rights hang on this draw, and it must repeat
    places = _valid_draft(board, rng)
    improved = anneal(board, places, rng, _budget(seconds, steps))
    best = min((places, improved.places), key=board.loss) if not improved.violated else places
    schedule = board.schedule(best)
    return schedule if not check(problem, schedule) else board.schedule(places)


def _valid_draft(board: Board, rng: Random) -> Places:
    """Raises Unsolvable."""
    missing = _hopeless(board)
    if not missing:
        found = _best_draft(board, rng)
        found = _mended(board, found, rng) if found.missing else found
        missing = found.missing
        if not missing:
            return found.places
    raise explain(board.problem, tuple(board.sessions[index].key for index in missing), _is_solvable)


def _is_solvable(problem: Problem) -> bool:
    """Whether a draft is found; a quick look, since many problems are looked at."""
    board = Board(problem)
    return not _hopeless(board) and not _best_draft(board, Random(1)).missing  # noqa: S311


def _hopeless(board: Board) -> list[int]:
    """Sessions that no stage and no minute allows whatever the others do, or pins that break a rule together."""
    homeless = [index for index, masks in enumerate(board.allowed) if index not in board.pinned and not any(masks)]
    clash_of_pins = check(board.problem, board.schedule(board.pinned), complete=False)
    return homeless or (sorted(board.pinned) if clash_of_pins else [])


def _best_draft(board: Board, rng: Random) -> Draft:
    """The draft with the fewest sessions missing; as soon as none is, that one."""
    tried: list[Draft] = []
    while len(tried) < DRAFTS:
        tried.append(draft(board, rng, steps=PLACINGS * len(board.sessions)))
        if not tried[-1].missing:
            return tried[-1]
    return min(tried, key=lambda each: len(each.missing))


def _mended(board: Board, broken: Draft, rng: Random) -> Draft:
    """Put what is missing anywhere and let annealing work the violations off."""
    places = dict(broken.places)
    for index in broken.missing:
        stage = next(stage for stage, mask in enumerate(board.allowed[index]) if mask)
        places[index] = (stage, next(board.minutes_in(board.allowed[index][stage])))
    improved = anneal(board, places, rng, _budget(0, MENDING * len(board.sessions)))
    if improved.violated or check(board.problem, board.schedule(improved.places)):
        return broken
    return Draft(improved.places, [])


def _budget(seconds: float, steps: int | None) -> Callable[[int], float]:
    if steps is not None:
        return lambda moves: moves / steps if steps else 1.0
    begun = monotonic()
    return lambda moves: (monotonic() - begun) / seconds if seconds > 0 else 1.0
