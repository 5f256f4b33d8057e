"""Improve a schedule by simulated annealing on the exact loss.

The state is an order of sessions for each *lane*, an interval in which one stage is open. A session begins as
soon as the one before it, its set-up and its own limits allow, plus a wait of its own that is mostly zero. A
move changes one or two orders; only those lanes are laid out again, and only what runs beside them is counted.

What is lost and what is violated travel in one whole number:
minutes of violation × VIOLATION + attendee-minutes lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from random import Random

from timetable.board import Apart, Board
from timetable.drafting import Places
from timetable.lanes import groups, is_seam, lanes_of, meet, windows
from timetable.losses import missed
from timetable.problem import Minute

VIOLATION = 1 << 40
"""One minute of violation in the packed cost: far above any loss, so that both can be read off again."""

PATIENCE = 64
"""Moves between two looks at how far the budget is spent."""

HOT, COLD = 8.0, 0.08
"""First and last temperature, in minutes of a pair of sessions with the average number of common stars."""

MANY = 60
"""With more sessions than this the search starts cooler, as there is no time to melt the whole schedule."""

STRICTNESS = 12.0
"""What a minute of violation costs at least while searching, in the same unit."""

LEARNING = 1.05
"""By how much it becomes dearer while the state is violated, and cheaper while it is valid."""


@dataclass(frozen=True)
class Improved:
    """The best state met. violated: minutes by which it still breaks rules, 0 if it is valid."""

    places: Places
    violated: int
    loss: int


def anneal(board: Board, places: Places, rng: Random, spent: Callable[[int], float]) -> Improved:
    """Improve a complete assignment, valid or not.

    places: every session's stage and start; a session outside every lane is put into one.
    spent:  given the number of moves made, says what share of the budget is used up; the end is 1.
    Returns the valid state of least loss, or the least violated one if no valid state was met.
    """
    walk = _Walk(board, places)
    if not walk.movable or not walk.lanes:
        return walk.result()
    unit = _unit(board)
    hot = max(COLD, HOT * min(1.0, (MANY / len(board.sessions)) ** 2))
    moves = 0
    share = spent(0)
    while share < 1:
        walk.temperature = hot * unit * (COLD / hot) ** share
        walk.strictness = max(STRICTNESS * unit, walk.strictness * (LEARNING if walk.is_violated else 1 / LEARNING))
        for _ in range(PATIENCE):
            walk.step(rng)
        moves += PATIENCE
        share = spent(moves)
    return walk.result()


def _unit(board: Board) -> float:
    """Attendees that an average pair of sessions has in common; at least 1, as no temperature may be 0."""
    count = len(board.sessions)
    pairs = count * (count - 1) / 2
    total = sum(sum(row) for row in board.costars) / 2
    return max(1.0, total / pairs) if pairs else 1.0


class _Walk:
    """The state and its moves. Lists by session: lane_of, start, wait. Lists by lane: order."""

    def __init__(self, board: Board, places: Places) -> None:
        self.board = board
        self.lanes = lanes_of(board)
        sessions = range(len(board.sessions))
        self.windows = [[windows(board, session, lane) for lane in self.lanes] for session in sessions]
        self.homes = [[lane for lane, each in enumerate(row) if each] for row in self.windows]
        self.movable = [i for i, homes in enumerate(self.homes) if homes and i not in board.pinned]
        self.beside = [
            [o for o, other in enumerate(self.lanes) if other.stage != lane.stage and meet(lane, other)]
            for lane in self.lanes
        ]
        self.groups = groups(self.beside)
        self.group_of = {lane: number for number, group in enumerate(self.groups) for lane in group}
        self.weight, self.apart = _weights(board)
        self.seam = [is_seam(board, self.lanes, lane) for lane in range(len(self.lanes))]
        self.start = [0] * len(board.sessions)
        self.wait = [0] * len(board.sessions)
        self.lane_of = [-1] * len(board.sessions)
        self.late = [0] * len(self.lanes)
        self.order: list[list[int]] = [[] for _ in self.lanes]
        self.stray: Places = {}
        self.temperature = 1.0
        self.strictness = 1.0
        self._settle(places)
        self.side_cost: dict[tuple[int, int], int] = {}
        self.group_cost = [0] * len(self.groups)
        self._count_all()

    def step(self, rng: Random) -> None:
        """Try one move; keep it if it is better, or not much worse for the temperature."""
        session = self.movable[int(rng.random() * len(self.movable))]
        kind = rng.random()
        if kind < 0.45:
            self._swap(session, rng)
        elif kind < 0.7:
            self._relocate(session, rng)
        elif kind < 0.9:
            self._swap_with_two(session, rng)
        else:
            self._hesitate(session, rng)

    @property
    def is_violated(self) -> bool:
        return self.cost >= VIOLATION

    def result(self) -> Improved:
        return Improved({**self.best, **self.stray}, self.best_cost // VIOLATION, self.best_cost % VIOLATION)

    def _swap(self, session: int, rng: Random) -> None:
        other = self.movable[int(rng.random() * len(self.movable))]
        here, there = self.lane_of[session], self.lane_of[other]
        if other == session or not self.windows[session][there] or not self.windows[other][here]:
            return
        mine, theirs = self.order[here], self.order[there]
        at, to = mine.index(session), theirs.index(other)
        if here == there:
            changed = mine.copy()
            changed[at], changed[to] = other, session
            self._try({here: changed}, (session, other), rng)
            return
        self._try(
            {here: [*mine[:at], other, *mine[at + 1 :]], there: [*theirs[:to], session, *theirs[to + 1 :]]},
            (session, other),
            rng,
        )

    def _relocate(self, session: int, rng: Random) -> None:
        homes = self.homes[session]
        here, there = self.lane_of[session], homes[int(rng.random() * len(homes))]
        rest = [each for each in self.order[here] if each != session]
        target = rest if here == there else self.order[there]
        to = int(rng.random() * (len(target) + 1))
        moved = [*target[:to], session, *target[to:]]
        self._try({there: moved} if here == there else {here: rest, there: moved}, (session,), rng)

    def _swap_with_two(self, session: int, rng: Random) -> None:
        other = self.movable[int(rng.random() * len(self.movable))]
        here, there = self.lane_of[session], self.lane_of[other]
        theirs = self.order[there]
        to = theirs.index(other)
        if here == there or to + 1 == len(theirs):
            return
        third = theirs[to + 1]
        if third in self.board.pinned or not self.windows[session][there]:
            return
        if not self.windows[other][here] or not self.windows[third][here]:
            return
        mine = self.order[here]
        at = mine.index(session)
        pair = (other, third) if rng.random() < 0.5 else (third, other)
        self._try(
            {here: [*mine[:at], *pair, *mine[at + 1 :]], there: [*theirs[:to], session, *theirs[to + 2 :]]},
            (session, other, third),
            rng,
        )

    def _hesitate(self, session: int, rng: Random) -> None:
        """Let a session begin later than it could, or no longer so."""
        old = self.wait[session]
        self.wait[session] = 0 if old and rng.random() < 0.5 else self.board.grid * (1 + int(rng.random() * 6))
        if not self._try({self.lane_of[session]: self.order[self.lane_of[session]]}, (), rng):
            self.wait[session] = old

    def _try(self, orders: dict[int, list[int]], prompt: tuple[int, ...], rng: Random) -> bool:
        """Lay out the lanes in new orders; take them back unless the cost is acceptable.

        prompt: sessions that stop waiting, since they come to another place.
        """
        start, lane_of, wait = self.start, self.lane_of, self.wait
        touched = [session for order in orders.values() for session in order]
        undo = [(session, start[session], lane_of[session]) for session in touched]
        waits = [(session, wait[session]) for session in prompt if wait[session]]
        old_orders = {lane: self.order[lane] for lane in orders}
        old_late = {lane: self.late[lane] for lane in orders}
        before = self._links_cost(touched) + self._full_cost(touched) + self._late_cost(orders)
        for session, _ in waits:
            wait[session] = 0
        for lane, order in orders.items():
            self._lay_out(lane, order)
        fresh_sides, fresh_groups, beside = self._recount(orders)
        change = beside + self._links_cost(touched) + self._full_cost(touched) + self._late_cost(orders) - before
        if self._accept(change, rng):
            self.side_cost.update(fresh_sides)
            for group, cost in fresh_groups.items():
                self.group_cost[group] = cost
            self.cost += change
            if self.cost < self.best_cost:
                self._remember()
            return True
        for session, minute, lane in undo:
            start[session] = minute
            lane_of[session] = lane
        for session, minutes in waits:
            wait[session] = minutes
        for lane, order in old_orders.items():
            self.order[lane] = order
            self.late[lane] = old_late[lane]
        return False

    def _accept(self, change: int, rng: Random) -> bool:
        violated, lost = divmod(change, VIOLATION)
        if lost > VIOLATION >> 1:
            violated, lost = violated + 1, lost - VIOLATION
        worse = violated * self.strictness + lost
        return worse <= 0 or rng.random() < exp(-worse / self.temperature)

    def _lay_out(self, lane: int, order: list[int]) -> None:
        start, lane_of, wait, windows = self.start, self.lane_of, self.wait, self.windows
        minutes, setup, grid = self.board.minutes, self.board.setup, self.board.grid
        place = self.lanes[lane]
        stage, end, late, first = place.stage, place.start, 0, True
        for session in order:
            ready = end + wait[session] if first else end + setup[session][stage] + wait[session]
            first = False
            for low, high in windows[session][lane]:
                if ready <= low:
                    begin = low
                    break
                begin = -(-ready // grid) * grid
                if begin <= high:
                    break
            else:
                begin = -(-ready // grid) * grid
                late += begin - windows[session][lane][-1][1]
            start[session] = begin
            lane_of[session] = lane
            end = begin + minutes[session]
        self.late[lane] = late
        self.order[lane] = order

    def _recount(self, lanes: dict[int, list[int]]) -> tuple[dict[tuple[int, int], int], dict[int, int], int]:
        """What runs beside the lanes, counted again: costs by pair of lanes or by group, and the change."""
        if self.board.counts_people:
            fresh = {group: self._group_loss(group) for group in {self.group_of[lane] for lane in lanes}}
            return {}, fresh, sum(cost - self.group_cost[group] for group, cost in fresh.items())
        sides: dict[tuple[int, int], int] = {}
        change = 0
        for lane in lanes:
            for other in self.beside[lane]:
                pair = (lane, other) if lane < other else (other, lane)
                if pair not in sides:
                    sides[pair] = self._pair_loss(pair)
                    change += sides[pair] - self.side_cost[pair]
        return sides, {}, change

    def _pair_loss(self, pair: tuple[int, int]) -> int:
        """Attendee-minutes lost between two lanes, walking both from left to right."""
        one, other = self.order[pair[0]], self.order[pair[1]]
        if not one or not other:
            return 0
        start, minutes, weight = self.start, self.board.minutes, self.weight
        total = at = to = 0
        a, b = one[0], other[0]
        begin, open_ = start[a], start[b]
        end, close = begin + minutes[a], open_ + minutes[b]
        while True:
            overlap = (end if end < close else close) - (begin if begin > open_ else open_)
            if overlap > 0:
                total += overlap * weight[a][b]
            if end < close:
                at += 1
                if at == len(one):
                    return total
                a = one[at]
                begin = start[a]
                end = begin + minutes[a]
            else:
                to += 1
                if to == len(other):
                    return total
                b = other[to]
                open_ = start[b]
                close = open_ + minutes[b]

    def _group_loss(self, group: int) -> int:
        start, minutes, fans = self.start, self.board.minutes, self.board.fans
        return missed(
            [(start[i], start[i] + minutes[i], fans[i]) for lane in self.groups[group] for i in self.order[lane]]
        )

    def _links_cost(self, touched: list[int]) -> int:
        """Minutes missing between sessions that must keep apart wherever they are."""
        start, minutes, apart = self.start, self.board.minutes, self.apart
        total = 0
        for session in touched:
            begin = start[session]
            end = begin + minutes[session]
            for link in apart[session]:
                other = link.other
                if other in touched and other < session:
                    continue
                open_ = start[other]
                short = end + link.gap_before - open_
                if short > 0:
                    reverse = open_ + minutes[other] + link.gap_after - begin
                    if reverse > 0:
                        total += short if short < reverse else reverse
        return total * VIOLATION

    def _full_cost(self, touched: list[int]) -> int:
        without_seat, lanes, lane_of = self.board.without_seat, self.lanes, self.lane_of
        return sum([without_seat[session][lanes[lane_of[session]].stage] for session in touched])

    def _late_cost(self, lanes: dict[int, list[int]]) -> int:
        """Minutes that sessions begin too late for their limits, and set-up missing in a short break."""
        total = 0
        for lane in lanes:
            total += self.late[lane]
        if any(self.seam):
            total += sum(self._seam_short(lane) for lane in range(len(self.lanes)) if self.seam[lane])
        return total * VIOLATION

    def _seam_short(self, lane: int) -> int:
        before = self.order[lane - 1]
        order = self.order[lane]
        if not before or not order:
            return 0
        need = self.board.setup[order[0]][self.lanes[lane].stage]
        return max(0, self.start[before[-1]] + self.board.minutes[before[-1]] + need - self.start[order[0]])

    def _settle(self, places: Places) -> None:
        """Bring places into lanes, with waits that reproduce their starts where the lanes allow it."""
        for session, (stage, minute) in sorted(places.items(), key=lambda item: (item[1][1], item[0])):
            lane = self._lane_for(session, stage, minute)
            if lane is None:
                self.stray[session] = (stage, minute)
            else:
                self.order[lane].append(session)
                self.lane_of[session] = lane
        for lane, order in enumerate(self.order):
            end = self.lanes[lane].start
            for number, session in enumerate(order):
                setup = self.board.setup[session][self.lanes[lane].stage] if number else 0
                self.wait[session] = max(0, places[session][1] - end - setup)
                end = max(places[session][1], end + setup) + self.board.minutes[session]
            self._lay_out(lane, order)

    def _lane_for(self, session: int, stage: int, minute: Minute) -> int | None:
        homes = self.homes[session]
        if not homes:
            return None
        return min(homes, key=lambda lane: (self.lanes[lane].stage != stage, abs(self._middle(lane) - minute)))

    def _middle(self, lane: int) -> Minute:
        return (self.lanes[lane].start + self.lanes[lane].end) // 2

    def _count_all(self) -> None:
        placed = [session for order in self.order for session in order]
        cost = self._links_cost(placed) + self._full_cost(placed)
        cost += self._late_cost(dict(enumerate(self.order)))
        if self.board.counts_people:
            self.group_cost = [self._group_loss(group) for group in range(len(self.groups))]
        else:
            pairs = {(lane, other) for lane, others in enumerate(self.beside) for other in others if lane < other}
            self.side_cost = {pair: self._pair_loss(pair) for pair in sorted(pairs)}
        self.cost = cost + sum(self.group_cost) + sum(self.side_cost.values())
        self._remember()

    def _remember(self) -> None:
        self.best_cost = self.cost
        self.best = {
            session: (self.lanes[lane].stage, self.start[session])
            for lane, order in enumerate(self.order)
            for session in order
        }


def _weights(board: Board) -> tuple[list[list[int]], list[list[Apart]]]:
    """What a minute in parallel costs each pair, and the links that this does not cover.

    Two sessions that must only not overlap, as of one theme, are told by their overlap like common stars. Where
    people are counted one by one, overlaps are not looked at, and all links stay.
    """
    if board.counts_people:
        return board.costars, board.apart
    weight = [row.copy() for row in board.costars]
    left: list[list[Apart]] = []
    for session, links in enumerate(board.apart):
        left.append([link for link in links if link.gap_before or link.gap_after])
        for link in links:
            if not link.gap_before and not link.gap_after:
                weight[session][link.other] += VIOLATION
    return weight, left
