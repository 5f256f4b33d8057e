"""The exact leximin chances over whole panels, for small pools: columns of panels, made when their price is
right.

The formulas stand in docs/lottery.md under "Whole panels".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fairdraw.leximin import alone_impossible, ending
from fairdraw.proof import (
    MOST_LEAVES,
    MOST_LEAVES_IN_ALL,
    Level,
    bound_of_claims,
    certain_level,
    in_proportion,
    leaves,
    prove_worth,
    round_down,
)
from fairdraw.solver import Optimum, maximise
from fairdraw.types import Floats, Ints, Problem

# A panel that is worth more than the best mix by less than this (as a share) is the solver's rounding.
WORTH_TOLERANCE = 1e-12
# Leaves that the levels may have in all: the proof of how many seats can be filled may need a tree as well.
LEAVES = MOST_LEAVES_IN_ALL - MOST_LEAVES


@dataclass(frozen=True, slots=True)
class Mix:
    """panels: (P, T) different panels.  shares: (P,) how often each comes, in all 1.

    levels: the proof; without it (empty) if one of its trees would be too large.
    """

    panels: Ints
    shares: Floats
    levels: tuple[Level, ...]


class TooMany(Exception):
    """More panels came up than were allowed."""


def whole_leximin(
    problem: Problem, first: Ints, on_level: Callable[[int, int], None] | None = None, most: float = math.inf
) -> Mix:
    """The leximin chances over all panels that keep every bound.

    first: (T,) any panel.  on_level: called with the number of types that are done and of all.
    most: raises TooMany as soon as more panels than this come up.
    Cost: one integer programme of T columns for each panel that comes up; meant for some dozens of types.
    """
    panels = [first]
    levels = list(alone_impossible(problem))
    value: dict[int, Fraction] = dict.fromkeys((kind for level in levels for kind in level.types), Fraction(0))
    proven = True
    shares = np.ones(1)
    while len(value) < problem.types:
        left = LEAVES - sum(leaves(level.tree) for level in levels) if proven else 0
        level, shares = _next_level(problem, panels, value, levels, most, left)
        proven = proven and (level.claims == () or level.tree != ())
        levels.append(level)
        value |= dict.fromkeys(level.types, level.value)
        if on_level is not None:
            on_level(len(value), problem.types)
    used = shares > 1e-12
    return Mix(np.array(panels)[used], shares[used] / shares[used].sum(), tuple(levels) if proven else ())


def _next_level(
    problem: Problem,
    panels: list[Ints],
    value: Mapping[int, Fraction],
    levels: Sequence[Level],
    most: float,
    most_leaves: int,
) -> tuple[Level, Floats]:
    """Raise the smallest free chance as far as panels allow; new panels are appended to `panels`, `most` in all."""
    free = np.array([kind for kind in range(problem.types) if kind not in value])
    chance = np.array([float(value.get(kind, 0)) for kind in range(problem.types)])
    held: Floats = chance * (problem.weight * problem.supply)
    while True:
        mix = _best_mix(problem, np.array(panels), free, held)
        claims = in_proportion(np.maximum(-mix.row_dual[: problem.types], 0.0))
        dearest, worth = _dearest_panel(problem, claims)
        known = max(sum(c * int(y) for c, y in zip(claims, panel, strict=True)) for panel in panels)
        if worth <= known * (1 + WORTH_TOLERANCE):
            break
        if len(panels) >= most:
            raise TooMany
        panels.append(dearest)
    worth = max(worth, known)
    bound = bound_of_claims(problem, claims, worth, free, levels)
    if bound >= Fraction(1, int(problem.weight[free].max())):
        return certain_level(problem, free), mix.x[:-1]
    reached = round_down(max(bound, Fraction(0)), int(problem.weight.max()))
    tree = prove_worth(problem, claims, worth, most_leaves) if most_leaves else None
    return Level(reached, ending(claims, free), claims, tree or ()), mix.x[:-1]


def _best_mix(problem: Problem, panels: Ints, free: Ints, held: Floats) -> Optimum:
    """Shares of the panels, and z: free types come z·weight·supply times on average, others as held."""
    claim = np.zeros(problem.types)
    claim[free] = (problem.weight * problem.supply)[free]
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
    reachable = wanted > 1e-9
    best, best_loss = None, np.inf
    for count in range(panels, 2 * panels + 1):
        times = _whole_times(mix.shares, count)
        got = times @ mix.panels / count
        loss = (1 - got[reachable] / wanted[reachable]).max(initial=0.0)
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
