"""Lists of equally likely panels that come close to the chances.

The ideas stand in docs/lottery.md under "Apportion", "Schedule" and "From a mix to a list".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fairdraw.apportion import apportion, number_of_panels, panels_for_the_rare, rounded
from fairdraw.clock import Clock, part_of
from fairdraw.dealing import can_deal, deal
from fairdraw.finish import finish
from fairdraw.leximin import chances
from fairdraw.proof import Level
from fairdraw.schedule import schedule
from fairdraw.types import Counts, Floats, Ints, Problem
from fairdraw.whole import Mix

# A list is close if nobody loses or gains more than these parts of their chance; else another one is tried.
CLOSE_LOSS, CLOSE_GAIN = 0.002, 0.02
# Then there are more panels until the whole numbers of appearances come as near as this.
NEAR_LOSS, NEAR_GAIN = 0.001, 0.005
# One who loses feels all of it; what one gains, many others lose a little of.
GAIN_COUNTS = 0.1
# Numbers in a list (panels times types that can be in): a bundle of some megabytes.
MOST_COUNTS = 10_000_000
MOST_PANELS = 100_000
# Types times the types of all panels: so much can be mixed within some seconds.
MOST_MIXED = 20_000_000
# Of more types, panels of at most so many units are dealt, over so many panels that nobody loses more than this.
MOST_DEALT, DEALT_LOSS = 250, 0.005
# Parts of the time for a first list: where it can be mixed afterwards; where it is the only one; and where it is dealt.
FIRST_SHARE, ONLY_SHARE, DEAL_SHARE = 0.3, 0.5, 0.8
# If the time ends after some panels, a list of so many of them is made that comes out right by itself.
SHORTER = (0.6, 0.8)
# Numbers in a list that is dealt, most of them 0: a bundle of some ten megabytes.
MOST_DEALT_COUNTS = 70_000_000
# A part of the panels that may come on top, so that all types come as often as they should.
ON_TOP = 0.005
# Lists that are made of a mix until one is close.
MOST_TRIES = 3
# A mix of few panels may be listed exactly; so many numbers of panels are tried.
MOST_EXACT = 20_000
# A number of times that is whole but for the solver's rounding.
NEARLY_WHOLE = 1e-7


@dataclass(frozen=True, slots=True)
class List:
    """table: (m, T) panels.  loss, gain: the largest of any type, as parts of its chance."""

    table: Counts
    loss: float
    gain: float

    @property
    def distance(self) -> float:
        return _distance(self.loss, self.gain)

    def is_close(self, panels: int) -> bool:
        """Whether it is good enough, and has so many panels."""
        return len(self.table) >= panels and self.loss <= CLOSE_LOSS and self.gain <= CLOSE_GAIN


class ListMaker:
    """Makes lists for one problem, of at least so many panels, and says how far it is."""

    def __init__(
        self, problem: Problem, panels: int, on_panels: Callable[[int, int], None], seconds_left: Clock
    ) -> None:
        self._problem, self._panels = problem, panels
        self._on_panels, self._seconds_left = on_panels, seconds_left

    def measured(self, levels: Sequence[Level], table: Counts) -> List:
        return List(table, *self._deviation(levels, table.sum(axis=0, dtype=np.int64), len(table)))

    def _deviation(self, levels: Sequence[Level], times: Ints, panels: int) -> tuple[float, float]:
        if not panels:
            return 1.0, np.inf
        wanted = _means(self._problem, levels) * panels
        live = wanted > 0
        shares = times[live] / wanted[live]
        return max(0.0, 1 - float(shares.min(initial=1.0))), max(0.0, float(shares.max(initial=1.0)) - 1)

    def can_mix(self, levels: Sequence[Level]) -> bool:
        """Whether so many panels of so many types can be mixed in a reasonable time."""
        in_a_panel = np.minimum(_means(self._problem, levels), 1.0).sum()
        return bool(in_a_panel * self._panels * self._problem.types <= MOST_MIXED)

    def first(self, levels: Sequence[Level]) -> List:
        """A list for the chances of the relaxation. Where it could not be mixed afterwards, more numbers of panels are tried.

        Where it can, it is left short when it gets stuck. Without time there are fewer panels too. Raises OutOfTime.
        """
        mixable = self.can_mix(levels)
        if not mixable and self._can_deal(levels):
            return self._dealt(levels)
        windows = [(self._panels, self._panels + self._panels // 10)]
        if not mixable:
            windows.append((windows[0][1] + 1, 2 * self._panels))
        clock = part_of(self._seconds_left, FIRST_SHARE if mixable else ONLY_SHARE)
        found = self._scheduled(levels, windows, 0.5 if mixable else 1.0, clock)
        if mixable:
            return found
        if not clock():
            made = len(found.table)
            shorter = [(max(1, round(SHORTER[0] * made)), max(1, round(SHORTER[1] * made)))]
            return self._scheduled(levels, shorter, 1.0, self._seconds_left)
        return self.finished(levels, found)

    def _scheduled(
        self, levels: Sequence[Level], windows: Iterable[tuple[int, int]], end: float, seconds_left: Clock
    ) -> List:
        times, panels = self._appearances(levels, windows, CLOSE_LOSS, CLOSE_GAIN)
        made = np.zeros((0, self._problem.types), dtype=np.int64)
        if times is not None:
            made = schedule(self._problem, times, panels, self._reporter(panels, 0.0, end), seconds_left)
        return self.measured(levels, made)

    def within(self, share: float) -> ListMaker:
        """The same, for a part of the time that is left."""
        clock = part_of(self._seconds_left, share)
        return ListMaker(self._problem, self._panels, self._on_panels, clock)

    def _can_deal(self, levels: Sequence[Level]) -> bool:
        return bool(_means(self._problem, levels).sum() <= MOST_DEALT and can_deal(self._problem))

    def _dealt(self, levels: Sequence[Level]) -> List:
        """A list of panels with few units of many types: each type comes a few times in all."""
        best: tuple[Ints | None, int] = None, self._panels
        best_loss = np.inf
        for least, most in self._doubling(levels, MOST_DEALT_COUNTS):
            panels = panels_for_the_rare(self._problem, levels, least, most)
            times = apportion(self._problem, levels, panels, self._seconds_left)
            loss = 1.0 if times is None else self._deviation(levels, times, panels)[0]
            if loss < best_loss:
                best, best_loss = (times, panels), loss
            if loss <= DEALT_LOSS:
                break
        times, panels = best
        made: Counts = np.zeros((0, self._problem.types), dtype=np.uint16)
        if times is not None:
            made = deal(
                self._problem,
                times,
                panels,
                self._reporter(panels, 0.0, 0.9),
                part_of(self._seconds_left, DEAL_SHARE),
            )
        else:
            times = rounded(self._problem, levels, panels)
        on_panel, most = self._reporter(panels, 0.9, 1.0), panels + int(ON_TOP * panels)
        table = finish(self._problem, times, made, panels, on_panel, self._seconds_left, most=most)
        return self.measured(levels, table)

    def finished(self, levels: Sequence[Level], found: List) -> List:
        """The list with as many panels as were asked for, if there is time."""
        panels = max(self._panels, len(found.table))
        wanted = rounded(self._problem, levels, panels)
        on_panel = self._reporter(panels, 0.0, 1.0)
        return self.measured(levels, finish(self._problem, wanted, found.table, panels, on_panel, self._seconds_left))

    def mixed(self, levels: Sequence[Level], mix: Mix) -> List:
        """A list of the panels of a mix that has these chances, or nearly, and of some others.

        Whole panels cannot always be split just as they should, but what is missing then is soon small among more panels.
        """
        windows = self._doubling(levels, MOST_COUNTS)
        lists: list[List] = []
        while len(lists) < MOST_TRIES and windows:
            times, panels = self._appearances(levels, windows, NEAR_LOSS, NEAR_GAIN)
            if times is None:
                break
            lists.append(self.measured(levels, self._with_rest(mix, times, panels)))
            if lists[-1].is_close(self._panels) or not self._seconds_left():
                break
            windows = [window for window in windows if window[0] > panels]
        return min(lists or [self.exact(levels, mix)], key=lambda each: each.distance)

    def _doubling(self, levels: Sequence[Level], most_counts: int) -> list[tuple[int, int]]:
        live = int(np.count_nonzero(_means(self._problem, levels)))
        most = max(2 * self._panels, min(MOST_PANELS, most_counts // max(1, live)))
        starts = [self._panels]
        while 2 * starts[-1] < most:
            starts.append(2 * starts[-1] + 1)
        return [(start, min(2 * start, most)) for start in starts]

    def _appearances(
        self, levels: Sequence[Level], windows: Iterable[tuple[int, int]], good_loss: float, good_gain: float
    ) -> tuple[Ints | None, int]:
        """Appearances and over how many panels: the first good ones, else the best; None if no whole numbers keep the bounds."""
        best: tuple[Ints | None, int] = None, self._panels
        best_distance = np.inf
        for least, most in windows:
            panels = number_of_panels(self._problem, levels, least, most)
            times = apportion(self._problem, levels, panels, self._seconds_left)
            if times is None:
                continue
            loss, gain = self._deviation(levels, times, panels)
            if _distance(loss, gain) < best_distance:
                best, best_distance = (times, panels), _distance(loss, gain)
            if (loss <= good_loss and gain <= good_gain) or not self._seconds_left():
                break
        return best

    def _with_rest(self, mix: Mix, appearances: Ints, panels: int) -> Ints:
        """(panels, T) panels of the mix, and some others, with these appearances or nearly these.

        Each panel of the mix comes as often as its share says, rounded down and once less. What is then missing is about as
        many panels as the mix has; they are split as in schedule.py.
        """
        times: Ints = np.maximum(np.floor(mix.shares * panels + NEARLY_WHOLE).astype(np.int64) - 1, 0)
        rest: Ints = appearances - times @ mix.panels
        while (rest < 0).any():
            # A type that comes too often already: whole numbers were rounded against the mix.
            helping = np.flatnonzero((mix.panels[:, rest.argmin()] > 0) & (times > 0))
            dropped = helping[times[helping].argmax()]
            times[dropped] -= 1
            rest += mix.panels[dropped]
        left = panels - int(times.sum())
        on_panel = self._reporter(left, 0.75, 1.0)
        made = schedule(self._problem, rest, left, on_panel, self._seconds_left)
        others = finish(self._problem, rest, made, left, on_panel, self._seconds_left)
        return spread(np.vstack([mix.panels, others]), np.concatenate([times, np.ones(len(others), dtype=np.int64)]))

    def exact(self, levels: Sequence[Level], mix: Mix) -> List:
        """A list in which the panels of a mix come as often as they should, and no others: for mixes of few panels.

        The first number of panels that gives everybody just their chance is taken, else one that is near enough.
        """
        listed = _as_often(mix, self._panels, 2 * self._panels, 1e-9)
        balanced = self._balanced(listed)
        found = self.measured(levels, balanced)
        if found.is_close(self._panels):
            return found
        other = self.measured(levels, _as_often(mix, 2 * self._panels, max(MOST_EXACT, 3 * self._panels), NEAR_LOSS))
        return min(found, other, key=lambda each: each.distance)

    def _balanced(self, listed: Ints) -> Ints:
        """Panels with the same appearances, each as close to the mean as whole numbers allow.

        listed: (m, T) panels of the right chances, but extreme: one may hold all of a type and the next none, and then
        all of a type would win or lose together. They stay where a tight pool leaves no room for balance.
        """
        panels = len(listed)
        on_panel = self._reporter(panels, 0.0, 1.0)
        balanced = schedule(self._problem, listed.sum(axis=0), panels, on_panel, self._seconds_left)
        return balanced if len(balanced) == panels else listed

    def _reporter(self, panels: int, begin: float, end: float) -> Callable[[int], None]:
        """These panels are the work from one part to another of all."""
        return lambda done: self._on_panels(round(1000 * (begin + (end - begin) * done / panels)), 1000)


def _distance(loss: float, gain: float) -> float:
    return loss + GAIN_COUNTS * gain


def _means(problem: Problem, levels: Sequence[Level]) -> Floats:
    """(T,) units of each type that are in on average."""
    means: Floats = np.array([float(chance) for chance in chances(problem, levels)]) * problem.supply
    return means


def _as_often(mix: Mix, least: int, most: int, near: float) -> Ints:
    """(m, T) the panels of a mix by its shares, m the first number from `least` to `most` that is near enough, or the nearest.

    Cost: O((most − least) · P · T).
    """
    wanted = mix.shares @ mix.panels
    reachable = wanted > NEARLY_WHOLE
    best, best_distance = _whole_times(mix.shares, least), np.inf
    for count in range(least, most + 1):
        times = _whole_times(mix.shares, count)
        got = times @ mix.panels / count
        distance = float(np.abs(1 - got[reachable] / wanted[reachable]).max(initial=0.0))
        if distance < best_distance - 1e-9:
            best, best_distance = times, distance
        if best_distance < near:
            break
    return spread(mix.panels, best)


def spread(panels: Ints, times: Ints) -> Ints:
    """Each panel so many times, equal ones evenly over the list."""
    which = np.repeat(np.arange(len(panels)), times)
    turn = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    places = (turn + 0.5) / times[which]
    listed: Ints = panels[which[np.lexsort((which, places))]]
    return listed


def _whole_times(shares: Floats, count: int) -> Ints:
    """Whole numbers near count · shares with the sum count: what is left goes to the largest remainders."""
    exact = shares * count
    times = np.floor(exact + NEARLY_WHOLE).astype(np.int64)
    missing = count - int(times.sum())
    times[np.argsort(times - exact, kind="stable")[:missing]] += 1
    return times
