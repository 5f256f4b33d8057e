"""How many seats beyond the hall may be given out, and how sure that is: numbers for the page, from values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from einlass.admission.arrivals import Kind, arrivals, most_offers, quantile, risk_of_more_than, risk_with

# Before a hard limit is stated, this part of the hall is looked at.
LOOKED_AT: Final = 0.25
CURVE_POINTS: Final = 24


@dataclass(frozen=True)
class House:
    """capacity: people the hall holds.  allotted: seats in contingents.  hard_limit: never more seats than these."""

    capacity: int
    allotted: int
    hard_limit: int | None

    @property
    def room(self) -> int:
        """How many more seats may be looked at, whatever the risk."""
        most = self.hard_limit if self.hard_limit is not None else int(self.capacity * (1 + LOOKED_AT))
        return max(most - self.allotted, 0)

    def overbooking(self, more: int) -> int:
        """Seats beyond the hall, if so many more are given to contingents."""
        return max(self.allotted + more - self.capacity, 0)


@dataclass(frozen=True)
class Expected:
    """coming: the mean.  low, high: nine in ten times between these.  risk: of more than the hall holds."""

    coming: float
    low: int
    high: int
    risk: float
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Advice:
    """more: offers that may go out beyond all seats of today.  overbooking: seats beyond the hall this would be.

    now, then: what to expect with the seats of today, and with those.  curve: (more, risk) for the whole room.
    """

    more: int
    overbooking: int
    now: Expected
    then: Expected
    curve: tuple[tuple[int, float], ...]


def advise(others: Sequence[Kind], draw: Kind, house: House, *, risk: float) -> Advice:
    """How many more offers of the draw may be out, so that more people than the hall holds come with `risk` at most."""
    more = most_offers(others, draw, limit=house.capacity, risk=risk, room=house.room)
    rest = arrivals(others)
    step = max(house.room // CURVE_POINTS, 1)
    points = sorted({*range(0, house.room + 1, step), house.room, more})
    return Advice(
        more=more,
        overbooking=house.overbooking(more),
        now=_expected([*others, draw], house.capacity),
        then=_expected([*others, _with(draw, more)], house.capacity),
        curve=tuple((extra, risk_with(rest, draw, extra, limit=house.capacity)) for extra in points),
    )


def most_with(others: Sequence[Kind], draw: Kind, house: House, *, risk: float) -> int:
    """`Advice.overbooking` alone, for comparing assumptions."""
    return house.overbooking(most_offers(others, draw, limit=house.capacity, risk=risk, room=house.room))


def _with(kind: Kind, more: int) -> Kind:
    return Kind(kind.tickets, kind.offers + more, kind.take, kind.show)


def _expected(kinds: Sequence[Kind], limit: int) -> Expected:
    distribution = arrivals(kinds)
    return Expected(
        coming=sum(kind.show.mean * (kind.tickets + kind.offers * kind.take.mean) for kind in kinds),
        low=quantile(0.05, distribution),
        high=quantile(0.95, distribution),
        risk=risk_of_more_than(limit, distribution),
        chances=tuple(float(chance) for chance in distribution),
    )


def visible(*expected: Expected, limit: int) -> tuple[int, int]:
    """First and last number of people worth drawing, the hall's limit among them."""
    likely = []
    for one in expected:
        least = max(one.chances) / 1000
        likely += [number for number, chance in enumerate(one.chances) if chance > least]
    return min(*likely, limit), max(*likely, limit)
