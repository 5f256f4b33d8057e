"""How the seats of a hall are shared out to begin with."""

from dataclasses import dataclass
from typing import Final

from einlass.events.models import SeatsGiven

# Of a hundred seats.
SPEAKERS: Final = 4
PRESS: Final = 2
CREW: Final = 3
DOOR: Final = 1
DRAWN: Final = 90


@dataclass(frozen=True)
class SeatPlan:
    """Seats by purpose; together they are all that may be given."""

    draw: int
    curated: int
    speakers: int
    press: int
    crew: int
    door: int

    def by_purpose(self) -> dict[str, int]:
        return dict(vars(self))


def proposed_seats(seats: int, given: str) -> SeatPlan:
    """A plan for a hall with so many seats."""
    speakers, press, crew, door = (seats * share // 100 for share in (SPEAKERS, PRESS, CREW, DOOR))
    return seat_plan(seats, given, DRAWN, speakers=speakers, press=press, crew=crew, door=door)


def seat_plan(
    seats: int, given: str, drawn_share: int, *, speakers: int, press: int, crew: int, door: int
) -> SeatPlan:
    """What is left after the seats with a purpose is drawn, or given by choice, or shared. seats: not fewer than those."""
    left = seats - speakers - press - crew - door
    share = {SeatsGiven.DRAW: 100, SeatsGiven.CURATED: 0}.get(SeatsGiven(given), drawn_share)
    drawn = (left * share + 50) // 100
    return SeatPlan(drawn, left - drawn, speakers, press, crew, door)
