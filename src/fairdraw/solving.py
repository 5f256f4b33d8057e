"""From a pool and rules to a lottery: all steps in their order."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from fairdraw.apportion import apportion, rounded
from fairdraw.closeness import closeness
from fairdraw.entries import Pool, Quota, Rules
from fairdraw.errors import Cancelled, Infeasible
from fairdraw.explaining import explain_infeasible
from fairdraw.fairest import Fairest, fairest, with_proof
from fairdraw.feasible import fill, filled
from fairdraw.filling import prove_fill
from fairdraw.finish import finish
from fairdraw.lottery import Lottery, Previous, pack
from fairdraw.proof import Level
from fairdraw.schedule import schedule
from fairdraw.tighten import tightened
from fairdraw.types import Ints, Problem, Type, check_rules, collapse, in_numbers, sorted_quotas
from fairdraw.whole import TooMany, list_panels, whole_leximin
from fairdraw.work_limits import check_list, check_work

# The pace is measured over this many panels, and no fewer are made for want of time.
FEW_PANELS = 100
# How many numbers of panels are tried until the smallest chance loses no more than this share; with few types one,
# because the chances of whole panels are soon worked out then.
ATTEMPTS = 3
GOOD_LOSS = 0.01
FEW_TYPES = 100
# So many different whole panels take a minute or two.
MOST_WHOLE = 2000


@dataclass(frozen=True, slots=True)
class Progress:
    """step: "types", "feasible", "chances", "panels" or "proof".  done, of: how much of the step."""

    step: str
    done: int
    of: int


# A callback may return False to cancel.
Callback = Callable[[Progress], object]


def solve(
    pool: Pool,
    rules: Rules,
    *,
    panels: int = 1000,
    progress: Callback | None = None,
    seconds: float | None = None,
) -> Lottery:
    """Make the fairest lottery: leximin chances, a list of panels that has them, and the proof.

    panels: how many whole outcomes the list holds at least.
    progress: called after each part of the work; the work stops with Cancelled when it returns False.
    seconds: when this is too short, fewer panels are made, at least FEW_PANELS; its `gap` says what is missing, and the verifier
    whether it is close enough. With a limit the result depends on the pace of the machine.
    Raises BadInput, Infeasible (no outcome meets the rules), Cancelled.
    """
    check_work(panels, seconds)
    report = Reporter(progress, seconds)
    check_rules(pool, rules)
    quotas = sorted_quotas(rules)
    types = collapse(pool, quotas, rules.seats)
    return make_lottery(types, rules.seats, quotas, panels, report)


def make_lottery(
    types: tuple[Type, ...],
    seats: int,
    quotas: tuple[Quota, ...],
    panels: int,
    report: Reporter,
    previous: Previous | None = None,
) -> Lottery:
    """All steps after the types are known. Raises Infeasible, Cancelled."""
    check_list(panels, len(types))
    report("types", 1, 1)
    open_seats = in_numbers(types, seats, quotas, previous.counts if previous else None)
    outcome = fill(open_seats)
    if outcome is None:
        raise Infeasible(explain_infeasible(open_seats, seats, quotas))
    problem = tightened(filled(open_seats, outcome))
    most = prove_fill(open_seats, seats, outcome)
    report("feasible", 1, 1)
    table, best = _panels(problem, outcome, panels, report)
    unit = types[0].weight / int(problem.weight[0])
    levels = tuple(replace(level, value=level.value / unit) for level in best.levels)
    return Lottery(
        seats,
        int(problem.least[0]),
        quotas,
        types,
        len(table),
        tuple(pack(table[:, kind]) for kind in range(problem.types)),
        levels,
        best.witness,
        most,
        closeness(types, table.sum(axis=0).tolist(), len(table), levels),
        previous,
    )


class Reporter:
    """Passes progress on, stops the work when asked to, and knows how much time is left."""

    def __init__(self, callback: Callback | None, seconds: float | None) -> None:
        self._callback = callback
        self._end = None if seconds is None else time.monotonic() + seconds

    def __call__(self, step: str, done: int, of: int) -> None:
        if self._callback is not None and self._callback(Progress(step, done, of)) is False:
            raise Cancelled(f"The work was cancelled during {step!r}.")

    def seconds_left(self) -> float:
        return math.inf if self._end is None else max(0.0, self._end - time.monotonic())


class _TooSlow(Exception):
    """There is time for so many panels only."""

    def __init__(self, panels: int) -> None:
        self.panels = panels


def _panels(problem: Problem, outcome: Ints, panels: int, report: Reporter) -> tuple[Ints, Fairest]:
    """(m, T) the panels, m at least `panels` if time allows, and the chances with their proof. problem: tightened."""
    best = fairest(problem, outcome, lambda done, of: report("chances", done, of))
    if best.mix is not None:
        return _balanced(problem, list_panels(problem, best.mix, panels), report), best
    if problem.least[0] == 0:
        return np.zeros((panels, problem.types), dtype=np.int64), best
    found = _fairest_list(problem, best.levels, panels, report)
    if found.loss <= GOOD_LOSS or problem.types > FEW_TYPES:
        return found.table, best
    # Whole panels do not reach the chances of the relaxation here, so their own chances are worked out.
    try:
        mix = whole_leximin(problem, outcome, lambda done, of: report("panels", done, of), MOST_WHOLE)
    except TooMany:
        return found.table, best
    return _balanced(problem, list_panels(problem, mix, panels), report), with_proof(problem, mix) or best


def _balanced(problem: Problem, listed: Ints, report: Reporter) -> Ints:
    """Panels with the same appearances, each as close to the mean as whole numbers allow.

    listed: (m, T) panels of the right chances, but extreme: one may hold all of a type and the next none, and then
    all of a type would win or lose together. They stay where a tight pool leaves no room for balance.
    """
    balanced = schedule(problem, listed.sum(axis=0), len(listed), lambda done: report("panels", done, len(listed)))
    return balanced if len(balanced) == len(listed) else listed


@dataclass(frozen=True, slots=True)
class _List:
    """table: (m, T) panels.  loss: what the smallest chance lacks of the best that is not ruled out, as a share of it."""

    table: Ints
    loss: float


def _fairest_list(problem: Problem, levels: Sequence[Level], panels: int, report: Reporter) -> _List:
    """The best of some lists: another number of panels is rounded otherwise."""
    lists: list[_List] = []
    count = panels
    while len(lists) < (ATTEMPTS if problem.types > FEW_TYPES else 1):
        try:
            table = _scheduled(problem, levels, count, report)
        except _TooSlow as slow:
            count = slow.panels
            continue
        lists.append(_List(table, _loss(problem, levels, table)))
        if lists[-1].loss <= GOOD_LOSS:
            break
        count += 1
    return min(lists, key=lambda each: each.loss)


def _scheduled(problem: Problem, levels: Sequence[Level], panels: int, report: Reporter) -> Ints:
    """Panels by apportioning and scheduling. Raises _TooSlow when the time left is too short for so many."""
    found = apportion(problem, levels, panels)
    wanted = found.times if found else rounded(problem, levels, panels)
    panels = found.panels if found else panels
    allowed, begin = report.seconds_left(), time.monotonic()

    def on_panel(done: int) -> None:
        report("panels", done, panels)
        needed = (time.monotonic() - begin) / done * panels
        if done >= FEW_PANELS and needed > allowed and panels > 2 * FEW_PANELS:
            raise _TooSlow(max(FEW_PANELS, int(allowed / needed * panels / 2)))

    nothing = np.zeros((0, problem.types), dtype=np.int64)
    made = schedule(problem, wanted, panels, on_panel) if found else nothing
    return finish(problem, wanted, made, panels, on_panel)


def _loss(problem: Problem, levels: Sequence[Level], table: Ints) -> float:
    """What the smallest chance per weight lacks of the bound on it, as a share."""
    possible = [level for level in levels if level.value > 0]
    times = table.sum(axis=0).tolist()
    weights, supply = problem.weight.tolist(), problem.supply.tolist()
    chances = [
        Fraction(times[kind], len(table) * supply[kind] * weights[kind]) for level in possible for kind in level.types
    ]
    return float(1 - min(chances) / possible[0].value) if possible else 0.0
