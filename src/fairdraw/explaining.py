"""What the rules do: whether they can be met, what each costs, and the least that would have to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from fairdraw.clock import Clock, forever
from fairdraw.entries import Pool, Quota, Rules
from fairdraw.fairest import fairest, smallest_chance
from fairdraw.feasible import fill, filled, smallest_shifts
from fairdraw.leximin import chances
from fairdraw.proof import Level
from fairdraw.solver import OutOfTime
from fairdraw.tighten import tightened, tightened_bounds
from fairdraw.types import Ints, Problem, Type, check_rules, collapse, in_numbers, sorted_quotas, supply_of_quotas


@dataclass(frozen=True, slots=True)
class Change:
    """One bound that would move. side: "least" or "most"; quota None is the number of seats."""

    quota: Quota | None
    side: str
    now: int
    then: int

    def text(self) -> str:
        name = "the number of seats" if self.quota is None else f"“{self.quota.name}”"
        word = "at least" if self.side == "least" else "at most"
        return f"{name}: {word} {self.then} instead of {self.now}"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one bound costs: the smallest chance with it and without it, per weight."""

    quota: Quota
    side: str
    chance: Fraction
    without: Fraction

    def text(self) -> str:
        bound = self.quota.least if self.side == "least" else self.quota.most
        word = "at least" if self.side == "least" else "at most"
        return (
            f"“{self.quota.name}”, {word} {bound}: without it the smallest chance would be "
            f"{float(self.without):.4%} instead of {float(self.chance):.4%}"
        )


@dataclass(frozen=True, slots=True)
class Impossible:
    """Units that no outcome can contain, and why."""

    units: tuple[tuple[str, ...], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """feasible: whether any outcome meets the rules.

    seats, filled: asked for, and as many as can be filled; unfilled: why that is less, in words, else "".
    changes: the smallest changes that make it feasible, fewest seats moved in all.
    alternatives: single bounds each of which would do by itself.
    bound: the largest possible smallest chance.  costs: the bounds that lower it, dearest first.
    impossible: entries that no outcome can contain.
    counts: each quota with the number of entries that count towards it.
    warnings: quotas without effect because nobody has what they ask about, each with its place.
    """

    feasible: bool
    seats: int
    filled: int = 0
    unfilled: str = ""
    changes: tuple[Change, ...] = ()
    alternatives: tuple[Change, ...] = ()
    bound: Fraction = Fraction(0)
    costs: tuple[Cost, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    counts: tuple[tuple[Quota, int], ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def moved(self) -> int:
        return sum(abs(change.then - change.now) for change in self.changes)

    def text(self) -> str:
        """All of it in words, one statement a line."""
        return "\n".join([*_lines(self), *(f"{quota_line(*count)}." for count in self.counts)])


def explain(pool: Pool, rules: Rules) -> Explanation:
    """Say whether the rules can be met and what they do to the chances. Raises BadInput.

    Cost: one integer programme of T columns; then leximin's first level once more for each bound with a
    price.
    """
    warnings = check_rules(pool, rules)
    quotas = sorted_quotas(rules)
    types = collapse(pool, quotas, rules.seats)
    counts = tuple(zip(quotas, supply_of_quotas(types, len(quotas)), strict=True))
    return replace(explain_types(types, rules.seats, quotas)[0], counts=counts, warnings=warnings)


def explain_types(
    types: Sequence[Type], seats: int, quotas: Sequence[Quota]
) -> tuple[Explanation, tuple[Fraction, ...]]:
    """The same for types, and the fairest chance of each type; no chances if the rules cannot be met."""
    problem = in_numbers(types, seats, quotas)
    outcome = fill(problem)
    if outcome is None:
        return explain_infeasible(problem, seats, quotas), ()
    problem = filled(problem, outcome)
    unit = types[0].weight / int(problem.weight[0])
    levels = fairest(tightened(problem), outcome).levels
    first = next((level for level in levels if level.value > 0), None)
    explanation = Explanation(
        True,
        seats,
        int(problem.least[0]),
        _why_unfilled(problem, types, seats, quotas),
        bound=first.value / unit if first else Fraction(0),
        costs=_costs(problem, outcome, first, unit, quotas) if first else (),
        impossible=_impossible(problem, types, levels, seats, quotas),
    )
    return explanation, chances(problem, levels)


def quota_line(quota: Quota, entries: int) -> str:
    """Such as "role = founder: at least 3; 12 entries"."""
    return f"{quota.name}: {quota.bounds}; {entries:,} {'entry' if entries == 1 else 'entries'}"


def explain_infeasible(
    problem: Problem, seats: int, quotas: Sequence[Quota], seconds_left: Clock = forever
) -> Explanation:
    """The smallest changes, and the single bounds that would do alone; fewer of them if the time is short.

    Cost: 2 Q + 1 integer programmes.
    """
    changes: tuple[Change, ...] = ()
    alternatives: list[Change] = []
    try:
        shifts = smallest_shifts(problem, seconds_left=seconds_left)
        if shifts is not None:
            changes = _changes(problem, shifts[0], shifts[1], quotas)
        for bound in range(len(problem.least)):
            only = np.zeros(len(problem.least), dtype=np.int64)
            only[bound] = 1
            for sides in ({"down": only}, {"up": only}):
                alone = smallest_shifts(problem, **sides, seconds_left=seconds_left)
                if alone is not None:
                    alternatives += _changes(problem, alone[0], alone[1], quotas)
    except OutOfTime:
        # That the rules cannot be met is known all the same.
        pass
    return Explanation(False, seats, changes=changes, alternatives=tuple(alternatives))


def _changes(problem: Problem, down: Ints, up: Ints, quotas: Sequence[Quota]) -> tuple[Change, ...]:
    found = []
    for bound in range(len(problem.least)):
        quota = quotas[bound - 1] if bound else None
        if down[bound]:
            least = int(problem.least[bound])
            found.append(Change(quota, "least", least, least - int(down[bound])))
        if up[bound]:
            most = int(problem.most[bound])
            found.append(Change(quota, "most", most, most + int(up[bound])))
    return tuple(found)


def _costs(
    problem: Problem, outcome: Ints, first: Level, unit: Fraction, quotas: Sequence[Quota]
) -> tuple[Cost, ...]:
    """Each bound that may cost something is left out in turn, and the smallest chance worked out again."""
    costs = []
    for bound, side in _dear_bounds(problem, first):
        least, most = problem.least.copy(), problem.most.copy()
        if side == "most":
            most[bound] = problem.supply @ problem.adds[:, bound]
        else:
            least[bound] = 0
        without = smallest_chance(tightened(replace(problem, least=least, most=most)), outcome)
        if without > first.value:
            costs.append(Cost(quotas[bound - 1], side, first.value / unit, without / unit))
    return tuple(sorted(costs, key=lambda cost: -cost.without))


def _dear_bounds(problem: Problem, first: Level) -> list[tuple[int, str]]:
    """The sides of bounds that could cost something: by the duals, those with a price. Never the seats."""
    if isinstance(first.tree, tuple) and first.tree and not first.claims:
        numbers = [*range(len(problem.least)), *tightened_bounds(problem)]
        priced = zip(numbers, first.tree[1:], strict=True)
        sides = [(bound, "most" if price > 0 else "least") for bound, price in priced if bound and price]
        return list(dict.fromkeys(sides))
    supply = problem.supply @ problem.adds
    least = [(bound, "least") for bound in range(1, len(supply)) if problem.least[bound] > 0]
    return least + [(bound, "most") for bound in range(1, len(supply)) if problem.most[bound] < supply[bound]]


def _impossible(
    problem: Problem, types: Sequence[Type], levels: Sequence[Level], seats: int, quotas: Sequence[Quota]
) -> tuple[Impossible, ...]:
    found = []
    for level in levels:
        if level.value == 0:
            found += [
                Impossible(types[kind].units, why_impossible(problem, types[kind], seats, quotas))
                for kind in level.types
            ]
    return tuple(found)


def why_impossible(problem: Problem, kind: Type, seats: int, quotas: Sequence[Quota]) -> str:
    """One sentence on why no outcome can contain a unit of the type."""
    who = f"a team of {kind.size}" if kind.size > 1 else "an entry"
    if kind.size > problem.most[0]:
        only = "there are only" if seats == problem.most[0] else "the other entries and quotas leave only"
        return f"No panel can hold {who}: {only} {int(problem.most[0])} seats."
    for quota, adds, most in zip(quotas, kind.adds, problem.most[1:], strict=True):
        if adds > most:
            return f"No panel can hold {who} with {adds} × “{quota.name}”: at most {int(most)} may be in."
    return f"No panel can hold {who} like this and still meet all quotas."


def _why_unfilled(problem: Problem, types: Sequence[Type], seats: int, quotas: Sequence[Quota]) -> str:
    full = int(problem.least[0])
    if full == seats:
        return ""
    entries = sum(kind.size * len(kind.units) for kind in types)
    if entries == full:
        return f"There are only {entries} entries for {seats} seats, so everyone is in."
    at_most = [
        f"“{quota.name}” (at most {quota.most})"
        for quota, adds, most in zip(quotas, (problem.supply @ problem.adds)[1:], problem.most[1:], strict=True)
        if quota.most is not None and adds > most
    ]
    if at_most:
        return f"Only {full} of {seats} seats can be filled, because of {', '.join(at_most)}."
    return f"Only {full} of {seats} seats can be filled, because the sizes of the teams do not add up to more."


def _lines(explanation: Explanation) -> list[str]:
    if explanation.feasible:
        lines = [f"The rules can be met: {explanation.filled} of {explanation.seats} seats are filled."]
        if explanation.unfilled:
            lines.append(explanation.unfilled)
        lines.append(f"The largest possible smallest chance is {float(explanation.bound):.4%}.")
        lines += [f"It costs: {cost.text()}." for cost in explanation.costs]
        for impossible in explanation.impossible:
            named = ", ".join("+".join(unit) for unit in impossible.units[:5])
            more = f" and {len(impossible.units) - 5} more" if len(impossible.units) > 5 else ""
            lines.append(f"{impossible.reason} This concerns {named}{more}.")
        return lines
    lines = ["The rules cannot be met."]
    if explanation.changes:
        lines.append(f"The smallest change that helps ({explanation.moved} seats in all):")
        lines += [f"  {change.text()}" for change in explanation.changes]
    if explanation.alternatives:
        lines.append("Each of these would do by itself:")
        lines += [f"  {change.text()}" for change in explanation.alternatives]
    return lines
