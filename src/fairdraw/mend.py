"""Change whole numbers by single steps until their sums keep all bounds.

Cost: a few hundred thousand additions per step; few steps are usual, and a small integer programme is the
last resort.
"""

from __future__ import annotations

import numpy as np

from fairdraw.solver import maximise
from fairdraw.types import Ints

# How many candidates for a step up and for a step down are tried against each other.
WINDOWS = (24, 24, 48, 48, 96, 96)
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
    start: Ints, low: Ints, high: Ints, adds: Ints, least: Ints, most: Ints, dice: Dice, *, by_programme: bool = True
) -> Ints | None:
    """Whole numbers with low ≤ y ≤ high and least ≤ y·adds ≤ most, near `start`; None if none were found.

    start, low, high: (T,).  adds: (T, Q).  least, most: (Q,).
    by_programme: where steps do not do, an integer programme is tried.
    """
    y = _many_steps(start.copy(), low, high, adds, least, most, dice)
    sums = y @ adds
    stuck = 0
    while True:
        excess = _excess(sums, least, most)
        cost = int(np.abs(excess).sum())
        if cost == 0:
            return y
        if stuck == len(WINDOWS):
            return None if not by_programme else _by_programme(y, low, high, adds, least, most, excess)
        up, down = _candidates(y, low, high, adds, excess, WINDOWS[stuck], dice)
        step = _best_step(up, down, adds, sums, least, most, cost)
        if step is None:
            stuck += 1
            continue
        stuck = 0
        raised, lowered = step
        if raised >= 0:
            y[raised] += 1
            sums = sums + adds[raised]
        if lowered >= 0:
            y[lowered] -= 1
            sums = sums - adds[lowered]


def _many_steps(y: Ints, low: Ints, high: Ints, adds: Ints, least: Ints, most: Ints, dice: Dice) -> Ints:
    """While the sums are far off, step many types at once, down the slope of the sum of squared excesses."""
    excess = _excess(y @ adds, least, most)
    cost = int(np.abs(excess).sum())
    count = len(y)
    while cost > FAR and count > 0:
        slope = (adds @ excess).astype(float)
        slope[(slope > 0) & (y <= low) | (slope < 0) & (y >= high)] = 0.0
        steep = np.flatnonzero(np.abs(slope) >= np.abs(slope).max(initial=0.0) / 2)
        chosen = np.unique(dice.pick(steep, count))
        stepped = y.copy()
        stepped[chosen] -= np.sign(slope[chosen]).astype(np.int64)
        after = _excess(stepped @ adds, least, most)
        if int(np.abs(after).sum()) < cost:
            y, excess, cost = stepped, after, int(np.abs(after).sum())
        else:
            count //= 2
    return y


def _excess(sums: Ints, least: Ints, most: Ints) -> Ints:
    """How far each sum lies above its bound (positive) or below (negative)."""
    over: Ints = np.maximum(sums - most, 0) - np.maximum(least - sums, 0)
    return over


def _candidates(
    y: Ints, low: Ints, high: Ints, adds: Ints, excess: Ints, window: int, dice: Dice
) -> tuple[Ints, Ints]:
    """Types to step up and types to step down: half of them by lot, half because they touch what is
    broken."""
    helps = adds @ np.sign(excess)
    up, down = np.flatnonzero(y < high), np.flatnonzero(y > low)
    helping_up, helping_down = up[helps[up] < 0], down[helps[down] > 0]
    return (
        np.concatenate([dice.pick(helping_up, window), dice.pick(up, window)]),
        np.concatenate([dice.pick(helping_down, window), dice.pick(down, window)]),
    )


def _best_step(
    up: Ints, down: Ints, adds: Ints, sums: Ints, least: Ints, most: Ints, cost: int
) -> tuple[int, int] | None:
    """The pair (raised, lowered), -1 for none, that brings the sums nearest to the bounds, or None."""
    plus = np.vstack([np.zeros_like(sums), adds[up]])
    minus = np.vstack([np.zeros_like(sums), adds[down]])
    after = (sums + plus)[:, None, :] - minus[None, :, :]
    costs = (np.maximum(after - most, 0) + np.maximum(least - after, 0)).sum(axis=2)
    best = int(costs.argmin())
    if costs.flat[best] >= cost:
        return None
    raised, lowered = divmod(best, len(down) + 1)
    return (int(up[raised - 1]) if raised else -1), (int(down[lowered - 1]) if lowered else -1)


def _by_programme(y: Ints, low: Ints, high: Ints, adds: Ints, least: Ints, most: Ints, excess: Ints) -> Ints | None:
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
        found = maximise(
            np.zeros(len(chosen)),
            adds[chosen].T,
            least - rest,
            most - rest,
            low[chosen],
            high[chosen],
            whole=True,
            seconds=PROGRAMME_SECONDS,
        )
        if found is not None:
            base[chosen] = np.rint(found.x).astype(np.int64)
            sums = base @ adds
            if (sums >= least).all() and (sums <= most).all():
                return base
        if len(chosen) == len(movable):
            break
    return None
