"""Today's ledger played forward until the doors, many times: offers, answers, waves, seats given back, no-shows.

Plain mathematics: no Django, no database, no clock. numpy is loaded when something is played, not before. All runs are
played side by side, a day at a time; the same seed gives the same outcome.

What is assumed, and said on the page: a day is the smallest step. An offer that is open now is taken up with the same
chance as a new one. Answers are spread evenly over the days an offer is open; of those who do not take it up, half say
so and half let it end. Every run has rates of its own, drawn from what is known of them. Teams answer person by person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from einlass.admission.arrivals import Rate

if TYPE_CHECKING:
    import numpy as np

# Of those who do not take an offer up, how many say so; the others let it end.
SAY_SO: Final = 0.5
SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Pool:
    """The seats of one contingent, or of several that behave alike.

    open_offers: (days left, how many), days left 1 or more.  free: seats nobody has.
    take: of offers; where seats are named without offers, of free seats.  show: of tickets.
    in_waves: its free seats are offered to those who wait. At most one pool has this; it gets what returns.
    by_name: free seats get names day by day, until the day of return or the doors; else they wait for a wave.
    returns_in: days until its free seats go to the pool of the waves; None: never.
    """

    name: str
    tickets: int
    free: int
    take: Rate
    show: Rate
    open_offers: tuple[tuple[int, int], ...] = ()
    in_waves: bool = False
    by_name: bool = False
    returns_in: int | None = None


@dataclass(frozen=True)
class Plan:
    """days: until the doors.  limit: people the hall holds.  waiting: people who can still be offered a seat.

    first_wave_in: days until free seats are first offered, 1 or more; then again every `wave_every` days, for the last
    time `stops_before` days before the doors.  answer_within: days an offer stays open, at most.
    given_back: tickets that are given back before the doors.
    """

    days: int
    limit: int
    waiting: int
    first_wave_in: int
    wave_every: int
    answer_within: int
    stops_before: int
    given_back: Rate


@dataclass(frozen=True)
class Outcome:
    """filled: for each day from today (0) to the doors, the seats with a ticket, at each of SHARES.

    tickets, coming: at the doors, at each of SHARES.  too_many: share of runs in which more come than the limit.
    empty: seats of the hall that stay empty, at each of SHARES.  waiting: who still wait at the doors, at each of SHARES.
    """

    filled: tuple[tuple[int, ...], ...]
    tickets: tuple[int, ...]
    coming: tuple[int, ...]
    empty: tuple[int, ...]
    waiting: tuple[int, ...]
    too_many: float
    runs: int


def play(pools: Sequence[Pool], plan: Plan, *, runs: int = 1000, seed: int = 1) -> Outcome:
    """Cost: O(days · pools · runs). Raises ValueError if there is no day left, or two pools get waves."""
    import numpy as np

    if plan.days < 1:
        raise ValueError("There is no day left to play.")
    if sum(pool.in_waves for pool in pools) > 1:
        raise ValueError("Only one pool is filled in waves.")
    random = np.random.default_rng(seed)
    tables = [_Table(pool, plan, runs, random) for pool in pools]
    waiting = np.full(runs, plan.waiting)
    filled = [_total(tables, runs)]
    for day in range(1, plan.days + 1):
        for table in tables:
            table.pass_day(day)
        _return_seats(tables, day)
        waiting = _wave(tables, plan, day, waiting)
        filled.append(_total(tables, runs))
    coming = sum((table.coming() for table in tables), np.zeros(runs, dtype=np.int64))
    return Outcome(
        filled=tuple(_shares(numbers) for numbers in filled),
        tickets=_shares(filled[-1]),
        coming=_shares(coming),
        empty=_shares(np.maximum(plan.limit - coming, 0)),
        waiting=_shares(waiting),
        too_many=float((coming > plan.limit).mean()),
        runs=runs,
    )


class _Table:
    """One pool, in all runs at once."""

    def __init__(self, pool: Pool, plan: Plan, runs: int, random: "np.random.Generator") -> None:
        import numpy as np

        self.pool, self.plan, self.random = pool, plan, random
        self.take, self.show = _draw_rate(pool.take, runs, random), _draw_rate(pool.show, runs, random)
        lost = _draw_rate(plan.given_back, runs, random)
        self.lost_a_day = 1 - (1 - lost) ** (1 / plan.days)
        self.tickets, self.free = np.full(runs, pool.tickets), np.full(runs, pool.free)
        self.to_be_named = random.binomial(self.free, self.take) if pool.by_name else np.zeros(runs, dtype=np.int64)
        self.cohorts = [self._cohort(np.full(runs, number), days) for days, number in pool.open_offers if number]

    def offer(self, number: Any, days: int) -> None:
        self.free = self.free - number
        self.cohorts.append(self._cohort(number, days))

    def pass_day(self, day: int) -> None:
        lost = self.random.binomial(self.tickets, self.lost_a_day)
        self.tickets, self.free = self.tickets - lost, self.free + lost
        self._name_some(day)
        for cohort in self.cohorts:
            accepted, back = cohort.pass_day(self.random)
            self.tickets, self.free = self.tickets + accepted, self.free + back
        self.cohorts = [cohort for cohort in self.cohorts if cohort.days_left]

    def coming(self) -> Any:
        return self.random.binomial(self.tickets, self.show)

    def _cohort(self, number: Any, days: int) -> "_Cohort":
        accepting = self.random.binomial(number, self.take)
        declining = self.random.binomial(number - accepting, SAY_SO)
        return _Cohort(accepting, declining, number - accepting - declining, days)

    def _name_some(self, day: int) -> None:
        """Seats that will get a name get it on any of the days that are left for it."""
        end = min(self.plan.days, self.pool.returns_in or self.plan.days)
        if not self.pool.by_name or day > end:
            return
        named = self.random.binomial(self.to_be_named, 1 / (end - day + 1))
        self.to_be_named, self.free, self.tickets = self.to_be_named - named, self.free - named, self.tickets + named


@dataclass
class _Cohort:
    """Offers that end on the same day, by what will become of them."""

    accepting: Any
    declining: Any
    silent: Any
    days_left: int

    def pass_day(self, random: "np.random.Generator") -> tuple[Any, Any]:
        """How many accept today, and how many seats come back."""
        accepted = random.binomial(self.accepting, 1 / self.days_left)
        declined = random.binomial(self.declining, 1 / self.days_left)
        self.accepting, self.declining = self.accepting - accepted, self.declining - declined
        self.days_left -= 1
        return accepted, declined if self.days_left else declined + self.silent


def _return_seats(tables: Sequence[_Table], day: int) -> None:
    """From its day of return on, a pool keeps no free seats."""
    goal = next((table for table in tables if table.pool.in_waves), None)
    for table in tables:
        returns_in = table.pool.returns_in
        if goal is not None and table is not goal and returns_in is not None and day >= returns_in:
            goal.free = goal.free + table.free
            table.free = table.free - table.free


def _wave(tables: Sequence[_Table], plan: Plan, day: int, waiting: Any) -> Any:
    """Offer the free seats to those who wait; returns how many wait after it."""
    import numpy as np

    days_left = plan.days - day
    is_due = day >= plan.first_wave_in and (day - plan.first_wave_in) % plan.wave_every == 0
    if not is_due or days_left < max(plan.stops_before, 1):
        return waiting
    for table in tables:
        if table.pool.in_waves:
            number = np.minimum(table.free, waiting)
            table.offer(number, min(plan.answer_within, days_left))
            waiting = waiting - number
    return waiting


def _draw_rate(rate: Rate, runs: int, random: "np.random.Generator") -> Any:
    import numpy as np

    yes, no = rate.hits, rate.of - rate.hits
    if rate.is_certain or yes == 0 or no == 0:
        return np.full(runs, rate.mean)
    return random.beta(yes, no, runs)


def _total(tables: Sequence[_Table], runs: int) -> Any:
    import numpy as np

    return sum((table.tickets for table in tables), np.zeros(runs, dtype=np.int64))


def _shares(numbers: Any) -> tuple[int, ...]:
    import numpy as np

    return tuple(int(number) for number in np.quantile(numbers, SHARES, method="inverted_cdf"))
