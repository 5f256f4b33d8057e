"""From a pool and rules to a lottery: all steps in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fairdraw.clock import count_down
from fairdraw.closeness import closeness
from fairdraw.entries import Pool, Quota, Rules
from fairdraw.errors import Cancelled, Infeasible
from fairdraw.explaining import explain_infeasible
from fairdraw.fairest import Fairest, fairest, over_whole_panels
from fairdraw.feasible import fill, filled
from fairdraw.filling import Fill, prove_fill
from fairdraw.leximin import leximin
from fairdraw.listing import List, ListMaker
from fairdraw.lottery import Lottery, Previous, pack
from fairdraw.solver import OutOfTime
from fairdraw.tighten import tightened
from fairdraw.types import Ints, Problem, Type, check_rules, collapse, in_numbers, sorted_quotas
from fairdraw.whole import Panels, closest_mix, mix_with
from fairdraw.work_limits import check_list, check_work


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
    seconds: when this is too short, fewer panels are made and chances are worked out over fractions only; all panels keep
    the rules all the same, and `loss` and `gain` say what is missing. With a limit the result depends on the pace of the
    machine. One outcome, the chances with their proof and FEW_PANELS panels are waited for in any case.
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
    outcome = fill(open_seats, report.seconds_left)
    if outcome is None:
        raise Infeasible(explain_infeasible(open_seats, seats, quotas))
    problem = tightened(filled(open_seats, outcome))
    most = prove_fill(open_seats, seats, outcome, report.seconds_left)
    report("feasible", 1, 1)
    table, best = _panels(problem, _with_seats_in_doubt(open_seats, problem, most), outcome, panels, report)
    report("panels", 1, 1)
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
    """Passes progress on, stops the work when asked to, and knows how much time is left.

    What is passed on never runs backwards: while something is done once more, the furthest place is told again.
    """

    def __init__(self, callback: Callback | None, seconds: float | None) -> None:
        self._callback = callback
        self._told: list[Progress] = []
        self.seconds_left = count_down(seconds)

    def __call__(self, step: str, done: int, of: int) -> None:
        if self._callback is None:
            return
        if self._is_ahead(step, done, of):
            self._told.append(Progress(step, done, of))
        if self._callback(self._told[-1]) is False:
            raise Cancelled(f"The work was cancelled during {self._told[-1].step!r}.")

    def _is_ahead(self, step: str, done: int, of: int) -> bool:
        same = [told for told in self._told if told.step == step]
        if not same:
            return True
        return same[-1] is self._told[-1] and done * same[-1].of >= same[-1].done * of


def _with_seats_in_doubt(open_seats: Problem, problem: Problem, fill: Fill | None) -> Problem | None:
    """The draw with as many seats as are filled, or more up to those of which it is not proved that they stay empty.

    None where there are no such seats. open_seats: with the number of seats bounded above only.  problem: with those that are
    filled.
    """
    filled_seats = int(problem.least[0])
    if fill is None or fill.most == filled_seats:
        return None
    least, most = open_seats.least.copy(), open_seats.most.copy()
    least[0], most[0] = filled_seats, fill.most
    limit = np.where((open_seats.adds > most).any(axis=1), 0, open_seats.supply)
    return tightened(replace(open_seats, least=least, most=most, limit=limit))


def _panels(
    problem: Problem, in_doubt: Problem | None, outcome: Ints, panels: int, report: Reporter
) -> tuple[Ints, Fairest]:
    """(m, T) the panels, m at least `panels` if time allows, and the chances with their proof. problem: tightened.

    in_doubt: the same with seats that might be filled, if there are any. Then chances are those of its relaxation: who alone
    makes the number of seats odd would else be certain, only because it was not found how to fill one seat more.
    """
    if in_doubt is not None:
        chances = leximin(in_doubt, lambda done, of: report("chances", done, of))
        lists = ListMaker(problem, panels, lambda done, of: report("panels", done, of), report.seconds_left)
        return lists.finished(chances, lists.first(chances)).table, Fairest(chances)
    best = fairest(problem, outcome, lambda done, of: report("chances", done, of), report.seconds_left)
    if problem.least[0] == 0:
        return np.zeros((panels, problem.types), dtype=np.int64), best
    lists = ListMaker(problem, panels, lambda done, of: report("panels", done, of), report.seconds_left)
    if best.mix is not None:
        return lists.exact(best.levels, best.mix).table, best
    first = lists.first(best.levels)
    if not first.is_close(panels) and lists.can_mix(best.levels):
        closer = _closer(problem, best, outcome, first, lists, report)
        if closer is not None:
            return closer
        first = lists.finished(best.levels, first)
    return first.table, best


def _closer(
    problem: Problem, best: Fairest, outcome: Ints, first: List, lists: ListMaker, report: Reporter
) -> tuple[Ints, Fairest] | None:
    """A list that comes closer to the chances than the first one, or to those that whole panels can have; if there is time."""
    known = Panels(problem, [*np.unique(first.table, axis=0), outcome])
    try:
        mix = mix_with(problem, best.levels, known, report.seconds_left)
        if mix is None:
            # Whole panels do not reach the chances of the relaxation here, so their own chances are worked out.
            exact = over_whole_panels(problem, known, lambda *_: report("panels", 1, 2), report.seconds_left)
            best = exact or best
            mix = best.mix or closest_mix(problem, best.levels, known, report.seconds_left)
        second = lists.mixed(best.levels, mix)
    except OutOfTime:
        return None
    return min(lists.measured(best.levels, first.table), second, key=lambda each: each.distance).table, best
