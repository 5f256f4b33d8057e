"""What a guest does with an invitation: accepts, declines, or has everything deleted."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from einlass.admission.actions.erasure import is_to_be_taken_back
from einlass.admission.actions.ledger import free_seat, free_seats, take_seats, take_ticket_back
from einlass.admission.actions.parties import locked_party_of, settle
from einlass.admission.errors import CategoryMissing, GuestIsIn, HasAgreed, HasTicket, InvitationEnded
from einlass.admission.guests import category_of_guests, has_ticket
from einlass.admission.models import Invitation, Seat
from einlass.admission.queries import ticket_of_guest
from einlass.events import audit
from einlass.mail.actions import forget_messages
from einlass.mail.queries import messages_about
from einlass.tickets.actions import forget_attendee, issue_ticket, revoke_ticket
from einlass.tickets.holdings import forget_mails
from einlass.tickets.models import Ticket

GUEST = "guest"
DELETED = "deleted by the guest"
GIVEN_UP = "given up by the guest"


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, at: datetime) -> Ticket:
    """Turn an open invitation into a ticket. name: as it shall stand there.

    Raises InvitationEnded, HasTicket, HasAgreed, NoSeatLeft, CategoryMissing.
    """
    # First the application of the same person: one who accepts an offer at this moment waits, or is waited for.
    own_offer, party = locked_party_of(invitation.event_id, invitation.mailbox)
    invitation = _locked(invitation)
    _must_be_open(invitation, at=at)
    if own_offer is not None and own_offer.agreed_at is not None and own_offer.is_open(at):
        raise HasAgreed(invitation)
    if has_ticket(invitation.contingent, invitation.mailbox):
        raise HasTicket(invitation)
    category = category_of_guests(invitation.contingent)
    if category is None:
        raise CategoryMissing(invitation.contingent)
    if not Seat.objects.filter(invitation=invitation, freed_at=None).exists():
        # The ledger decides, not the invitation: should its seat have been freed, it needs another one.
        take_seats(invitation.contingent, [invitation], at=at)
    ticket = issue_ticket(
        invitation.event,
        category=category,
        attendee_name=name,
        attendee_email=invitation.email,
        language=invitation.language,
        at=at,
        by=GUEST,
    )
    Seat.objects.filter(invitation=invitation, freed_at=None).update(ticket=ticket)
    invitation.name, invitation.accepted_at = name, at
    invitation.save(update_fields=["name", "accepted_at"])
    audit.record(
        invitation.event, "accept_invitation", invitation.subject, at=at, by=GUEST, after={"ticket": ticket.code}
    )
    # Somebody of whose team the others waited for this one: they need not wait any more.
    settle(party, at=at)
    return ticket


@transaction.atomic
def decline_invitation(invitation: Invitation, *, at: datetime) -> Invitation:
    """Give the seat back to those who gave it. Raises InvitationEnded."""
    invitation = _locked(invitation)
    _must_be_open(invitation, at=at)
    invitation.declined_at = at
    invitation.save(update_fields=["declined_at"])
    free_seats([invitation], at=at)
    audit.record(invitation.event, "decline_invitation", invitation.subject, at=at, by=GUEST)
    return invitation


@transaction.atomic
def give_seat_up(invitation: Invitation, *, at: datetime) -> Invitation:
    """Decline after all: the ticket of an accepted invitation ends, and its seat is free for those who gave it.

    Raises InvitationEnded, GuestIsIn.
    """
    invitation = _locked(invitation)
    ticket = ticket_of_guest(invitation)
    if invitation.state(at) != "accepted" or ticket is None or at >= invitation.event.ends_at:
        raise InvitationEnded(invitation)
    if ticket.entered_at is not None:
        raise GuestIsIn(invitation)
    # When it was accepted stays in the audit trail, and as the day on which the ticket was issued.
    accepted_at, invitation.accepted_at, invitation.declined_at = invitation.accepted_at, None, at
    invitation.save(update_fields=["accepted_at", "declined_at"])
    free_seat(ticket=ticket, at=at)
    revoke_ticket(ticket, at=at, by=GUEST)
    event = invitation.event
    audit.record(event, "take_ticket_back", ticket.subject, at=at, by=GUEST, after={"reason": GIVEN_UP})
    audit.record(event, "give_seat_up", invitation.subject, at=at, by=GUEST, before={"accepted_at": accepted_at})
    return invitation


@transaction.atomic
def erase_guest(invitation: Invitation, *, at: datetime) -> None:
    """Delete all that says who was invited: the seat is freed, a ticket not used yet ends, and the links too."""
    invitation = _locked(invitation)
    if invitation.erased_at is not None:
        return
    languages = invitation.event.languages
    with translation.override(languages[0] if languages else "en"):
        instead = _("(deleted)")
    if invitation.is_unanswered:
        invitation.declined_at = at
        free_seats([invitation], at=at)
    ticket = ticket_of_guest(invitation)
    forget_messages(messages_about(invitation.event, invitation.email, {invitation.code}))
    if ticket is not None:
        forget_mails(ticket)
        if is_to_be_taken_back(ticket, at=at):
            take_ticket_back(ticket, reason=DELETED, by=GUEST, at=at)
            invitation.revoked_at = invitation.revoked_at or at
        forget_attendee(ticket, instead=instead, at=at, by=GUEST)
    invitation.name, invitation.email, invitation.mailbox = instead, "", ""
    invitation.erased_at = at
    invitation.link_version += 1
    invitation.save()
    audit.record(invitation.event, "erase_guest", invitation.subject, at=at, by=GUEST)


def _locked(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update(no_key=True, of=("self",))
    related = locked.select_related("event", "contingent__event", "contingent__category")
    return related.get(pk=invitation.pk)


def _must_be_open(invitation: Invitation, *, at: datetime) -> None:
    if not invitation.is_open(at):
        raise InvitationEnded(invitation)
