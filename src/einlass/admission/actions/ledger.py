"""The seat ledger: who holds which seats, and every seat that is taken or freed.

The database keeps the two sums (contingents within the capacity, taken seats within a contingent). Every change here
is one conditional UPDATE, so that of two at once only one passes; a refusal is found before the constraint would.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from einlass.admission.actions.allotments import change_numbers, move_numbers, next_free
from einlass.admission.errors import (
    BadNumberOfSeats,
    CapacityExceeded,
    ContingentExists,
    LedgerChanged,
    NoSeatLeft,
    ReasonMissing,
    ReturnDayPassed,
    SeatNotTaken,
    SeatsInUse,
    SeatsPromised,
)
from einlass.admission.models import Allotment, Contingent, Invitation, Offer, Seat
from einlass.admission.queries import draws_holding_seats, ledger_version
from einlass.events import audit
from einlass.events.models import Category, Event, Partner, User
from einlass.tickets.actions import issue_ticket, revoke_ticket
from einlass.tickets.models import Ticket


@transaction.atomic
def open_contingent(
    event: Event,
    purpose: str,
    name: Mapping[str, str],
    size: int,
    partner: Partner | None = None,
    returns_at: datetime | None = None,
    *,
    by: User | str,
    at: datetime,
) -> Contingent:
    """Set seats aside for a purpose. Raises CapacityExceeded, ContingentExists, BadNumberOfSeats."""
    if size < 0:
        raise BadNumberOfSeats(size)
    _allot(event, size)
    same = {"partner": partner} if partner else {"purpose": purpose}
    is_nameless_partner = purpose == Contingent.Purpose.PARTNER and partner is None
    if not is_nameless_partner and Contingent.objects.filter(event=event, **same).exists():
        raise ContingentExists(event, purpose)
    contingent = Contingent.objects.create(
        event=event, purpose=purpose, name=dict(name), size=size, partner=partner, returns_at=returns_at
    )
    entry = audit.record(
        event, "open_contingent", contingent.subject, at=at, by=by, after={"purpose": purpose, "size": size}
    )
    change_numbers(event, contingent, size, entry=entry, at=at)
    return contingent


@transaction.atomic
def resize_contingent(contingent: Contingent, size: int, *, by: User | str, at: datetime, reason: str) -> Contingent:
    """Give a contingent more or fewer seats. Raises CapacityExceeded, SeatsInUse, SeatsPromised, ReturnDayPassed,
    ReasonMissing.
    """
    if size < 0:
        raise BadNumberOfSeats(size)
    _require(reason)
    event = Event.objects.select_for_update(no_key=True).get(pk=contingent.event_id)
    contingent = _locked([contingent])[0]
    before = contingent.size
    if size < contingent.taken:
        raise SeatsInUse(contingent, size)
    if size > before:
        _must_keep_seats(contingent, at=at)
    _keep_promise(contingent, before - size)
    _allot(event, size - before)
    contingent.size = size
    contingent.save(update_fields=["size"])
    entry = audit.record(
        event,
        "resize_contingent",
        contingent.subject,
        at=at,
        by=by,
        before={"size": before},
        after={"size": size, "reason": reason.strip()},
    )
    change_numbers(event, contingent, size - before, entry=entry, at=at)
    return contingent


@transaction.atomic
def move_seats(
    source: Contingent,
    target: Contingent,
    seats: int,
    *,
    by: User | str,
    at: datetime,
    reason: str,
    seen: int | None = None,
) -> tuple[Contingent, Contingent]:
    """Move free seats to another contingent.

    seen: the version of the ledger (queries.ledger_version) that was shown to whoever moves them, so that a form sent
    twice moves them once.
    Raises NoSeatLeft, SeatsPromised, ReturnDayPassed, BadNumberOfSeats, LedgerChanged, ReasonMissing.
    """
    _require(reason)
    if seats < 1 or source.pk == target.pk or source.event_id != target.event_id:
        raise BadNumberOfSeats(seats)
    source, target = _locked([source, target])
    if seen is not None and seen != ledger_version(source.event):
        raise LedgerChanged(source.event)
    if source.free < seats:
        raise NoSeatLeft(source, seats)
    _must_keep_seats(target, at=at)
    _keep_promise(source, seats)
    source.size -= seats
    target.size += seats
    source.save(update_fields=["size"])
    target.save(update_fields=["size"])
    entry = audit.record(
        source.event,
        "move_seats",
        source.subject,
        at=at,
        by=by,
        before={"size": source.size + seats},
        after={"size": source.size, "to": target.code, "seats": seats, "reason": reason.strip()},
    )
    move_numbers(source, target, seats, entry=entry, at=at)
    return source, target


@transaction.atomic
def take_seat(
    contingent: Contingent, *, offer: Offer | None = None, ticket: Ticket | None = None, at: datetime
) -> Seat:
    """Take one seat for an offer or a ticket. Raises NoSeatLeft."""
    [allotment] = _take(contingent, 1)
    return Seat.objects.create(contingent=contingent, allotment=allotment, offer=offer, ticket=ticket, taken_at=at)


@transaction.atomic
def take_seats(
    contingent: Contingent, holders: Sequence[Offer] | Sequence[Invitation] | Sequence[Ticket], *, at: datetime
) -> None:
    """Take a seat for each offer, invitation or ticket, all or none, in a few statements. Raises NoSeatLeft."""
    allotments = _take(contingent, len(holders))
    kind = _kind(holders)
    Seat.objects.bulk_create(
        [
            Seat(contingent=contingent, allotment=allotment, taken_at=at, **{kind: holder})
            for allotment, holder in zip(allotments, holders, strict=True)
        ],
        batch_size=500,
    )


@transaction.atomic
def free_seat(*, offer: Offer | None = None, ticket: Ticket | None = None, at: datetime) -> Contingent:
    """Free the seat that an offer or a ticket holds. Raises SeatNotTaken."""
    holder = {"offer": offer} if offer is not None else {"ticket": ticket}
    seat = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(**holder, freed_at=None).first()
    if seat is None:
        raise SeatNotTaken
    _free([seat], at=at)
    return Contingent.objects.get(pk=seat.contingent_id)


@transaction.atomic
def free_seats(holders: Sequence[Offer] | Sequence[Invitation], *, at: datetime) -> None:
    """Free the seats that these offers or invitations hold; one that holds none changes nothing."""
    seats: list[Seat] = []
    for start in range(0, len(holders), 500):
        chunk = holders[start : start + 500]
        held = {f"{_kind(chunk)}__in": [holder.pk for holder in chunk]}
        seats += Seat.objects.select_for_update(no_key=True, of=("self",)).filter(**held, freed_at=None)
    _free(seats, at=at)


@transaction.atomic
def issue_contingent_ticket(
    contingent: Contingent,
    attendee_name: str,
    attendee_email: str,
    language: str,
    category: Category,
    *,
    by: User | str,
    at: datetime,
) -> Ticket:
    """Give a seat of a contingent straight to a partner's guest, a speaker, a member of the crew. Raises NoSeatLeft."""
    [allotment] = _take(contingent, 1)
    ticket = issue_ticket(
        contingent.event,
        category=category,
        attendee_name=attendee_name,
        attendee_email=attendee_email,
        language=language,
        at=at,
        by=by,
    )
    Seat.objects.create(contingent=contingent, allotment=allotment, ticket=ticket, taken_at=at)
    return ticket


@transaction.atomic
def take_ticket_back(ticket: Ticket, *, reason: str, by: User | str, at: datetime) -> Contingent:
    """End a ticket and free its seat. Raises SeatNotTaken, ReasonMissing."""
    _require(reason)
    # Before the contingent, as the order of locks has it.
    Invitation.objects.filter(seats__ticket=ticket, revoked_at=None).update(revoked_at=at)
    contingent = free_seat(ticket=ticket, at=at)
    revoke_ticket(ticket, at=at, by=by)
    audit.record(contingent.event, "take_ticket_back", ticket.subject, at=at, by=by, after={"reason": reason.strip()})
    return contingent


def _allot(event: Event, seats: int) -> None:
    """Count seats into the event's contingents, or out of them (below zero)."""
    fitting = Event.objects.filter(
        pk=event.pk, seats_allotted__lte=F("capacity") + F("overbooking") - seats, seats_allotted__gte=-seats
    )
    if not fitting.update(seats_allotted=F("seats_allotted") + seats):
        raise CapacityExceeded(Event.objects.get(pk=event.pk), seats)
    event.refresh_from_db(fields=["seats_allotted"])


def _kind(holders: Sequence[Offer] | Sequence[Invitation] | Sequence[Ticket]) -> str:
    """The column of a seat that says who holds it; all are of one kind."""
    return next((one._meta.model_name or "" for one in holders), "offer")


def _take(contingent: Contingent, seats: int) -> list[Allotment]:
    """Count seats up and choose which; from the count on, the contingent's row is ours until the transaction ends."""
    fitting = Contingent.objects.filter(pk=contingent.pk, taken__lte=F("size") - seats)
    if not fitting.update(taken=F("taken") + seats):
        raise NoSeatLeft(Contingent.objects.get(pk=contingent.pk), seats)
    return next_free(contingent, seats)


def _free(seats: Sequence[Seat], *, at: datetime) -> None:
    """The rows must be locked and without freed_at."""
    per_contingent = Counter(seat.contingent_id for seat in seats)
    for start in range(0, len(seats), 500):
        Seat.objects.filter(pk__in=[seat.pk for seat in seats[start : start + 500]]).update(freed_at=at)
    for contingent, freed in sorted(per_contingent.items()):
        Contingent.objects.filter(pk=contingent).update(taken=F("taken") - freed)


def _locked(contingents: Sequence[Contingent]) -> list[Contingent]:
    """Fresh and locked, by primary key; returned in the order asked for."""
    wanted = [contingent.pk for contingent in contingents]
    found = {
        contingent.pk: contingent
        for contingent in Contingent.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event")
        .filter(pk__in=wanted)
        .order_by("pk")
    }
    return [found[pk] for pk in wanted]


def _keep_promise(contingent: Contingent, leaving: int) -> None:
    """Seats that a draw will give out, or has given out without offers, do not leave the contingent."""
    draws = draws_holding_seats(contingent)
    promised = draws.aggregate(seats=Sum("seats"))["seats"] or 0
    # Of a draw whose offers go out in parts, the seats of the first ones are taken already.
    promised -= Seat.objects.filter(contingent=contingent, offer__draw__in=draws, freed_at=None).count()
    if promised and leaving > 0 and contingent.free - leaving < promised:
        raise SeatsPromised(contingent, draws[0])


def _must_keep_seats(contingent: Contingent, *, at: datetime) -> None:
    """What came in now would be the draw's a minute later."""
    if contingent.returns_at is not None and contingent.returns_at <= at:
        raise ReturnDayPassed(contingent)


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
