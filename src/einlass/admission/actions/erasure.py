"""What happens to offers, tickets and entries of somebody whose application is deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from einlass.admission.actions.ledger import free_seats, take_ticket_back
from einlass.admission.actions.parties import go_on_without, locked_party
from einlass.admission.models import Offer
from einlass.admission.queries import tickets_of_applicant
from einlass.applications.models import Application
from einlass.events import audit
from einlass.tickets.actions import forget_attendee
from einlass.tickets.holdings import forget_mails
from einlass.tickets.models import Ticket

REASON: Final = "application deleted by the applicant"


@transaction.atomic
def give_everything_back(application: Application, *, instead: str, at: datetime) -> None:
    """Free the seats an applicant holds, end tickets not used yet, and take the name off everything.

    instead: what stands on tickets where the name stood. The application is locked.
    """
    open_offers = application.offers.filter(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None)
    for offer in open_offers.order_by("pk"):
        own, *mates = locked_party(offer)
        if own.is_unanswered:
            _decline([own], at=at)
            go_on_without(own, mates, at=at)
    Offer.objects.filter(application=application).update(link_version=F("link_version") + 1)
    for ticket in tickets_of_applicant(application):
        forget_mails(ticket)
        if is_to_be_taken_back(ticket, at=at):
            take_ticket_back(ticket, reason=REASON, by=audit.APPLICANT, at=at)
        forget_attendee(ticket, instead=instead, at=at, by=audit.APPLICANT)
    # Without salt and address, nobody can tell any more whose entry it was.
    application.draw_entries.update(salt="", email="")


def is_to_be_taken_back(ticket: Ticket, *, at: datetime) -> bool:
    """A ticket that was used, or whose event is over, frees nobody a seat."""
    holds_seat = ticket.seats.filter(freed_at=None).exists()
    return holds_seat and ticket.revoked_at is None and ticket.entered_at is None and at < ticket.event.ends_at


def _decline(offers: Sequence[Offer], *, at: datetime) -> None:
    """Like decline_offer, without a mail, and also for one whose time is over but not noted yet."""
    for offer in offers:
        offer.declined_at = at
        offer.save(update_fields=["declined_at"])
        audit.record(offer.event, "decline_offer", offer.subject, at=at, by=audit.APPLICANT)
    free_seats(offers, at=at)
