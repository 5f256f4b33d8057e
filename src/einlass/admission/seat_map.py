"""Every seat of the house as it stands now: its number, its contingent, and what it is doing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from einlass.admission.models import Allotment, Contingent, Draw, Seat
from einlass.events.models import Event

STATES: Final = ("accepted", "offered", "held", "returned", "free", "loose")


@dataclass(frozen=True)
class SeatNow:
    """One seat. contingent: its key, or None.

    state: accepted (there is a ticket for it), offered (an open offer or invitation), held (a draw will give it out), returned (free, and
    somebody had it before), free, or loose (in no contingent).
    """

    number: int
    contingent: int | None
    state: str


@dataclass(frozen=True)
class Standing:
    """One allotted seat, as the database tells it. holder: "ticket", "offer" (or invitation) or "". was_used: somebody had it before."""

    number: int
    contingent: int
    holder: str
    was_used: bool


def seats_now(event: Event) -> list[SeatNow]:
    """All seats in the order of their numbers; three queries, however many there are."""
    loose = max(event.capacity + event.overbooking - event.seats_allotted, 0)
    return map_of(_standings(event), _promised(event), loose=loose)


def map_of(standings: Sequence[Standing], promised: Mapping[int, int], *, loose: int) -> list[SeatNow]:
    """The states of all seats.

    standings: by number.  promised: seats that draws will give out, by contingent; they are its free seats with the
    lowest numbers, because those are taken first.  loose: how many seats are in no contingent; they get the lowest
    numbers that no contingent has.
    """
    left = dict(promised)
    seats = []
    for one in standings:
        if one.holder:
            state = "accepted" if one.holder == "ticket" else "offered"
        elif left.get(one.contingent, 0) > 0:
            left[one.contingent] -= 1
            state = "held"
        else:
            state = "returned" if one.was_used else "free"
        seats.append(SeatNow(one.number, one.contingent, state))
    seats += [SeatNow(number, None, "loose") for number in _lowest_but({one.number for one in standings}, loose)]
    return sorted(seats, key=lambda seat: seat.number)


def _lowest_but(taken: set[int], wanted: int) -> Iterable[int]:
    number = 0
    while wanted:
        number += 1
        if number not in taken:
            wanted -= 1
            yield number


def _standings(event: Event) -> list[Standing]:
    used, holders = set(), {}
    lines = Seat.objects.filter(allotment__event=event).order_by()
    for allotment, number, ticket, freed_at in lines.values_list(
        "allotment", "allotment__number", "ticket", "freed_at"
    ):
        if freed_at is None:
            holders[allotment] = "ticket" if ticket else "offer"
        else:
            used.add(number)
    open_ones = Allotment.objects.filter(event=event, until_at=None).order_by("number")
    return [
        Standing(number, contingent, holders.get(pk, ""), number in used)
        for pk, number, contingent in open_ones.values_list("pk", "number", "contingent")
    ]


def _promised(event: Event) -> dict[int, int]:
    """Seats that draws will give out, by contingent; of those whose offers go out in parts, what is not offered yet."""
    draws = Draw.objects.filter(event=event, offered_at=None, annulled_at=None, is_rehearsal=False).order_by()
    offered = Count("offers__seats", filter=Q(offers__seats__freed_at=None))
    promised: Counter[int] = Counter()
    for contingent, seats, given_out in draws.annotate(given_out=offered).values_list(
        "contingent", "seats", "given_out"
    ):
        promised[contingent] += max(seats - given_out, 0)
    return promised


def numbers_of_holders(event: Event, text: str) -> set[int]:
    """Seats that somebody has or had whose name, address or code holds the text."""
    found = (
        Q(ticket__attendee_name__icontains=text)
        | Q(ticket__attendee_email__icontains=text)
        | Q(ticket__code__iexact=text)
        | Q(invitation__name__icontains=text)
        | Q(invitation__email__icontains=text)
        | Q(invitation__code__iexact=text)
        | Q(offer__application__name__icontains=text)
        | Q(offer__application__email__icontains=text)
        | Q(offer__application__code__iexact=text)
        | Q(offer__code__iexact=text)
    )
    seats = Seat.objects.filter(found, allotment__event=event)
    return set(seats.values_list("allotment__number", flat=True))


def holders_of(event: Event, numbers: Iterable[int]) -> dict[int, str]:
    """Names of those who have these seats now."""
    lines = Seat.objects.filter(allotment__event=event, allotment__number__in=list(numbers), freed_at=None)
    lines = lines.select_related("allotment", "ticket", "invitation", "offer__application")
    return {line.allotment.number: _holder(line) for line in lines if line.allotment}


def _holder(line: Seat) -> str:
    if line.ticket:
        return line.ticket.attendee_name
    if line.invitation:
        return line.invitation.name
    return line.offer.application.name if line.offer else ""


@dataclass(frozen=True)
class Block:
    """One contingent's part of the picture; `contingent` is None for the seats in none."""

    contingent: Contingent | None
    seats: list[SeatNow]


def blocks_of(contingents: Iterable[Contingent], seats: Iterable[SeatNow]) -> list[Block]:
    """The seats by contingent, in the contingents' order; contingents without seats have no block."""
    by_contingent: dict[int | None, list[SeatNow]] = {}
    for seat in seats:
        by_contingent.setdefault(seat.contingent, []).append(seat)
    found = [Block(one, by_contingent.get(one.pk, [])) for one in contingents]
    found.append(Block(None, by_contingent.get(None, [])))
    return [block for block in found if block.seats]
