"""Naming guests for the seats of a contingent, naming somebody else instead, taking a seat back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from einlass.admission import guest_letters
from einlass.admission.actions.ledger import free_seats, take_seats, take_ticket_back
from einlass.admission.errors import (
    AddressHasSeat,
    CategoryMissing,
    GuestAnswered,
    GuestIsIn,
    GuestNamed,
    InvitationEnded,
    NamingIsOver,
    NoSeatLeft,
)
from einlass.admission.guests import Guest, category_of_guests, holders_among
from einlass.admission.models import Contingent, Invitation
from einlass.admission.queries import ticket_of_guest
from einlass.events import audit
from einlass.events.models import User

TAKEN_BACK = "The seat was taken back by those who gave it."


@transaction.atomic
def invite_guests(
    contingent: Contingent, guests: Sequence[Guest], *, by: User | str, at: datetime
) -> list[Invitation]:
    """Hold a seat of the contingent for each guest and invite them by mail, all or none.

    Raises NamingIsOver, NoSeatLeft, GuestNamed, AddressHasSeat, CategoryMissing.
    """
    # The lock keeps the return day and other tabs out until these guests have their seats.
    contingent = _locked(contingent)
    _must_be_open(contingent, at=at)
    if contingent.free < len(guests):
        raise NoSeatLeft(contingent, len(guests))
    _must_be_without_seat(contingent, guests, at=at)
    return _invite(contingent, guests, by=by, at=at)


@transaction.atomic
def replace_guest(invitation: Invitation, guest: Guest, *, seen: str, by: User | str, at: datetime) -> Invitation:
    """Give a guest's seat to somebody else: the first one's invitation and ticket end, and both are told.

    seen: the state in which the first one was shown (Invitation.state). Returns the new invitation.
    Raises GuestAnswered, InvitationEnded, GuestIsIn, NamingIsOver, GuestNamed, AddressHasSeat.
    """
    first = _locked_guest(invitation)
    _must_be_as_seen(first, seen, at=at)
    contingent = _locked(first.contingent)
    _must_be_open(contingent, at=at)
    _end(first, by=by, at=at)
    _must_be_without_seat(contingent, [guest], at=at)
    second = _invite(contingent, [guest], by=by, at=at)[0]
    second.replaces = first
    second.save(update_fields=["replaces"])
    guest_letters.tell_replaced(first, at=at)
    audit.record(first.event, "replace_guest", first.subject, at=at, by=by, after={"by": second.code})
    return second


@transaction.atomic
def take_guest_back(invitation: Invitation, *, seen: str, by: User | str, at: datetime) -> Invitation:
    """End a guest's invitation, and ticket, and free the seat; the guest is told.

    Raises GuestAnswered, InvitationEnded, GuestIsIn.
    """
    invitation = _locked_guest(invitation)
    _must_be_as_seen(invitation, seen, at=at)
    _end(invitation, by=by, at=at)
    guest_letters.tell_taken_back(invitation, at=at)
    return invitation


@transaction.atomic
def mail_invitation_again(invitation: Invitation, *, by: User | str, at: datetime) -> None:
    """The same link to the same address. Raises GuestAnswered, InvitationEnded."""
    invitation = _locked_guest(invitation)
    _must_be_as_seen(invitation, "open", at=at)
    guest_letters.tell_invited([invitation], at=at, again=True)
    audit.record(invitation.event, "mail_invitation_again", invitation.subject, at=at, by=by)


def _invite(contingent: Contingent, guests: Sequence[Guest], *, by: User | str, at: datetime) -> list[Invitation]:
    invitations = [
        Invitation(
            event=contingent.event,
            contingent=contingent,
            name=guest.name,
            email=guest.email,
            mailbox=guest.mailbox,
            language=guest.language,
            made_at=at,
        )
        # In one order, so that two who name the same people do not wait for each other for ever.
        for guest in sorted(guests, key=lambda guest: guest.mailbox)
    ]
    try:
        with transaction.atomic():
            Invitation.objects.bulk_create(invitations, batch_size=500)
    except IntegrityError as error:
        # Named for another contingent at the same moment; a list has to be checked again to say which.
        raise AddressHasSeat("" if len(guests) > 1 else guests[0].email) from error
    take_seats(contingent, invitations, at=at)
    guest_letters.tell_invited(invitations, at=at)
    audit.record_many(
        contingent.event,
        "invite_guest",
        [(invitation.subject, {"contingent": contingent.code}) for invitation in invitations],
        at=at,
        by=by,
    )
    return invitations


def _end(invitation: Invitation, *, by: User | str, at: datetime) -> None:
    """Revoke an open or accepted invitation; its ticket ends and its seat is free."""
    ticket = ticket_of_guest(invitation) if invitation.accepted_at else None
    if ticket is not None and ticket.entered_at is not None:
        raise GuestIsIn(invitation)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    audit.record(invitation.event, "end_invitation", invitation.subject, at=at, by=by)
    if ticket is None:
        free_seats([invitation], at=at)
    else:
        take_ticket_back(ticket, reason=TAKEN_BACK, by=by, at=at)


def _locked(contingent: Contingent) -> Contingent:
    locked = Contingent.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("event", "partner", "category").get(pk=contingent.pk)


def _locked_guest(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("event", "contingent__event", "contingent__partner").get(pk=invitation.pk)


def _must_be_open(contingent: Contingent, *, at: datetime) -> None:
    if at >= contingent.names_until:
        raise NamingIsOver(contingent)
    if category_of_guests(contingent) is None:
        raise CategoryMissing(contingent)


def _must_be_without_seat(contingent: Contingent, guests: Sequence[Guest], *, at: datetime) -> None:
    holders = holders_among(contingent, [guest.mailbox for guest in guests], at=at)
    seen: set[str] = set()
    for guest in guests:
        if guest.mailbox in holders.own or guest.mailbox in seen:
            raise GuestNamed(guest.email)
        if guest.mailbox in holders.others:
            raise AddressHasSeat(guest.email)
        seen.add(guest.mailbox)


def _must_be_as_seen(invitation: Invitation, seen: str, *, at: datetime) -> None:
    """Nobody ends an accepted invitation in the belief that it was still open."""
    state = invitation.state(at)
    if state not in {"open", "accepted"}:
        raise InvitationEnded(invitation)
    if state != seen:
        raise GuestAnswered(invitation)
