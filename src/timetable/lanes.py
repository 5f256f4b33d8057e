"""The intervals in which stages are open, and what is fixed about them while a search moves sessions about."""

from __future__ import annotations

from dataclasses import dataclass

from timetable.board import Board
from timetable.problem import Minute


@dataclass(frozen=True)
class Lane:
    """An interval in which a stage is open."""

    stage: int
    start: Minute
    end: Minute


def lanes_of(board: Board) -> list[Lane]:
    """All lanes, stage by stage, each stage's in the order of time."""
    return [
        Lane(number, interval.start, interval.end)
        for number, key in enumerate(board.stage_keys)
        for interval in board.problem.open_by_stage[key]
    ]


def windows(board: Board, session: int, lane: Lane) -> tuple[tuple[Minute, Minute], ...]:
    """First and last permitted start of each stretch within a lane; on the grid unless pinned."""
    grid = board.grid
    found = []
    for each in board.starts[session][lane.stage]:
        low, high = max(each.start, lane.start), min(each.stop - 1, lane.end - board.minutes[session])
        if session not in board.pinned:
            low, high = -(-low // grid) * grid, high // grid * grid
        if low <= high:
            found.append((low, high))
    return tuple(found)


def meet(lane: Lane, other: Lane) -> bool:
    return lane.start < other.end and other.start < lane.end


def groups(beside: list[list[int]]) -> list[list[int]]:
    """Lanes that hang together by running at the same time."""
    groups: list[list[int]] = []
    seen: set[int] = set()
    for lane in range(len(beside)):
        if lane in seen:
            continue
        group, reach = [], [lane]
        while reach:
            here = reach.pop()
            if here not in seen:
                seen.add(here)
                group.append(here)
                reach.extend(beside[here])
        groups.append(sorted(group))
    return groups


def is_seam(board: Board, lanes: list[Lane], lane: int) -> bool:
    """Whether the lane follows another of its stage so closely that a set-up may not fit between."""
    if lane == 0 or lanes[lane - 1].stage != lanes[lane].stage:
        return False
    longest = max((row[lanes[lane].stage] for row in board.setup), default=0)
    return lanes[lane].start - lanes[lane - 1].end < longest
