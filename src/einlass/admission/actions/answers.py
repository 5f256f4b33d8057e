"""What becomes of an offer: accepted, declined, expired, revoked; and mailing it once more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from einlass.admission import letters
from einlass.admission.actions.ledger import free_seats, take_seat
from einlass.admission.errors import (
    ApplicationWithdrawn,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferRevoked,
    ReasonMissing,
)
from einlass.admission.models import Offer, Seat
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.tickets.actions import issue_ticket
from einlass.tickets.models import Ticket


@transaction.atomic
def accept_offer(offer: Offer, *, at: datetime) -> Ticket:
    """Turn an open offer into a ticket.

    Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired, ApplicationWithdrawn, NoSeatLeft.
    """
    offer = _locked_offer(offer)
    _must_be_open(offer, at=at)
    seat = Seat.objects.filter(offer=offer, freed_at=None).first()
    # The ledger decides, not the offer: should its seat have been freed, it needs another one.
    seat = seat or take_seat(offer.contingent, offer=offer, at=at)
    ticket = issue_ticket(
        offer.event,
        category=offer.application.category,
        attendee_name=offer.application.name,
        attendee_email=offer.application.email,
        language=offer.application.language,
        at=at,
        by=audit.APPLICANT,
    )
    seat.ticket = ticket
    seat.save(update_fields=["ticket"])
    offer.accepted_at = at
    offer.save(update_fields=["accepted_at"])
    audit.record(offer.event, "accept_offer", offer.subject, at=at, by=audit.APPLICANT, after={"ticket": ticket.code})
    return ticket


@transaction.atomic
def decline_offer(offer: Offer, *, at: datetime) -> Offer:
    """Give the seat back. Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired."""
    offer = _locked_offer(offer)
    _must_be_unanswered(offer, at=at)
    offer.declined_at = at
    offer.save(update_fields=["declined_at"])
    free_seats([offer], at=at)
    letters.tell_declined(offer.event, offer, at=at)
    audit.record(offer.event, "decline_offer", offer.subject, at=at, by=audit.APPLICANT)
    return offer


def expire_offers(event: Event | None = None, *, at: datetime) -> int:
    """End every offer whose time is over and free its seat; returns how many. The worker calls it every minute."""
    over = Offer.objects.filter(
        expires_at__lte=at, accepted_at=None, declined_at=None, expired_at=None, revoked_at=None
    )
    if event is not None:
        over = over.filter(event=event)
    events = Event.objects.filter(pk__in=over.order_by().values("event"))
    return sum(_expire(one, over.filter(event=one), at=at) for one in events)


@transaction.atomic
def revoke_offer(offer: Offer, reason: str, *, by: User | str, at: datetime) -> Offer:
    """Take an open offer back. Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    offer = _locked_offer(offer)
    _must_be_unanswered(offer, at=at)
    offer.revoked_at = at
    offer.save(update_fields=["revoked_at"])
    free_seats([offer], at=at)
    letters.tell_revoked(offer.event, offer, at=at)
    audit.record(offer.event, "revoke_offer", offer.subject, at=at, by=by, after={"reason": reason.strip()})
    return offer


@transaction.atomic
def resend_offer(offer: Offer, *, by: User, at: datetime) -> Offer:
    """Mail an open offer once more. Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired."""
    offer = _locked_offer(offer)
    _must_be_unanswered(offer, at=at)
    letters.tell_offer_again(offer.event, offer, at=at)
    audit.record(offer.event, "resend_offer", offer.subject, at=at, by=by)
    return offer


@transaction.atomic
def _expire(event: Event, over: Iterable[Offer], *, at: datetime) -> int:
    offers = list(over.select_for_update(no_key=True, of=("self",)).select_related("application").order_by("pk"))  # type: ignore[attr-defined]
    for start in range(0, len(offers), 500):
        Offer.objects.filter(pk__in=[offer.pk for offer in offers[start : start + 500]]).update(expired_at=at)
    free_seats(offers, at=at)
    letters.tell_expired(event, offers, at=at)
    audit.record_many(
        event,
        "expire_offer",
        [(offer.subject, {"ended": offer.expires_at}) for offer in offers],
        at=at,
        by=audit.WORKER,
    )
    return len(offers)


def _locked_offer(offer: Offer) -> Offer:
    """The offer with its application, both locked in the order of locks: application first."""
    application = Application.objects.select_for_update(no_key=True).filter(pk=offer.application_id)
    application.get()
    return (
        Offer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "application__category", "contingent")
        .get(pk=offer.pk)
    )


def _must_be_open(offer: Offer, *, at: datetime) -> None:
    _must_be_unanswered(offer, at=at)
    if not offer.application.counts:
        raise ApplicationWithdrawn(offer.application)


def _must_be_unanswered(offer: Offer, *, at: datetime) -> None:
    if offer.accepted_at is not None and offer.revoked_at is None:
        raise OfferAccepted(offer)
    if offer.revoked_at is not None:
        raise OfferRevoked(offer)
    if offer.declined_at is not None:
        raise OfferDeclined(offer)
    if not offer.is_open(at):
        raise OfferExpired(offer)
