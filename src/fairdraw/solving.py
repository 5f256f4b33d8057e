"""From a pool and rules to a lottery: all steps in their order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fairdraw.clock import Clock, count_down, part_of
from fairdraw.closeness import closeness
from fairdraw.entries import Pool, Quota, Rules
from fairdraw.errors import Cancelled, Infeasible, TooLittleTime
from fairdraw.explaining import explain_infeasible
from fairdraw.fairest import Fairest, fairest, over_whole_panels
from fairdraw.feasible import fill, filled
from fairdraw.filling import Fill, prove_fill
from fairdraw.leximin import leximin
from fairdraw.listing import List, ListMaker
from fairdraw.lottery import Lottery, Previous, pack
from fairdraw.solver import OutOfTime
from fairdraw.tighten import tightened
from fairdraw.types import Counts, Ints, Problem, Type, check_rules, collapse, in_numbers, sorted_quotas
from fairdraw.whole import Mix, Panels, closest_mix, mix_with
from fairdraw.work_limits import check_list, check_work

# Parts of the time that is left then: for one outcome and for the proof that none is fuller; for each of three ways to a mix;
# for a list of the mix. The rest is for what comes afterwards.
FILL_SHARE, MIX_SHARE, LIST_SHARE = 0.3, 0.4, 0.8
# With a larger part left in the end no part of the work was short of time.
SPARE_SHARE = 0.75


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
    seconds: when this is too short for all, there are fewer panels, or chances are worked out over fractions only; `loss` and
    `gain` say what is missing. With a limit the result depends on the pace of the machine; if the verifier would not accept
    it because the time was short, it is refused. Checking the input before and writing the lottery down after it take some seconds more with a million entries.
    Raises BadInput, Infeasible (no outcome meets the rules), Cancelled, TooLittleTime.
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
    """All steps after the types are known. Raises Infeasible, Cancelled, TooLittleTime."""
    check_list(panels, len(types))
    report("types", 1, 1)
    open_seats = in_numbers(types, seats, quotas, previous.counts if previous else None)
    clock = report.seconds_left
    allowed = clock()
    done = "not even one outcome that keeps the rules was found"
    try:
        outcome = fill(open_seats, part_of(clock, FILL_SHARE))
        if outcome is None:
            raise Infeasible(explain_infeasible(open_seats, seats, quotas, clock))
        problem = tightened(filled(open_seats, outcome))
        done = "outcomes were found, but not the proof of the fairest chances"
        most = prove_fill(open_seats, seats, outcome, part_of(clock, FILL_SHARE))
        report("feasible", 1, 1)
        in_doubt = _with_seats_in_doubt(open_seats, problem, most)
        best = _fairest(problem, in_doubt, outcome, report)
        done = "the fairest chances were found, but not a list of outcomes that comes close to them"
        table, best = _panels(problem, best, outcome, panels, report, in_doubt=in_doubt is not None)
    except OutOfTime as error:
        raise TooLittleTime(done) from error
    report("panels", 1, 1)
    lottery = _lottery(problem, types, seats, quotas, table if len(table) else outcome[None], best, most, previous)
    # With most of the time to spare it is the quotas that leave no room, and the list says how far it is off.
    if allowed < math.inf and clock() <= SPARE_SHARE * allowed and not lottery.is_accepted():
        raise TooLittleTime(done)
    return lottery


def _lottery(
    problem: Problem,
    types: tuple[Type, ...],
    seats: int,
    quotas: tuple[Quota, ...],
    table: Counts,
    best: Fairest,
    most: Fill | None,
    previous: Previous | None,
) -> Lottery:
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
        closeness(types, table.sum(axis=0, dtype=np.int64).tolist(), len(table), levels),
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


def _fairest(problem: Problem, in_doubt: Problem | None, outcome: Ints, report: Reporter) -> Fairest:
    """The chances with their proof. problem: tightened.  Raises OutOfTime.

    in_doubt: the same with seats that might be filled, if there are any. Then chances are those of its relaxation: who alone
    makes the number of seats odd would else be certain, only because it was not found how to fill one seat more.
    """

    def told(done: int, of: int) -> None:
        report("chances", done, of)

    if in_doubt is not None:
        return Fairest(leximin(in_doubt, told, report.seconds_left))
    return fairest(problem, outcome, told, report.seconds_left)


def _panels(
    problem: Problem, best: Fairest, outcome: Ints, panels: int, report: Reporter, *, in_doubt: bool
) -> tuple[Counts, Fairest]:
    """(m, T) the panels, m at least `panels` if time allows, and the chances with their proof. problem: tightened.

    in_doubt: the chances are those of more seats than the panels have.
    """
    if in_doubt:
        lists = ListMaker(problem, panels, lambda done, of: report("panels", done, of), report.seconds_left)
        return lists.finished(best.levels, lists.first(best.levels)).table, best
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
) -> tuple[Counts, Fairest] | None:
    """A list that comes closer to the chances than the first one, or to those that whole panels can have; if there is time."""
    known = Panels(problem, [*np.unique(first.table, axis=0), outcome])
    clock = report.seconds_left
    try:
        mix = _reaching(problem, best, known, part_of(clock, MIX_SHARE))
        if mix is None:
            # Whole panels do not reach the chances of the relaxation here, so their own chances are worked out.
            told = lambda *_: report("panels", 1, 2)  # noqa: E731
            best = over_whole_panels(problem, known, told, part_of(clock, MIX_SHARE)) or best
            mix = best.mix or closest_mix(problem, best.levels, known, part_of(clock, MIX_SHARE))
        second = lists.within(LIST_SHARE).mixed(best.levels, mix)
    except OutOfTime:
        return None
    return min(lists.measured(best.levels, first.table), second, key=lambda each: each.distance).table, best


def _reaching(problem: Problem, best: Fairest, known: Panels, seconds_left: Clock) -> Mix | None:
    """A mix with these chances, None if there is none or none was found in the time."""
    try:
        return mix_with(problem, best.levels, known, seconds_left)
    except OutOfTime:
        return None
