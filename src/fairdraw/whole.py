"""Chances over whole panels, exactly: columns of panels, made when their price is right.

The formulas stand in docs/lottery.md under "Whole panels".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from fairdraw.branching import prove_worth, shown_worth
from fairdraw.clock import Clock, forever
from fairdraw.errors import TooFarApart
from fairdraw.leximin import Relaxation, alone_impossible, chances, ending, free_and_held
from fairdraw.proof import (
    MOST_LEAVES,
    MOST_LEAVES_IN_ALL,
    Level,
    Tree,
    bound_of_claims,
    certain_level,
    in_proportion,
    leaves,
    round_down,
)
from fairdraw.solver import MOST_NODES, Optimum, OutOfTime, Programme
from fairdraw.types import Floats, Ints, Problem

# By this share a mix may seem to fall short of what the relaxation promises through the solver's rounding.
REACHED = 1e-10
# A panel that is worth more than the best mix by less than this (as a share) is the solver's rounding.
WORTH_TOLERANCE = 1e-9
# A panel with a smaller share is not in the mix.
LEAST_SHARE = 1e-11
# The largest claim as the integer programmes see it, whose smallest step is 1e-6.
LARGEST_WORTH = 1e6
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


class Panels:
    """The different whole panels that are known, and a way to find more."""

    def __init__(self, problem: Problem, known: Iterable[Ints]) -> None:
        self.known: list[Ints] = []
        self._seen: set[bytes] = set()
        nothing = np.zeros(problem.types)
        rows = problem.adds.T
        self._dearest = Programme(nothing, rows, problem.least, problem.most, nothing, problem.limit, whole=True)
        self.add(known)

    def add(self, panels: Iterable[Ints]) -> list[Ints]:
        """Returns those that were not known."""
        new = []
        for panel in panels:
            key = panel.tobytes()
            if key not in self._seen:
                self._seen.add(key)
                new.append(panel)
        self.known += new
        return new

    def dearest(self, worth: Floats, enough: float, seconds_left: Clock) -> tuple[list[Ints], bool]:
        """Panels with a large Σ worth · y, the best of them last, and whether there is none better.

        Raises OutOfTime if none with more than enough was found, but perhaps there is one.
        """
        self._dearest.gain(worth * (LARGEST_WORTH / np.abs(worth).max()))
        optimum = self._dearest.solve(seconds=seconds_left(), most_nodes=MOST_NODES)
        if optimum is None:
            raise TooFarApart("the solver does not find the outcome that there is")
        found = [*self._dearest.points_on_the_way(), np.rint(optimum.x).astype(np.int64)]
        if not optimum.proven and found[-1] @ worth <= enough:
            raise OutOfTime
        return found, optimum.proven


def mix_with(problem: Problem, levels: Sequence[Level], panels: Panels, seconds_left: Clock = forever) -> Mix | None:
    """A mix of whole panels with just these chances, or None if there is none.

    Panels that help are added to `panels`. Raises OutOfTime.
    Cost: one integer programme of T columns for some panels that come up; few where others are known.
    """
    return _closest_mix(problem, levels, panels, seconds_left, at_all=False)


def closest_mix(problem: Problem, levels: Sequence[Level], panels: Panels, seconds_left: Clock = forever) -> Mix:
    """As mix_with, but as near to the chances as can be: all types lack or have too much as little as can be.

    What a type lacks or has too much counts as a share of its own. Where a search for a panel takes too long, it is the closest
    mix of the panels that are known by then. Raises OutOfTime if there is none.
    """
    mix = _closest_mix(problem, levels, panels, seconds_left, at_all=True)
    if mix is None:
        raise TooFarApart("no mix of outcomes comes close to the chances")
    return mix


def _closest_mix(
    problem: Problem, levels: Sequence[Level], panels: Panels, seconds_left: Clock, *, at_all: bool
) -> Mix | None:
    wanted = np.array([float(chance) for chance in chances(problem, levels)]) * problem.supply
    kinds = np.flatnonzero(wanted)
    one, count = np.eye(len(kinds) + 1), 2 * len(kinds)
    # Types may have less than they should, or more; the last row says that all shares are 1.
    rows = np.hstack([one[:, :-1], -one[:, :-1]])
    gain, ones = np.full(count, -1.0), np.ones(len(one))
    programme = Programme(gain, rows, ones, ones, np.zeros(count), np.full(count, np.inf))
    nearly = REACHED * (1 + len(kinds))

    def add(new: Iterable[Ints]) -> None:
        for panel in new:
            programme.add(np.append(panel[kinds] / wanted[kinds], 1.0))

    add(panels.known)
    mix: Mix | None = None
    while True:
        try:
            optimum = programme.solve(seconds=seconds_left())
        except OutOfTime:
            if mix is not None and at_all:
                return mix
            raise
        if optimum is None:
            raise TooFarApart("the solver cannot say how far a mix of outcomes is off")
        mix = _mix(panels.known, optimum.x[count:], tuple(levels))
        if -optimum.value <= nearly:
            return mix
        price = np.zeros(problem.types)
        price[kinds] = -optimum.row_dual[:-1] / wanted[kinds]
        enough = optimum.row_dual[-1] + nearly
        try:
            found, best = panels.dearest(price, enough, seconds_left)
        except OutOfTime:
            if at_all:
                return mix
            raise
        # No mix is worth more by these prices than the dearest panel, so all are off by the difference at least.
        off = float(wanted @ price) - float(found[-1] @ price)
        if best and off > nearly and not at_all:
            return None
        new = panels.add(panel for panel in found if panel @ price > enough)
        if not new:
            return mix if at_all else None
        add(new)


def _mix(panels: Sequence[Ints], shares: Floats, levels: tuple[Level, ...]) -> Mix:
    used = shares > LEAST_SHARE
    return Mix(np.array(panels)[used], shares[used] / shares[used].sum(), levels)


def whole_leximin(
    problem: Problem,
    panels: Panels,
    seconds_left: Clock = forever,
    on_level: Callable[[int, int], None] | None = None,
) -> Mix:
    """The leximin chances over all panels that keep every bound.

    panels: at least one; those that come up are added.  on_level: called with the number of types that are done and of all.
    Raises OutOfTime. Cost: one integer programme of T columns for each panel that comes up, and the trees of the proof.
    """
    relaxation, raising = Relaxation(problem), _Raising(problem, panels, seconds_left)
    levels = list(alone_impossible(problem))
    done = sum(len(level.types) for level in levels)
    while done < problem.types:
        levels.append(raising.next_level(levels, relaxation.next_level(levels)))
        done += len(levels[-1].types)
        if on_level is not None:
            on_level(done, problem.types)
    mix = _mix(panels.known, raising.shares, tuple(levels) if raising.proven else ())
    return replace(mix, shares=_polished(problem, mix, levels))


def _polished(problem: Problem, mix: Mix, levels: Sequence[Level]) -> Floats:
    """The shares with which the panels have these chances but for the rounding of a computer, not of a solver."""
    wanted = [float(chance) for chance in chances(problem, levels)] * problem.supply
    rows = np.vstack([mix.panels.T, np.ones(len(mix.panels))])
    shares = np.linalg.lstsq(rows.astype(np.float64), np.append(wanted, 1.0))[0]
    return mix.shares if shares.min() < 0 else shares


class _Raising:
    """The mix in which the smallest chance of the free types is as large as can be, level by level."""

    def __init__(self, problem: Problem, panels: Panels, seconds_left: Clock) -> None:
        self._problem, self._panels, self._seconds_left = problem, panels, seconds_left
        self.shares: Floats = np.ones(1)
        self.proven = True
        self._leaves = 0
        # The first column is z: the free types come z · claim times. The last row says that all shares are 1.
        one = np.append(np.zeros(problem.types), 1.0)
        limits = np.append(np.full(problem.types, np.inf), 1.0)
        self._programme = Programme(np.ones(1), np.zeros((len(one), 1)), one, limits, np.zeros(1), np.full(1, np.inf))
        self._add(panels.known)

    def _add(self, panels: Iterable[Ints]) -> None:
        for panel in panels:
            self._programme.add(np.append(panel, 1))

    def next_level(self, levels: Sequence[Level], promised: Level) -> Level:
        """promised: the level of the relaxation after these; it is the next one if whole panels reach it."""
        problem = self._problem
        free, held = free_and_held(problem, levels)
        heaviest = int(problem.weight[free].max())
        claim = np.zeros(problem.types)
        claim[free] = problem.weight[free] / heaviest * problem.limit[free]
        for kind, units in enumerate(claim.tolist()):
            self._programme.entry(kind, 0, -units)
        self._programme.row_limits(np.append(held, 1.0), np.append(np.full(problem.types, np.inf), 1.0))
        enough = float(promised.value * heaviest) * (1 - REACHED)
        while True:
            mix = self._programme.solve(seconds=self._seconds_left())
            if mix is None:
                raise TooFarApart("the solver does not find the mix of outcomes that there is")
            self.shares = mix.x[1:]
            if mix.x[0] >= enough:
                return promised
            level = self._level(free, levels, mix)
            if level is not None:
                return level

    def _level(self, free: Ints, levels: Sequence[Level], mix: Optimum) -> Level | None:
        """The level, if no panel lifts the mix any further; else there are more panels afterwards."""
        problem, panels = self._problem, self._panels
        prices = np.maximum(-mix.row_dual[: problem.types], 0.0)
        claims = in_proportion(prices)
        worth = np.array(claims, dtype=np.float64)
        known = float((np.array(panels.known) @ worth).max())
        enough = known * (1 + WORTH_TOLERANCE)
        found, _ = panels.dearest(worth, enough, self._seconds_left)
        new = panels.add(panel for panel in found if panel @ worth > enough)
        if new:
            self._add(new)
            return None
        best = max(_worth(claims, panel) for panel in panels.known if panel @ worth >= known * (1 - WORTH_TOLERANCE))
        tree = self._tree(claims, best)
        shown = shown_worth(problem, claims, tree) if tree else best
        bound = max(bound_of_claims(problem, claims, shown, free, levels), Fraction(0))
        if bound >= Fraction(1, int(problem.weight[free].max())):
            return certain_level(problem, free)
        return Level(round_down(bound, int(problem.weight.max())), ending(claims, free), claims, tree)

    def _tree(self, claims: Sequence[int], worth: int) -> Tree:
        """Empty if it would be too large, or if another one was."""
        tree: Tree | None = None
        if self.proven:
            tree = prove_worth(self._problem, claims, worth, LEAVES - self._leaves, self._seconds_left)
            self._leaves += leaves(tree) if tree else 0
        self.proven = tree is not None
        return tree or ()


def _worth(claims: Sequence[int], panel: Ints) -> int:
    return sum(claims[kind] * int(panel[kind]) for kind in np.flatnonzero(panel).tolist())
