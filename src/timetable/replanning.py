"""What to do when the day goes wrong: three proposals, each with as few moved sessions as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from timetable.board import Board
from timetable.changes import Changes, apply_changes
from timetable.checking import Violation, check
from timetable.damage import Damage, assess, new_violations
from timetable.drafting import Places, added_loss, draft, free_starts
from timetable.errors import Unsolvable
from timetable.problem import Place, Problem
from timetable.repairing import Exhausted, Repair
from timetable.schedule import Schedule

MOST_MOVES = 6
"""Up to so many moves every repair is tried while the nodes last; four take milliseconds."""

ATTEMPTS = 8
"""Heuristic repairs that are compared when more moves are needed."""

REMEDIES = 3
"""Ways out that are told when not all sessions fit any more."""

PLACINGS = 10
"""Placings per session in one heuristic repair."""


@dataclass(frozen=True)
class Move:
    session: str
    before: Place
    after: Place


@dataclass(frozen=True)
class Proposal:
    """One card to accept or not.

    card:          fewest_people, smallest_shift or least_loss.
    schedule:      the whole schedule after the moves.
    people:        attendees who starred a session that moves; each counts once if the star lists are known.
    shift_minutes: by how much the moved sessions move, added up.
    loss:          attendee-minutes lost by the schedule.
    left:          rules still broken: among sessions that have begun, or broken before the changes already.
    """

    card: str
    schedule: Schedule
    moves: tuple[Move, ...]
    people: int
    shift_minutes: int
    loss: int
    left: tuple[Violation, ...]


@dataclass(frozen=True)
class Proposals:
    """Three cards. The first has the fewest moves; the others may have one more where that helps.

    problem:      the problem after the changes, without pins that cannot be kept.
    cards:        fewest_people, smallest_shift, least_loss; some may propose the same.
    fewest_moves: moves of the first card.
    at_least:     moves that any repair needs, proved by trying all with fewer.
    """

    problem: Problem
    cards: tuple[Proposal, Proposal, Proposal]
    fewest_moves: int
    at_least: int

    @property
    def proved(self) -> bool:
        """Whether it is certain that no repair has fewer moves."""
        return self.fewest_moves == self.at_least


def replan(
    problem: Problem, schedule: Schedule, changes: Changes, *, nodes: int = 20_000, seed: int = 1
) -> Proposals:
    """Proposals to repair a schedule after changes.

    problem, schedule: as they were before the changes. What the schedule broke already is left as it is, and so
                       are sessions without a place.
    nodes:             how far the exhaustive search may go; more proves more and takes longer.
    seed:              for repairs that the exhaustive search does not reach, which are found by heuristics.
    Raises InvalidProblem or InvalidSchedule for unknown names, Unsolvable if not all sessions fit any more.
    """
    schedule.refuse_unknown(problem)
    changed = apply_changes(problem, changes)
    kept = Schedule({key: at for key, at in schedule.placements.items() if key in changed.session_by_key})
    broken = new_violations(problem, schedule, changed, kept)
    changed = _without_lost_pins(changed, kept, broken, changes)
    board = Board(changed)
    damage = assess(board, kept, broken, changes)
    found, at_least = _fewest(board, damage, nodes)
    if not found:
        found = _by_heuristics(board, damage, Random(seed))  # noqa: S311 — must repeat
    cards = _cards(_Scores(board, damage), found, nodes)
    return Proposals(changed, cards, len(cards[0].moves), at_least)


def _without_lost_pins(changed: Problem, kept: Schedule, broken: tuple[Violation, ...], changes: Changes) -> Problem:
    """A pin holds unless the changes hit that very session before it has begun."""
    hit = {
        key
        for violation in broken
        for key in violation.sessions
        if changes.now is None or kept.placements[key].start > changes.now
    }
    return replace(
        changed,
        sessions=tuple(replace(each, pinned=None) if each.key in hit else each for each in changed.sessions),
    )


def _fewest(board: Board, damage: Damage, nodes: int) -> tuple[list[Places], int]:
    """All repairs with the smallest number of moves, if that is within reach, and how many are needed at least."""
    repair = Repair(board, damage, nodes)
    for moves in range(MOST_MOVES + 1):
        found: list[Places] = []
        try:
            for moved in repair.all_with(moves, lambda _: True):
                found.append(moved)
        except Exhausted:
            return found, moves
        if found:
            return found, moves
    return [], MOST_MOVES + 1


def _cards(scores: _Scores, found: list[Places], nodes: int) -> tuple[Proposal, Proposal, Proposal]:
    shift = min([*found, *_shorter(scores, found, nodes)], key=scores.by_shift)
    lossless = min(found, key=scores.by_loss)
    return (
        scores.proposal("fewest_people", min(found, key=scores.by_people)),
        scores.proposal("smallest_shift", shift),
        scores.proposal("least_loss", min([lossless, *_with_one_more(scores, lossless)], key=scores.by_loss)),
    )


def _shorter(scores: _Scores, found: list[Places], nodes: int) -> list[Places]:
    """Repairs with one more move that shift less, as far as the nodes allow."""
    fewest = min(len(moved) for moved in found)
    best = min(scores.shift(moved) for moved in found)
    shorter: list[Places] = []
    if fewest >= MOST_MOVES or not best:
        return shorter

    def is_shorter(moved: Places) -> bool:
        return scores.shift(moved) < min([best, *(scores.shift(each) for each in shorter[-1:])])

    try:
        for moved in Repair(scores.board, scores.damage, nodes // 4).all_with(fewest + 1, is_shorter):
            shorter.append(moved)
    except Exhausted:
        pass
    return shorter


def _with_one_more(scores: _Scores, moved: Places) -> Iterator[Places]:
    """The repair with, in turn, each session that did not move brought to its best free place."""
    board, damage = scores.board, scores.damage
    places = {**damage.old, **moved}
    for session in damage.old:
        if session in moved or session in damage.fixed:
            continue
        spots = [
            (stage, minute)
            for stage, choices in enumerate(damage.choices[session])
            for minute in board.minutes_in(free_starts(board, places, session, stage) & choices)
        ]
        if spots:
            yield {**moved, session: min(spots, key=lambda spot: added_loss(board, places, session, spot))}


def _by_heuristics(board: Board, damage: Damage, rng: Random) -> list[Places]:
    """Repairs by placing with ejection, nearest place first. Raises Unsolvable if none holds all sessions."""
    hurried = Board(board.problem)
    hurried.pinned = {session: damage.old[session] for session in damage.fixed.union(board.pinned)}
    hurried.allowed = damage.choices
    drafts = []
    for _ in range(ATTEMPTS):
        out = damage.must.union(rng.choice(pair) for pair in sorted(damage.clashes))
        start = {session: place for session, place in damage.old.items() if session not in out}
        drafts.append(
            draft(
                hurried,
                rng,
                steps=PLACINGS * len(damage.old),
                start=start,
                sessions=frozenset(damage.old),
                worth=lambda _, session, place: abs(place[1] - damage.old[session][1]),
            )
        )
    found = [_restored(board, damage, each.places) for each in drafts if not each.missing]
    if not found:
        raise _too_much(board, damage, {tuple(sorted(each.missing)) for each in drafts})
    return [each for each in found if len(each) == min(map(len, found))]


def _restored(board: Board, damage: Damage, places: Places) -> Places:
    """The moves that are left after all who can have gone back to where they were."""
    places = dict(places)
    for session in sorted(places, key=lambda each: -abs(places[each][1] - damage.old[each][1])):
        old = damage.old[session]
        if session in damage.must or places[session] == old:
            continue
        if not any(board.clash(session, old, other, place) for other, place in places.items() if other != session):
            places[session] = old
    return {session: place for session, place in places.items() if place != damage.old[session]}


def _too_much(board: Board, damage: Damage, without: set[tuple[int, ...]]) -> Unsolvable:
    """without: sets of sessions; leaving out any one of these sets lets all others be placed."""
    stars = board.problem.stars.counts
    best = sorted(
        without,
        key=lambda each: (len(each), sum(stars.get(board.sessions[session].key, 0) for session in each), each),
    )
    cancelled = [tuple(board.sessions[session].key for session in each) for each in best]
    frees = tuple("cancel " + ", ".join(each) for each in cancelled[:REMEDIES])
    nowhere = [board.sessions[session].key for session in damage.must if not any(damage.choices[session])]
    clash = (
        f"After the changes {', '.join(nowhere)} fits nowhere any more."
        if nowhere
        else f"After the changes no plan was found for all sessions; at least {', '.join(cancelled[0])} found no place."
    )
    return Unsolvable(clash, cancelled[0], frees, proved=bool(nowhere))


class _Scores:
    """What a repair costs people, as moves of sessions: session → new place."""

    def __init__(self, board: Board, damage: Damage) -> None:
        self.board = board
        self.damage = damage

    def by_people(self, moved: Places) -> tuple[object, ...]:
        return (len(moved), self.people(moved), self.shift(moved), self.loss(moved), sorted(moved.items()))

    def by_shift(self, moved: Places) -> tuple[object, ...]:
        return (self.shift(moved), len(moved), self.people(moved), self.loss(moved), sorted(moved.items()))

    def by_loss(self, moved: Places) -> tuple[object, ...]:
        return (self.loss(moved), len(moved), self.people(moved), self.shift(moved), sorted(moved.items()))

    def shift(self, moved: Places) -> int:
        return sum(abs(start - self.damage.old[session][1]) for session, (_, start) in moved.items())

    def people(self, moved: Places) -> int:
        stars = self.board.problem.stars
        if not stars.lists:
            return sum(stars.counts.get(self.board.sessions[session].key, 0) for session in moved)
        fans = 0
        for session in moved:
            fans |= self.board.fans[session]
        return fans.bit_count()

    def loss(self, moved: Places) -> int:
        return self.board.loss({**self.damage.old, **moved})

    def proposal(self, card: str, moved: Places) -> Proposal:
        before = self.board.schedule(self.damage.old).placements
        schedule = self.board.schedule({**self.damage.old, **moved})
        keys = [self.board.sessions[session].key for session in sorted(moved)]
        return Proposal(
            card,
            schedule,
            tuple(Move(key, before[key], schedule.placements[key]) for key in keys),
            self.people(moved),
            self.shift(moved),
            self.loss(moved),
            check(self.board.problem, schedule, complete=False),
        )
