"""A first valid schedule: place the least flexible first; when nothing fits, throw out what is in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from timetable.board import Board
from timetable.problem import Minute

Spot = tuple[int, Minute]
Places = dict[int, Spot]
Worth = Callable[[Places, int, Spot], float]

CANDIDATES = 48
"""Free places compared for one session; more makes the draft slower and, measured, not better."""


@dataclass
class Draft:
    """places: session index → (stage index, start). missing: sessions without a place, most ejected first."""

    places: Places
    missing: list[int]
    ejections: list[int] = field(default_factory=list)


def draft(
    board: Board,
    rng: Random,
    *,
    steps: int,
    start: Places | None = None,
    sessions: frozenset[int] | None = None,
    worth: Worth | None = None,
) -> Draft:
    """Place every session, or as many as `steps` placings allow.

    start:    places to begin with; those of pinned sessions are added.
    sessions: those to place, if not all.
    worth:    what a free place costs, if not the loss it adds.
    The pinned stay where they are. Idea: Müller, iterative forward search for course timetabling.
    """
    places = {**(start or {}), **board.pinned}
    ejections = [0] * len(board.sessions)
    freedom = [sum(mask.bit_count() for mask in masks) for masks in board.allowed]
    waiting = set(range(len(board.sessions)) if sessions is None else sessions).difference(places)
    worth = worth or partial(added_loss, board)
    for _ in range(steps):
        if not waiting:
            break
        # Often thrown out counts as inflexible, so that the same two do not evict each other for ever.
        session = min(waiting, key=lambda each: (freedom[each] / (1 + ejections[each]), -board.minutes[each], each))
        waiting.discard(session)
        place = _best_free(board, places, session, rng, worth) or _cheapest_taken(
            board, places, session, ejections, rng
        )
        if place is None:
            ejections[session] += len(board.sessions)
            waiting.add(session)
            break
        for other in _in_the_way(board, places, session, place):
            del places[other]
            ejections[other] += 1
            waiting.add(other)
        places[session] = place
    return Draft(places, sorted(waiting, key=lambda each: (-ejections[each], each)), ejections)


def free_starts(board: Board, places: Places, session: int, stage: int) -> int:
    """The mask of starts on the stage that break no rule with all that is placed."""
    mask = board.allowed[session][stage]
    links = board.links[session]
    for other, place in places.items():
        if other != session and (place[0] == stage or other in links):
            mask &= ~board.blocked(session, stage, other, place)
            if not mask:
                break
    return mask


def added_loss(board: Board, places: Places, session: int, place: Spot) -> int:
    """Attendee-minutes that a session would add, counted by pairs."""
    stage, start = place
    end = start + board.minutes[session]
    total = board.without_seat[session][stage]
    for other, (_, begin) in places.items():
        overlap = min(end, begin + board.minutes[other]) - max(start, begin)
        if overlap > 0 and other != session:
            total += overlap * board.costars[session][other]
    return total


def _best_free(board: Board, places: Places, session: int, rng: Random, worth: Worth) -> Spot | None:
    free = [
        (stage, minute)
        for stage in range(len(board.stage_keys))
        for minute in board.minutes_in(free_starts(board, places, session, stage))
    ]
    if len(free) > CANDIDATES:
        free = rng.sample(free, CANDIDATES)
    return min(free, key=lambda place: (worth(places, session, place), place[1], place[0]), default=None)


def _cheapest_taken(board: Board, places: Places, session: int, ejections: list[int], rng: Random) -> Spot | None:
    """The place that throws out the least; None if every place is barred by pins or place rules."""
    best: tuple[float, int, Minute] | None = None
    for stage, mask in enumerate(board.allowed[session]):
        if not mask:
            continue
        for minute, price in _prices(board, places, session, stage, mask, ejections):
            offer = (price + rng.random() / 2, stage, minute)
            if best is None or offer < best:
                best = offer
    return None if best is None or best[0] >= PINNED else best[1:]


PINNED = 10**6
"""The price of throwing out a pinned session."""


def _prices(
    board: Board, places: Places, session: int, stage: int, mask: int, ejections: list[int]
) -> list[tuple[Minute, int]]:
    """For each allowed start the price of what would have to go: one for each, more if it went before."""
    steps = [0] * (board.ticks + 1)
    for other, place in places.items():
        low, high = board.blocked_ticks(session, stage, other, place)
        if low <= high:
            price = PINNED if other in board.pinned else 1 + ejections[other]
            steps[low] += price
            steps[high + 1] -= price
    priced, price = [], 0
    for tick in range(board.ticks):
        price += steps[tick]
        if mask >> tick & 1:
            priced.append((board.minute_of(tick), price))
    return priced


def _in_the_way(board: Board, places: Places, session: int, place: Spot) -> list[int]:
    return [other for other in places if board.clash(session, place, other, places[other])]
