"""The problem in numbers, as the searches want it: sessions and stages by index, starts as bits.

Every limit on this board is asked from the rule functions; nothing here decides what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from timetable import rules
from timetable.losses import fans_by_session, missed, people_without_seat
from timetable.problem import Minute, Place, Problem, Session
from timetable.schedule import Schedule


@dataclass(frozen=True)
class Apart:
    """How far another session must keep away.

    gap_before: minutes from the end of this one to the start of the other, if this one comes first.
    gap_after:  minutes from the end of the other to the start of this one, if the other comes first.
    """

    other: int
    gap_before: int
    gap_after: int


class Board:
    """A problem compiled. Positions are (stage index, start minute).

    Bit k of a mask stands for the start minute `minute_of(k)`, a multiple of the grid.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.grid = problem.grid_minutes
        self.sessions = problem.sessions
        self.stage_keys = [stage.key for stage in problem.stages]
        self.number = {session.key: index for index, session in enumerate(problem.sessions)}
        self.minutes = [session.minutes for session in problem.sessions]
        self.first_tick = min(day.start for day in problem.days) // self.grid
        self.ticks = -(-max(day.end for day in problem.days) // self.grid) - self.first_tick + 1
        self.starts = [
            [rules.allowed_starts(problem, session, stage) for stage in self.stage_keys] for session in self.sessions
        ]
        self.setup = [
            [rules.setup_minutes(problem, session, stage) for stage in self.stage_keys] for session in self.sessions
        ]
        self.without_seat = [
            [people_without_seat(problem, session, stage) * session.minutes for stage in self.stage_keys]
            for session in self.sessions
        ]
        self.apart = _apart(problem)
        self.costars = _costars(problem, self.number)

    @cached_property
    def allowed(self) -> list[list[int]]:
        """For each session and stage the mask of starts that every place rule allows."""
        return [[self._mask(starts) for starts in by_stage] for by_stage in self.starts]

    @cached_property
    def fans(self) -> list[int]:
        """For each session the attendees who starred it, as bits; zeros if only counts are known."""
        by_key = fans_by_session(self.problem)
        return [by_key[session.key] for session in self.sessions]

    @cached_property
    def counts_people(self) -> bool:
        """Whether parallel stars must be counted person by person, since pairs would over-count."""
        return len(self.stage_keys) > 2 and bool(self.problem.stars.lists)

    @cached_property
    def pinned(self) -> dict[int, tuple[int, Minute]]:
        return {
            index: (self.stage_keys.index(session.pinned.stage), session.pinned.start)
            for index, session in enumerate(self.sessions)
            if session.pinned is not None
        }

    @cached_property
    def links(self) -> list[dict[int, Apart]]:
        return [{apart.other: apart for apart in each} for each in self.apart]

    def minute_of(self, tick: int) -> Minute:
        return (tick + self.first_tick) * self.grid

    def minutes_in(self, mask: int) -> Iterator[Minute]:
        """The start minutes whose bits are set, in order."""
        while mask:
            lowest = mask & -mask
            yield self.minute_of(lowest.bit_length() - 1)
            mask ^= lowest

    def blocked(self, session: int, stage: int, other: int, place: tuple[int, Minute]) -> int:
        """The starts on the stage that a session cannot have while another is at its place."""
        low, high = self.blocked_ticks(session, stage, other, place)
        return ((1 << (high - low + 1)) - 1) << low if low <= high else 0

    def blocked_ticks(self, session: int, stage: int, other: int, place: tuple[int, Minute]) -> tuple[int, int]:
        """The same as first and last tick; the first is above the last if nothing is blocked."""
        there, start = place
        end = start + self.minutes[other]
        low, high = NOTHING
        if there == stage:
            low = start - self.minutes[session] - self.setup[other][stage]
            high = end + self.setup[session][stage]
        link = self.links[session].get(other)
        if link is not None:
            low = min(low, start - self.minutes[session] - link.gap_before)
            high = max(high, end + link.gap_after)
        if low >= high:
            return 1, 0
        return (
            max(0, low // self.grid + 1 - self.first_tick),
            min(self.ticks - 1, -(-high // self.grid) - 1 - self.first_tick),
        )

    def clash(self, one: int, here: tuple[int, Minute], other: int, there: tuple[int, Minute]) -> bool:
        """Whether a pair rule forbids the two places together."""
        start, begin = here[1], there[1]
        end, close = start + self.minutes[one], begin + self.minutes[other]
        if here[0] == there[0]:
            stage = here[0]
            if end + self.setup[other][stage] > begin and close + self.setup[one][stage] > start:
                return True
        link = self.links[one].get(other)
        return link is not None and end + link.gap_before > begin and close + link.gap_after > start

    def stays_allowed(self, session: int, place: tuple[int, Minute]) -> bool:
        """Whether every place rule allows the place."""
        return rules.is_allowed(self.starts[session][place[0]], place[1])

    def loss(self, places: Mapping[int, tuple[int, Minute]]) -> int:
        """Attendee-minutes lost, as `loss` counts them."""
        total = sum(self.without_seat[index][stage] for index, (stage, _) in places.items())
        if self.problem.stars.lists:
            fans, minutes = self.fans, self.minutes
            return total + missed([(at, at + minutes[index], fans[index]) for index, (_, at) in places.items()])
        return total + self._pair_loss(places)

    def schedule(self, places: Mapping[int, tuple[int, Minute]]) -> Schedule:
        """Back to keys, in the problem's order of sessions."""
        return Schedule(
            {
                self.sessions[index].key: Place(self.stage_keys[stage], start)
                for index, (stage, start) in sorted(places.items())
            }
        )

    def places(self, schedule: Schedule) -> dict[int, tuple[int, Minute]]:
        return {
            self.number[key]: (self.stage_keys.index(place.stage), place.start)
            for key, place in schedule.placements.items()
        }

    def _pair_loss(self, places: Mapping[int, tuple[int, Minute]]) -> int:
        order = sorted(places, key=lambda index: places[index][1])
        total = 0
        for position, one in enumerate(order):
            end = places[one][1] + self.minutes[one]
            for other in order[position + 1 :]:
                start = places[other][1]
                if start >= end:
                    break
                total += self.costars[one][other] * (min(end, start + self.minutes[other]) - start)
        return total

    def _mask(self, starts: rules.Starts) -> int:
        mask = 0
        for each in starts:
            low = max(0, -(-each.start // self.grid) - self.first_tick)
            high = min(self.ticks - 1, (each.stop - 1) // self.grid - self.first_tick)
            if low <= high:
                mask |= ((1 << (high - low + 1)) - 1) << low
        return mask


NOTHING = (10**9, -(10**9))


def _apart(problem: Problem) -> list[list[Apart]]:
    """For each session the others that a pair rule keeps away from it wherever they are."""
    links: list[list[Apart]] = [[] for _ in problem.sessions]
    for one, first in enumerate(problem.sessions):
        for other in range(one):
            second = problem.sessions[other]
            before, after = _gap(problem, first, second), _gap(problem, second, first)
            if before is not None and after is not None:
                links[one].append(Apart(other, before, after))
                links[other].append(Apart(one, after, before))
    return links


def _gap(problem: Problem, first: Session, second: Session) -> int | None:
    """What must lie between the two if the first comes first, wherever they are."""
    gaps = (rule(problem, first, second, None) for rule in rules.PAIR_RULES)
    return max((gap for gap in gaps if gap is not None), default=None)


def _costars(problem: Problem, number: Mapping[str, int]) -> list[list[int]]:
    matrix = [[0] * len(number) for _ in number]
    for (one, other), people in problem.stars.pairs.items():
        matrix[number[one]][number[other]] = people
        matrix[number[other]][number[one]] = people
    return matrix
