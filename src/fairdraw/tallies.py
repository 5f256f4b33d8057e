"""What is counted over many outcomes, and what each count should be.

Counts come from the outcomes alone; expectations from the list of panels alone: each of its m panels is as likely as any
other, and within a type every order is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fairdraw.outcomes import DrawStep, Outcome
from fairdraw.significance import Law, chances, law_of_columns
from fairdraw.types import Floats, Ints

# A cell of a chi-square needs this many expected counts for its curve to be a good picture.
LEAST_EXPECTED = 10
# Pairs are made of so many types, which is some million pairs, and of fewer if there are so many panels that it took long.
MOST_PAIRED = 1500
MOST_PRODUCTS = 10**11


class Tally:
    """Counts over outcomes that were drawn to the last entry.

    entries: (U,) how often each unit was in.  ranks: (U,) sum of its ranks within its type, first in, then on the
    waiting list.  next_up: (U,) how often it was the first of its type on the waiting list.
    together: (P,) how often both units of each pair were in.  soon: (T,) sum of the further panels, by place on the
    waiting list, at which the first of each type comes.  drawn: (m,) how often each panel came.
    wrong_panels: outcomes that are not what their panel says.  wrong_waiting: outcomes whose waiting list is not in the order
    of further panels.
    """

    def __init__(self, step: DrawStep) -> None:
        self.step = step
        self.draws = self.wrong_panels = self.wrong_waiting = 0
        self.drawn = np.zeros(step.panels, dtype=np.int64)
        self.entries, self.ranks, self.next_up = (np.zeros(step.units, dtype=np.int64) for _ in range(3))
        self.pairs = pairs_of_units(step)
        self.together = np.zeros(len(self.pairs), dtype=np.int64)
        self.soon = np.zeros(len(step.supply), dtype=np.int64)

    def add(self, outcome: Outcome) -> None:
        self.draws += 1
        self.drawn[outcome.panel] += 1
        is_in = np.zeros(self.step.units, dtype=bool)
        is_in[outcome.admitted] = True
        self.entries += is_in
        self.together += is_in[self.pairs[:, 0]] & is_in[self.pairs[:, 1]]
        if self._is_wrong(outcome):
            self.wrong_panels += 1
        else:
            self._add_ranks(outcome)
            self._add_waiting(outcome)

    def _add_ranks(self, outcome: Outcome) -> None:
        ranked = self.step.type_by_type(np.concatenate([outcome.admitted, outcome.waiting]))
        self.ranks[ranked] += self.step.rank[: len(ranked)]

    def _add_waiting(self, outcome: Outcome) -> None:
        step, rounds = self.step, self.step.rounds(outcome.order)
        by_type = step.type_by_type(outcome.waiting)
        types = step.type_of[by_type]
        place_of = np.empty(step.units, dtype=np.int64)
        place_of[outcome.waiting] = np.arange(len(outcome.waiting))
        first = np.flatnonzero(np.diff(types, prepend=-1))
        self.next_up[by_type[first]] += 1
        # To which further panel a place of the waiting list belongs is fixed by the panels, for any unit that has it.
        panel_of_place = np.sort(rounds[rounds > 0])
        self.soon[types[first]] += np.minimum(panel_of_place[place_of[by_type[first]]], step.panels + 1)
        behind = np.arange(len(by_type)) - np.repeat(first, np.diff(first, append=len(by_type)))
        due = rounds[step.start[types] + step.table[outcome.panel][types] + behind]
        self.wrong_waiting += not np.array_equal(due, panel_of_place[place_of[by_type]])

    def _is_wrong(self, outcome: Outcome) -> bool:
        step = self.step
        taken = np.bincount(step.type_of[outcome.admitted], minlength=len(step.supply))
        everybody = np.sort(np.concatenate([outcome.admitted, outcome.waiting]))
        return not (
            np.array_equal(taken, step.table[outcome.panel]) and np.array_equal(everybody, np.arange(step.units))
        )


def pairs_of_units(step: DrawStep) -> Ints:
    """(P, 2) each unit with the next of its type, and with the one half the list away."""
    here = np.arange(step.units)
    neighbours = here[:-1][step.type_of[1:] == step.type_of[:-1]]
    far = (here + step.units // 2) % step.units
    apart = here[far != here]
    return np.concatenate([np.stack([neighbours, neighbours + 1], 1), np.stack([apart, far[apart]], 1)])


def law_of_types(step: DrawStep) -> Law:
    """Units of each type that are in."""
    return law_of_columns(step.table.astype(float))


def law_of_entries(step: DrawStep) -> Law:
    return chances((step.table.mean(axis=0) / step.supply)[step.type_of])


def law_of_ranks(step: DrawStep) -> Law:
    """Each of the ranks 0 to n − 1 is as likely as any other."""
    n = step.supply[step.type_of].astype(float)
    return Law((n - 1) / 2, (n * n - 1) / 12, (n - 1) / 2, (n - 1) / 2)


def law_of_next_up(step: DrawStep) -> Law:
    some_wait = (step.table < step.supply).mean(axis=0)
    return chances((some_wait / step.supply)[step.type_of])


def law_of_together(step: DrawStep, pairs: Ints) -> Law:
    """Both of a pair: c_s·c_t of n_s·n_t pairs are in, or c·(c − 1) of n·(n − 1) within a type."""
    kinds, number = np.unique(step.type_of[pairs], axis=0, return_inverse=True)
    first, second = kinds[:, 0], kinds[:, 1]
    alike = (first == second).astype(int)
    both = np.array(
        [
            step.table[:, one].astype(float) @ (step.table[:, other] - same)
            for one, other, same in zip(first, second, alike, strict=True)
        ]
    )
    return chances((both / step.panels / (step.supply[first] * (step.supply[second] - alike)))[number.ravel()])


def law_of_soon(step: DrawStep) -> Law:
    """After how many further panels the first of the waiting of each type comes; 0 where nobody waits, m + 1 for never.

    The others come in a random order. The first of k among N is at (N + 1) / (k + 1) on average, and its place times the
    next one is 2 · (N + 1) · (N + 2) / ((k + 1) · (k + 2)) on average. The drawn panel comes last, in place m.
    """
    panels = step.panels
    takes = step.table > 0
    others = takes.sum(axis=0) - takes
    first = panels / (others + 1)
    square = 2 * panels * (panels + 1) / ((others + 1) * (others + 2)) - first
    farthest = np.where(others > 0, panels - others, np.where(takes, panels, panels + 1)).astype(float)
    nearest = np.where(others > 0, 1, farthest)
    waits = step.table < step.supply
    mean = np.where(waits, np.where(others > 0, first, farthest), 0).mean(axis=0)
    squares = np.where(waits, np.where(others > 0, square, farthest**2), 0).mean(axis=0)
    most, least = np.where(waits, farthest, 0).max(axis=0), np.where(waits, nearest, 0).min(axis=0)
    return Law(mean, np.maximum(squares - mean**2, 0.0), most - mean, mean - least)


@dataclass(frozen=True, slots=True)
class Squares:
    """statistic: of a chi-square with `freedom` degrees of freedom, which is 0 if too little was drawn for one."""

    statistic: float
    freedom: int


def squares_of_panels(drawn: Ints) -> Squares:
    """All panel numbers at once, neighbours put together until a cell expects enough."""
    panels, draws = len(drawn), int(drawn.sum())
    cells = max(1, min(panels, draws // LEAST_EXPECTED))
    cell_of = np.arange(panels) * cells // panels
    expected = draws * np.bincount(cell_of) / panels
    counts = np.bincount(cell_of, weights=drawn)
    return Squares(float(((counts - expected) ** 2 / expected).sum()), cells - 1)


def squares_of_entries(tally: Tally) -> Squares:
    """All entries within their types at once, given the panels that came.

    If c of n are in, all sets as likely, n of them have the covariance s · (1 − 1/n on the diagonal, −1/n elsewhere) with
    s = c·(n − c) / (n·(n − 1)): so the squares around their mean, divided by the sum of s, are chi-square with n − 1.
    """
    step = tally.step
    inside = tally.drawn @ step.table
    least = np.minimum(inside, tally.draws * step.supply - inside) / step.supply
    products = tally.drawn @ (step.table * (step.supply - step.table))
    scale = products / np.maximum(step.supply * (step.supply - 1), 1)
    return _within_types(step, tally.entries, scale, least >= LEAST_EXPECTED)


def squares_of_ranks(tally: Tally) -> Squares:
    """All ranks within their types at once: in a random order of n the same s is n·(n + 1) / 12."""
    step = tally.step
    scale = tally.draws * step.supply * (step.supply + 1) / 12
    return _within_types(step, tally.ranks, scale, np.full(len(scale), tally.draws >= LEAST_EXPECTED))


def _within_types(step: DrawStep, sums: Ints, scale: Floats, chosen: Ints) -> Squares:
    chosen = chosen & (step.supply > 1)
    types = len(step.supply)
    means = np.bincount(step.type_of, weights=sums, minlength=types) / step.supply
    squares = np.bincount(step.type_of, weights=(sums - means[step.type_of]) ** 2, minlength=types)
    return Squares(float((squares[chosen] / scale[chosen]).sum()), int((step.supply[chosen] - 1).sum()))


@dataclass(frozen=True, slots=True)
class PairsOfTypes:
    """first, second: (P,) types.  sums: (P,) how many pairs of their units were in together.  law: of one draw."""

    first: Ints
    second: Ints
    sums: Floats
    law: Law


def pairs_of_types(step: DrawStep, drawn: Ints) -> PairsOfTypes:
    """Two types, or a type and itself, of the types with the most units in. drawn: (m,) how often each panel came."""
    most = min(MOST_PAIRED, math.isqrt(MOST_PRODUCTS // step.panels))
    chosen = np.sort(np.argsort(-step.table.sum(axis=0), kind="stable")[:most])
    table = step.table[:, chosen].astype(float)
    first, second = np.triu_indices(len(chosen))
    means = (table.T @ table)[first, second] / step.panels
    squares = ((table**2).T @ table**2)[first, second] / step.panels
    sums = ((table * drawn[:, None]).T @ table)[first, second]
    # Within a type there are c·(c − 1) / 2 pairs.
    own, alike = table * (table - 1) / 2, first == second
    means[alike], squares[alike], sums[alike] = own.mean(axis=0), (own**2).mean(axis=0), drawn @ own
    # No product is larger than that of the largest counts.
    top = table.max(axis=0)
    law = Law(means, np.maximum(squares - means**2, 0.0), top[first] * top[second] - means, means)
    return PairsOfTypes(chosen[first], chosen[second], sums, law)
