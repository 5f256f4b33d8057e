"""The smallest repair: every way to make a schedule valid again with so many moves and no more.

A session that breaks a rule where it stands must move. Of two that clash, one must move. Wherever a moved session
goes, all that it hits must move in turn, and as soon as more must move than moves are left, the place is dropped.
Every place of every session that must move is tried, so what is not found does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from timetable.board import Board
from timetable.damage import Damage
from timetable.drafting import Places, Spot


class Exhausted(Exception):
    """More nodes were needed than allowed; nothing is proved."""


@dataclass(frozen=True)
class _Node:
    """moved: session → new place. settled: sessions that will not move (again)."""

    moved: Places
    settled: frozenset[int]
    must: frozenset[int]
    clashes: frozenset[tuple[int, int]]


class Repair:
    """The search over one damaged schedule. nodes: how many it may visit in all."""

    def __init__(self, board: Board, damage: Damage, nodes: int) -> None:
        self.board = board
        self.damage = damage
        self.nodes_left = nodes
        self._blocked: dict[tuple[int, int, int, Spot], int] = {}

    def all_with(self, moves: int, wanted: Callable[[Places], bool]) -> Iterator[Places]:
        """Every repair with exactly the moves it needs, up to `moves`: session → new place.

        wanted: says of a beginning of a repair whether to go on with it.
        Raises Exhausted when the nodes are used up.
        """
        root = _Node({}, self.damage.fixed, self.damage.must, self.damage.clashes)
        return self._descend(root, moves, wanted)

    def _descend(self, node: _Node, left: int, wanted: Callable[[Places], bool]) -> Iterator[Places]:
        self.nodes_left -= 1
        if self.nodes_left < 0:
            raise Exhausted
        if not node.must and not node.clashes:
            yield node.moved
            return
        if len(node.must) + _disjoint(node.clashes) > left:
            return
        if node.must:
            yield from self._move(node, min(node.must), left, wanted)
            return
        one, other = min(node.clashes)
        yield from self._move(_moving(node, one), one, left, wanted)
        yield from self._move(_staying(node, one), other, left, wanted)

    def _move(self, node: _Node, session: int, left: int, wanted: Callable[[Places], bool]) -> Iterator[Places]:
        """Try every place for a session that must move."""
        others = node.must - {session}
        spare = left - 1 - len(others)
        if spare < 0:
            return
        for stage in range(len(self.board.stage_keys)):
            mask, hits = self._permitted(node, session, stage, spare, others)
            for minute in self.board.minutes_in(mask):
                if (stage, minute) == self.damage.old[session]:
                    continue
                moved = {**node.moved, session: (stage, minute)}
                if not wanted(moved):
                    continue
                bit = 1 << (minute // self.board.grid - self.board.first_tick)
                must = others.union(other for other, blocked in hits if blocked & bit)
                clashes = frozenset(pair for pair in node.clashes if not must.intersection(pair))
                below = _Node(moved, node.settled | {session}, must, clashes)
                yield from self._descend(below, left - 1, wanted)

    def _permitted(
        self, node: _Node, session: int, stage: int, spare: int, others: frozenset[int]
    ) -> tuple[int, list[tuple[int, int]]]:
        """Starts that hit nothing settled and at most `spare` sessions that need not move yet, and those."""
        mask = self.damage.choices[session][stage]
        links = self.board.links[session]
        hits: list[tuple[int, int]] = []
        if not mask:
            return 0, hits
        for other, old in self.damage.old.items():
            spot = node.moved.get(other, old)
            if other == session or other in others or (spot[0] != stage and other not in links):
                continue
            blocked = self._blocked_by(session, stage, other, spot)
            if other in node.settled:
                mask &= ~blocked
            else:
                hits.append((other, blocked))
        return mask & ~_covered(hits, spare + 1), hits

    def _blocked_by(self, session: int, stage: int, other: int, spot: Spot) -> int:
        key = (session, stage, other, spot)
        found = self._blocked.get(key)
        if found is None:
            found = self._blocked[key] = self.board.blocked(session, stage, other, spot)
        return found


def _covered(hits: list[tuple[int, int]], times: int) -> int:
    """The bits that at least so many of the masks cover."""
    layers = [0] * times
    for _, blocked in hits:
        for layer in range(times - 1, 0, -1):
            layers[layer] |= layers[layer - 1] & blocked
        layers[0] |= blocked
    return layers[-1]


def _disjoint(clashes: frozenset[tuple[int, int]]) -> int:
    """A number of clashes that no session shares, hence a number of moves that is needed at least."""
    seen: set[int] = set()
    count = 0
    for pair in sorted(clashes):
        if not seen.intersection(pair):
            seen.update(pair)
            count += 1
    return count


def _moving(node: _Node, session: int) -> _Node:
    clashes = frozenset(pair for pair in node.clashes if session not in pair)
    return _Node(node.moved, node.settled, node.must | {session}, clashes)


def _staying(node: _Node, session: int) -> _Node:
    """The node in which a session is known to stay, so that all it clashes with must move."""
    partners = {each for pair in node.clashes if session in pair for each in pair if each != session}
    clashes = frozenset(pair for pair in node.clashes if not partners.intersection(pair))
    return _Node(node.moved, node.settled | {session}, node.must | partners, clashes)
