"""What a guest does with an invitation: accepts, declines, or has everything deleted."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from einlass.admission.actions.erasure import is_to_be_taken_back
from einlass.admission.actions.ledger import free_seats, take_seats, take_ticket_back
from einlass.admission.errors import CategoryMissing, HasTicket, InvitationEnded
from einlass.admission.guests import category_of_guests, has_ticket
from einlass.admission.models import Invitation, Seat
from einlass.admission.queries import ticket_of_guest
from einlass.events import audit
from einlass.mail.actions import forget_messages
from einlass.mail.queries import messages_about
from einlass.tickets.actions import forget_attendee, issue_ticket
from einlass.tickets.holdings import forget_mails
from einlass.tickets.models import Ticket

GUEST = "guest"
DELETED = "deleted by the guest"


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, at: datetime) -> Ticket:
    """Turn an open invitation into a ticket. name: as it shall stand there.

    Raises InvitationEnded, HasTicket, NoSeatLeft, CategoryMissing.
    """
    invitation = _locked(invitation)
    _must_be_open(invitation, at=at)
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
