"""The exact leximin chances over whole panels, for small pools: columns of panels, made when their price is
right.

The formulas stand in docs/lottery.md under "Whole panels".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fairdraw.leximin import PRICE_TOLERANCE, whole_prices
from fairdraw.solver import Optimum, maximise
from fairdraw.types import Floats, Ints, Problem

# A panel that is worth more than the best mix by less than this (as a share) is the solver's rounding.
WORTH_TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Claim:
    """One level: every panel has Σ_t claims_t · y_t ≤ worth, so no lottery gives the free types more than
    `value`."""

    value: Fraction
    types: tuple[int, ...]
    claims: tuple[int, ...]
    worth: int


@dataclass(frozen=True, slots=True)
class Mix:
    """panels: (P, T) different panels.  shares: (P,) how often each comes, in all 1.  levels: the proof in
    short."""

    panels: Ints
    shares: Floats
    levels: tuple[Claim, ...]


def whole_leximin(problem: Problem, first: Ints, on_level: Callable[[int, int], None] | None = None) -> Mix:
    """The leximin chances over all panels that keep every bound.

    first: (T,) any panel.  on_level: called with the number of types that are done and of all.
    Cost: for each panel that comes up, one integer programme of T columns; meant for at most some dozens of
    types.
    """
    panels = [first]
    levels: list[Claim] = []
    chance: list[Fraction | None] = [None] * problem.types
    shares = np.ones(1)
    while None in chance:
        level, shares = _next_level(problem, panels, chance, levels)
        levels.append(level)
        for kind in level.types:
            chance[kind] = level.value * int(problem.weight[kind])
        if on_level is not None:
            on_level(sum(each is not None for each in chance), problem.types)
    used = shares > 1e-12
    return Mix(np.array(panels)[used], shares[used] / shares[used].sum(), tuple(levels))


def _next_level(
    problem: Problem, panels: list[Ints], chance: Sequence[Fraction | None], levels: Sequence[Claim]
) -> tuple[Claim, Floats]:
    """Raise the smallest free chance as far as panels allow; new panels are appended to `panels`."""
    free = np.array([each is None for each in chance])
    held = np.array([float(each or 0) for each in chance]) * problem.supply
    while True:
        mix = _best_mix(problem, np.array(panels), free, held)
        claims = whole_prices(np.maximum(-mix.row_dual[: problem.types], 0.0))
        dearest, worth = _dearest_panel(problem, claims)
        worth_now = max(int(panel @ np.array(claims, dtype=object)) for panel in panels)
        if worth <= worth_now * (1 + WORTH_TOLERANCE):
            break
        panels.append(dearest)
    weighed = [claim * int(n) for claim, n in zip(claims, problem.supply, strict=True)]
    owed = sum(
        (part * each for part, each in zip(weighed, chance, strict=True) if each is not None), Fraction(0)
    )
    shared = sum(
        part * int(w) for part, w, each in zip(weighed, problem.weight, chance, strict=True) if each is None
    )
    value = max((worth - owed) / shared, Fraction(0))
    largest = max(claims)
    ended = tuple(
        kind for kind, claim in enumerate(claims) if free[kind] and claim > PRICE_TOLERANCE * largest
    )
    return Claim(value, ended, claims, worth), mix.x[:-1]


def _best_mix(problem: Problem, panels: Ints, free: np.ndarray, held: Floats) -> Optimum:
    """Shares of the panels and z: each free type at least z·weight·supply on average, each other what it
    holds."""
    claim = np.where(free, problem.weight * problem.supply, 0).astype(float)
    rows = np.vstack([np.column_stack([panels.T, -claim]), np.append(np.ones(len(panels)), 0.0)])
    gain = np.append(np.zeros(len(panels)), 1.0)
    found = maximise(
        gain,
        rows,
        np.append(held, 1.0),
        np.append(np.full(problem.types, np.inf), 1.0),
        np.zeros(len(panels) + 1),
        np.append(np.ones(len(panels)), np.inf),
    )
    if found is None:
        raise AssertionError("the mix of the level before is still there")
    return found


def _dearest_panel(problem: Problem, claims: Sequence[int]) -> tuple[Ints, int]:
    """The panel with the largest Σ claims · y, and that sum."""
    # Large claims are made smaller for the solver only; the sum is worked out in whole numbers.
    scale = max(1.0, max(claims) / 1e6)
    found = maximise(
        np.array([claim / scale for claim in claims]),
        problem.adds.T,
        problem.least,
        problem.most,
        np.zeros(problem.types),
        problem.limit,
        whole=True,
        gap=0.0 if scale > 1 else 0.5,
    )
    if found is None:
        raise AssertionError("there was a panel to begin with")
    panel = np.rint(found.x).astype(np.int64)
    return panel, sum(int(count) * claim for count, claim in zip(panel, claims, strict=True))


def list_panels(problem: Problem, mix: Mix, panels: int) -> Ints:
    """(m, T) a list in which the panels of the mix come as often as they should, m from `panels` to twice
    that.

    The first m that gives everyone their full chance is taken, else the one with the least loss at the
    smallest
    chance. Equal panels are spread evenly over the list. Cost: O(panels · P · T).
    """
    wanted = mix.shares @ mix.panels
    best, best_loss = None, np.inf
    for count in range(panels, 2 * panels + 1):
        times = _whole_times(mix.shares, count)
        got = times @ mix.panels / count
        loss = max((1 - got[wanted > 1e-9] / wanted[wanted > 1e-9]).max(), 0.0)
        if loss < best_loss - 1e-9:
            best, best_loss = times, loss
        if best_loss < 1e-9:
            break
    if best is None:
        raise AssertionError("there is always a first list")
    places = [((turn + 0.5) / times, panel) for panel, times in enumerate(best) for turn in range(int(times))]
    return mix.panels[[panel for _, panel in sorted(places)]]


def _whole_times(shares: Floats, count: int) -> Ints:
    """Whole numbers near count · shares with the sum count: what is left goes to the largest remainders."""
    exact = shares * count
    times = np.floor(exact + 1e-7).astype(np.int64)
    missing = count - int(times.sum())
    times[np.argsort(times - exact, kind="stable")[:missing]] += 1
    return times
