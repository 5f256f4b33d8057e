"""Change whole numbers by single steps until their sums keep all bounds.

Cost: a few hundred thousand additions per step; few steps are usual, and a small integer programme is the
last resort.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fairdraw.clock import Clock, forever
from fairdraw.solver import OutOfTime, maximise
from fairdraw.types import Ints

# How many candidates for a step up and for a step down are tried against each other, out of so many types by lot.
EVERY = 10**9
WINDOWS = ((24, 600), (24, 600), (24, EVERY), (48, EVERY), (96, EVERY), (96, EVERY))
# Sums that are off by more than this in all are far off.
FAR = 60
# How many types the integer programme may change; the last is "all".
PROGRAMME_WINDOWS = (120, 400)
PROGRAMME_SECONDS = 20.0


class Dice:
    """Fixed pseudo-random numbers, the same on every machine (the raw stream of PCG64 is specified)."""

    def __init__(self, seed: int) -> None:
        self._stream = np.random.PCG64(seed)

    def pick(self, items: Ints, count: int) -> Ints:
        """`count` of the items, perhaps some twice; all of them if there are no more."""
        if len(items) <= count:
            return items
        raw = self._stream.random_raw(count)
        return items[(raw % np.uint64(len(items))).astype(np.int64)]

    def below(self, end: int) -> int:
        return int(self._stream.random_raw()) % end


def mend(
    start: Ints,
    low: Ints,
    high: Ints,
    adds: Ints,
    least: Ints,
    most: Ints,
    dice: Dice,
    *,
    by_programme: bool = True,
    seconds_left: Clock = forever,
) -> Ints | None:
    """Whole numbers with low ≤ y ≤ high and least ≤ y·adds ≤ most, near `start`; None if none were found.

    start, low, high: (T,).  adds: (T, Q).  least, most: (Q,).
    by_programme: where steps do not do, an integer programme is tried, as long as there is time.
    """
    movable = np.flatnonzero(low < high)
    used = np.flatnonzero(start)
    sums = start[used] @ adds[used]
    steps = _Steps(start[movable], low[movable], high[movable], adds[movable], sums, least, most, dice)
    change, excess = steps.take()
    y = start.copy()
    y[movable] = change
    if not excess.any():
        return y
    return _by_programme(y, low, high, adds, least, most, excess, seconds_left) if by_programme else None


class _Steps:
    """Single steps and pairs of steps, each of which brings the sums nearer to the bounds.

    y, low, high, adds: of the types that may change.  sums: of all types.
    """

    def __init__(
        self, y: Ints, low: Ints, high: Ints, adds: Ints, sums: Ints, least: Ints, most: Ints, dice: Dice
    ) -> None:
        self._y, self._low, self._high, self._adds, self._sums = y, low, high, adds, sums
        self._least, self._most, self._dice = least, most, dice
        # Matrices of small numbers are quicker, and quicker still with one row for each bound.
        largest = max(int(each.max(initial=0)) for each in (np.abs(sums), np.abs(least), np.abs(most)))
        narrow = np.int32 if largest + len(y) * int(adds.max(initial=0)) < 2**28 else np.int64
        self._twice: NDArray[np.signedinteger] = (2 * adds.T).astype(narrow)
        self._floats = adds.astype(np.float64)
        self._all = np.arange(len(y))

    def take(self) -> tuple[Ints, Ints]:
        """The numbers in the end, and (Q,) how far the sums still lie above their bounds (positive) or below (negative)."""
        self._many()
        stuck = 0
        while (excess := _excess(self._sums, self._least, self._most)).any() and stuck < len(WINDOWS):
            up, down = self._candidates(excess, *WINDOWS[stuck])
            raised, lowered = self._best(up, down, int(np.abs(excess).sum()))
            if raised < 0 and lowered < 0:
                stuck += 1
                continue
            stuck = 0
            self._move(raised, 1)
            self._move(lowered, -1)
        return self._y, excess

    def _move(self, kind: int, step: int) -> None:
        if kind >= 0:
            self._y[kind] += step
            self._sums = self._sums + step * self._adds[kind]

    def _many(self) -> None:
        """While the sums are far off, step many types at once, down the slope of the sum of squared excesses."""
        excess = _excess(self._sums, self._least, self._most)
        cost = int(np.abs(excess).sum())
        count = cost
        while cost > FAR and count > 0:
            slope = self._floats @ excess
            slope[(slope > 0) & (self._y <= self._low) | (slope < 0) & (self._y >= self._high)] = 0.0
            steep = np.flatnonzero(np.abs(slope) >= np.abs(slope).max(initial=0.0) / 2)
            chosen = np.unique(self._dice.pick(steep, count))
            steps = -np.sign(slope[chosen]).astype(np.int64)
            sums = self._sums + steps @ self._adds[chosen]
            after = _excess(sums, self._least, self._most)
            if int(np.abs(after).sum()) < cost:
                self._y[chosen] += steps
                self._sums, excess, cost = sums, after, int(np.abs(after).sum())
            else:
                count //= 2

    def _candidates(self, excess: Ints, window: int, sample: int) -> tuple[Ints, Ints]:
        """Types to step up and types to step down: half of them by lot, half because they touch what is broken."""
        pick = self._dice.pick
        some = pick(self._all, sample)
        helps = self._floats[some] @ np.sign(excess)
        y = self._y[some]
        up, down = y < self._high[some], y > self._low[some]
        return (
            np.concatenate([pick(some[up & (helps < 0)], window), pick(some[up], window)]),
            np.concatenate([pick(some[down & (helps > 0)], window), pick(some[down], window)]),
        )

    def _best(self, up: Ints, down: Ints, cost: int) -> tuple[int, int]:
        """The pair (raised, lowered), -1 for none, that brings the sums nearest to the bounds; (-1, -1) if none does."""
        # The distance of s from the middle of its bounds, beyond half of the room; all of it times two to stay whole.
        kind = self._twice.dtype
        plus, minus = np.zeros((2, len(self._sums), 1 + max(len(up), len(down))), dtype=kind)
        plus[:, 1 : len(up) + 1], minus[:, 1 : len(down) + 1] = self._twice[:, up], self._twice[:, down]
        plus, minus = plus[:, : len(up) + 1], minus[:, : len(down) + 1]
        plus += (2 * self._sums - self._least - self._most).astype(kind)[:, None]
        after = plus[:, :, None] - minus[:, None, :]
        np.abs(after, out=after)
        after -= (self._most - self._least).astype(kind)[:, None, None]
        np.maximum(after, 0, out=after)
        costs = after.sum(axis=0)
        best = int(costs.argmin())
        if costs.flat[best] >= 2 * cost:
            return -1, -1
        raised, lowered = divmod(best, len(down) + 1)
        return (int(up[raised - 1]) if raised else -1), (int(down[lowered - 1]) if lowered else -1)


def _excess(sums: Ints, least: Ints, most: Ints) -> Ints:
    """How far each sum lies above its bound (positive) or below (negative)."""
    over: Ints = np.maximum(sums - most, 0) - np.maximum(least - sums, 0)
    return over


def _by_programme(
    y: Ints, low: Ints, high: Ints, adds: Ints, least: Ints, most: Ints, excess: Ints, seconds_left: Clock
) -> Ints | None:
    """Let a small integer programme change some types: those that touch what is broken first."""
    movable = np.flatnonzero(low < high)
    order = movable[np.argsort(-(np.abs(adds[movable] @ np.sign(excess))), kind="stable")]
    for window in (*PROGRAMME_WINDOWS, len(movable)):
        # Every other candidate comes from the whole range, so that the window holds all kinds of types.
        spread = movable[:: max(1, len(movable) // window)]
        chosen = np.unique(np.concatenate([order[:window], spread]))
        base = y.copy()
        base[chosen] = 0
        rest = base @ adds
        try:
            found = maximise(
                np.zeros(len(chosen)),
                adds[chosen].T,
                least - rest,
                most - rest,
                low[chosen],
                high[chosen],
                whole=True,
                seconds=min(PROGRAMME_SECONDS, seconds_left()),
            )
        except OutOfTime:
            return None
        if found is not None:
            base[chosen] = np.rint(found.x).astype(np.int64)
            sums = base @ adds
            if (sums >= least).all() and (sums <= most).all():
                return base
        if len(chosen) == len(movable):
            break
    return None
