"""How little any schedule could lose: a proved limit, from two small transport problems."""

from __future__ import annotations

from heapq import heappop, heappush

from timetable.board import Board
from timetable.problem import Interval, Problem

FAR = 1 << 60


def least_loss(problem: Problem) -> int:
    """A loss below which no valid schedule can be; often a few per cent below the best.

    For two stages: sessions fill more minutes than the day has, so at least the difference runs in parallel. No
    session runs in parallel for longer than it lasts. The cheapest way to meet both, in fractions of sessions,
    costs at least this. To it comes the cheapest way to share the sessions out over the seats.
    For one stage, or three and more, only the seats count.
    Cost: about n² · minutes in parallel, some tenths of a second for 60 sessions.
    """
    board = Board(problem)
    parallel = _least_missed(board) if len(problem.stages) == 2 else 0
    return parallel + _least_without_seat(board)


def _least_missed(board: Board) -> int:
    """Half the cheapest flow in which every session stands on both sides, as pairs would count twice."""
    sessions = range(len(board.sessions))
    together = sum(board.minutes) - _open_minutes(board.problem)
    prices = [
        [board.costars[one][other] if _may_run_beside(board, one, other) else None for other in sessions]
        for one in sessions
    ]
    return -(-cheapest_flow(board.minutes, board.minutes, prices, 2 * max(0, together)) // 2)


def _may_run_beside(board: Board, one: int, other: int) -> bool:
    """Whether the rules leave any way for the two to run in parallel."""
    if one == other or other in board.links[one]:
        return False
    return any(
        here.start < there.stop - 1 + board.minutes[other] and there.start < here.stop - 1 + board.minutes[one]
        for stage, mine in enumerate(board.starts[one])
        for beside, theirs in enumerate(board.starts[other])
        if stage != beside
        for here in mine
        for there in theirs
    )


def _least_without_seat(board: Board) -> int:
    stages = range(len(board.stage_keys))
    room = [sum(each.end - each.start for each in board.problem.open_by_stage[key]) for key in board.stage_keys]
    prices = [
        [board.without_seat[session][stage] // board.minutes[session] if starts[stage] else None for stage in stages]
        for session, starts in enumerate(board.starts)
    ]
    return cheapest_flow(board.minutes, room, prices, sum(board.minutes))


def _open_minutes(problem: Problem) -> int:
    """Minutes in which at least one stage is open."""
    intervals: list[Interval] = sorted(each for stage in problem.open_by_stage.values() for each in stage)
    total = 0
    reached = intervals[0].start if intervals else 0
    for each in intervals:
        total += max(0, each.end - max(each.start, reached))
        reached = max(reached, each.end)
    return total


def cheapest_flow(supply: list[int], demand: list[int], prices: list[list[int | None]], amount: int) -> int:
    """The least cost of bringing `amount` units from sources to sinks; if less can be brought, of the most.

    supply, demand: units at each source and sink.
    prices:         of one unit from source to sink, 0 or more; None where there is no way.
    No way carries more than the smaller of its two ends.
    Successive shortest paths: Dijkstra on prices made non-negative by potentials.
    """
    network = _Network(len(supply) + len(demand) + 2)
    root, target = len(supply) + len(demand), len(supply) + len(demand) + 1
    for source, units in enumerate(supply):
        network.connect(root, source, units, 0)
        for sink, price in enumerate(prices[source]):
            if price is not None:
                network.connect(source, len(supply) + sink, min(units, demand[sink]), price)
    for sink, units in enumerate(demand):
        network.connect(len(supply) + sink, target, units, 0)
    return network.cost_of(root, target, amount)


class _Network:
    """Edges in pairs: edge e runs one way, e ^ 1 is what can be taken back of it."""

    def __init__(self, nodes: int) -> None:
        self.edges_from: list[list[int]] = [[] for _ in range(nodes)]
        self.head: list[int] = []
        self.room: list[int] = []
        self.price: list[int] = []
        self.potential = [0] * nodes

    def connect(self, here: int, there: int, room: int, price: int) -> None:
        for node, head, space, cost in ((here, there, room, price), (there, here, 0, -price)):
            self.edges_from[node].append(len(self.head))
            self.head.append(head)
            self.room.append(space)
            self.price.append(cost)

    def cost_of(self, root: int, target: int, amount: int) -> int:
        cost = 0
        while amount > 0 and (path := self._cheapest_path(root, target)):
            sent = min(amount, *(self.room[edge] for edge in path))
            for edge in path:
                self.room[edge] -= sent
                self.room[edge ^ 1] += sent
                cost += sent * self.price[edge]
            amount -= sent
        return cost

    def _cheapest_path(self, root: int, target: int) -> list[int]:
        """The edges of the path, last first; empty if there is none."""
        distance = [FAR] * len(self.edges_from)
        came_by = [-1] * len(self.edges_from)
        distance[root] = 0
        reached = [(0, root)]
        while reached:
            far, here = heappop(reached)
            if far > distance[here]:
                continue
            for edge in self.edges_from[here]:
                there = self.head[edge]
                if self.room[edge]:
                    length = far + self.price[edge] + self.potential[here] - self.potential[there]
                    if length < distance[there]:
                        distance[there] = length
                        came_by[there] = edge
                        heappush(reached, (length, there))
        # Nodes out of reach stay out of reach: room only grows along paths, all of whose nodes are reached.
        self.potential = [old + min(new, distance[target]) for old, new in zip(self.potential, distance, strict=True)]
        path, node = [], target
        while distance[target] < FAR and node != root:
            path.append(came_by[node])
            node = self.head[came_by[node] ^ 1]
        return path
