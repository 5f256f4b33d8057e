"""Offers: making them, answering them, ending them. Every open offer holds a seat of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from einlass.admission import letters
from einlass.admission.actions.ledger import free_seats, take_seat, take_seats
from einlass.admission.errors import (
    AdmittedFirst,
    ApplicationWithdrawn,
    ContingentMissing,
    DrawAnnulled,
    EndsInThePast,
    HasOffer,
    NobodyFits,
    NobodyToOffer,
    NoSeatLeft,
    NotDrawn,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferRevoked,
    OffersAreOut,
    ReasonMissing,
)
from einlass.admission.models import Contingent, Draw, Offer, Seat
from einlass.admission.queries import (
    Place,
    applications_to_admit,
    last_draw,
    waiting_entries,
    waiting_places,
    without_offer,
)
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.reviews.models import Decision, Verdict
from einlass.tickets.actions import issue_ticket
from einlass.tickets.models import Ticket


# --- making offers --------------------------------------------------------------------------------------
@transaction.atomic
def make_offers(draw: Draw, *, expires_at: datetime, by: User, at: datetime) -> list[Offer]:
    """Offer a seat to everybody the draw admitted and who still applies.

    Raises NotDrawn, DrawAnnulled, OffersAreOut, NoSeatLeft (then nobody is offered anything), EndsInThePast.
    """
    draw = _locked_draw(draw)
    if draw.offered_at is not None:
        raise OffersAreOut(draw)
    _must_end_later(draw.event, expires_at, at=at)
    admitted = without_offer(Application.objects.filter(event=draw.event_id).counted())
    admitted = admitted.filter(draw_entries__draw=draw, draw_entries__admitted=True)
    offers = _offer_to(admitted, draw.contingent, draw=draw, expires_at=expires_at, by=by, at=at)
    draw.offered_at = at
    draw.save(update_fields=["offered_at"])
    audit.record(draw.event, "make_offers", draw.subject, at=at, by=by, after={"offers": len(offers)})
    return offers


@transaction.atomic
def make_offers_for_admitted(event: Event, *, expires_at: datetime, by: User, at: datetime) -> list[Offer]:
    """Offer a seat to everybody whom the team admitted by hand and who has had no offer.

    Raises ContingentMissing, NobodyToOffer, NoSeatLeft (then nobody is offered anything), EndsInThePast.
    """
    _must_end_later(event, expires_at, at=at)
    contingent = Contingent.objects.filter(event=event, purpose=Contingent.Purpose.CURATED).first()
    if contingent is None:
        raise ContingentMissing(event, Contingent.Purpose.CURATED)
    offers = _offer_to(applications_to_admit(event), contingent, draw=None, expires_at=expires_at, by=by, at=at)
    if not offers:
        raise NobodyToOffer
    return offers


@transaction.atomic
def make_offer(
    application: Application, *, contingent: Contingent, expires_at: datetime, by: User, at: datetime
) -> Offer:
    """Offer one seat of a contingent to one person, for instance once more after an offer has ended.

    Raises HasOffer, ApplicationWithdrawn, NoSeatLeft, EndsInThePast.
    """
    application = (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event")
        .get(pk=application.pk)
    )
    _must_end_later(application.event, expires_at, at=at)
    if not application.counts:
        raise ApplicationWithdrawn(application)
    if application.offers.filter(declined_at=None, expired_at=None, revoked_at=None).exists():
        raise HasOffer(application)
    decision = application.decisions.filter(superseded_at=None, verdict=Verdict.ADMIT).first()
    offer = Offer.objects.create(
        event=application.event,
        application=application,
        contingent=contingent,
        decision=decision,
        made_at=at,
        expires_at=expires_at,
    )
    take_seat(contingent, offer=offer, at=at)
    letters.tell_offers(application.event, [offer], at=at)
    audit.record(application.event, "make_offer", offer.subject, at=at, by=by, after=_facts(offer))
    return offer


@dataclass(frozen=True)
class Refill:
    """offers: made.  passed_over: sizes of the teams that came first but did not fit, in drawn order."""

    offers: list[Offer]
    passed_over: list[int]


@transaction.atomic
def refill(event: Event, *, expires_at: datetime, by: User, at: datetime) -> Refill:
    """Offer the free seats of the draw's contingent to those who wait after the last draw, in drawn order, teams whole.

    A team that does not fit is passed over and keeps its place; those of it who would also come alone get the seats.
    Raises AdmittedFirst, NoSeatLeft, NobodyToOffer, NobodyFits, EndsInThePast.
    """
    newest = last_draw(event)
    if newest is None:
        raise NobodyToOffer
    draw = _locked_draw(newest)
    if draw.offered_at is None:
        raise AdmittedFirst(draw)
    _must_end_later(draw.event, expires_at, at=at)
    waiting = waiting_places(draw)
    if not waiting:
        raise NobodyToOffer
    list(_locked_applications(place.application for place in waiting))
    contingent = Contingent.objects.select_for_update(no_key=True).get(pk=draw.contingent_id)
    if contingent.free < 1:
        raise NoSeatLeft(contingent)
    chosen, passed_over = fill_in_order(waiting, contingent.free)
    if not chosen:
        raise NobodyFits(contingent.free)
    applications = Application.objects.counted().filter(pk__in=chosen)
    offers = _offer_to(applications, contingent, draw=draw, expires_at=expires_at, by=by, at=at)
    audit.record(
        draw.event,
        "refill",
        draw.subject,
        at=at,
        by=by,
        after={"offers": len(offers), "passed_over": passed_over},
    )
    return Refill(offers, passed_over)


def fill_in_order(waiting: Iterable[Place], seats: int) -> tuple[list[int], list[int]]:
    """Applications that get the seats, and sizes of the units that did not fit.

    waiting: in drawn order; those of a unit stand together.
    """
    chosen: list[int] = []
    passed_over: list[int] = []
    for _, together in groupby(waiting, key=lambda place: place.unit):
        unit = list(together)
        free = seats - len(chosen)
        if free == 0:
            break
        if len(unit) <= free:
            chosen += [place.application for place in unit]
        elif alone := [place.application for place in unit if place.also_alone]:
            chosen += alone[:free]
        else:
            passed_over.append(len(unit))
    return chosen, passed_over


# --- answers --------------------------------------------------------------------------------------------
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


# --- ends -----------------------------------------------------------------------------------------------
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
def announce_waiting(draw: Draw, *, by: User, at: datetime) -> int:
    """Tell everybody who was not drawn, with the number of people before them; returns how many. Once per draw.

    Raises NotDrawn, DrawAnnulled, AdmittedFirst, NobodyToOffer.
    """
    draw = _locked_draw(draw)
    if draw.offered_at is None:
        raise AdmittedFirst(draw)
    entries = list(waiting_entries(draw).select_related("application"))
    if draw.waiting_told_at is not None or not entries:
        raise NobodyToOffer
    letters.tell_waiting(draw.event, draw, [(entry.application, (entry.place or 1) - 1) for entry in entries], at=at)
    draw.waiting_told_at = at
    draw.save(update_fields=["waiting_told_at"])
    audit.record(draw.event, "announce_waiting", draw.subject, at=at, by=by, after={"waiting": len(entries)})
    return len(entries)


# --- steps ----------------------------------------------------------------------------------------------
def _offer_to(
    applications: Iterable[Application],
    contingent: Contingent,
    *,
    draw: Draw | None,
    expires_at: datetime,
    by: User,
    at: datetime,
) -> list[Offer]:
    """Offers for all these applications, each with its seat, mail and audit row, in a few statements."""
    applications = list(applications.select_for_update(no_key=True, of=("self",)).order_by("pk"))  # type: ignore[attr-defined]
    decisions = _announced_admissions(applications, at=at) if draw is None else {}
    offers = [
        Offer(
            event_id=contingent.event_id,
            application=application,
            contingent=contingent,
            decision=decisions.get(application.pk),
            draw=draw,
            made_at=at,
            expires_at=expires_at,
        )
        for application in applications
    ]
    if not offers:
        return []
    event = contingent.event
    Offer.objects.bulk_create(offers, batch_size=500)
    take_seats(contingent, offers, at=at)
    letters.tell_offers(event, offers, at=at)
    audit.record_many(event, "make_offer", [(offer.subject, _facts(offer)) for offer in offers], at=at, by=by)
    return offers


def _announced_admissions(applications: Sequence[Application], *, at: datetime) -> dict[int, Decision]:
    """The decisions that admit these applications; from now on they count as announced."""
    found: dict[int, Decision] = {}
    for start in range(0, len(applications), 500):
        current = Decision.objects.filter(
            application__in=applications[start : start + 500], superseded_at=None, verdict=Verdict.ADMIT
        )
        found |= {decision.application_id: decision for decision in current}
        current.filter(announced_at=None).update(announced_at=at)
    return found


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


def _locked_draw(draw: Draw) -> Draw:
    """Raises NotDrawn, DrawAnnulled."""
    draw = (
        Draw.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "contingent__event")
        .defer("bundle", "result")
        .get(pk=draw.pk)
    )
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.drawn_at is None:
        raise NotDrawn(draw)
    return draw


def _locked_offer(offer: Offer) -> Offer:
    """The offer with its application, both locked in the order of locks: application first."""
    application = Application.objects.select_for_update(no_key=True).filter(pk=offer.application_id)
    application.get()
    return (
        Offer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "application__category", "contingent")
        .get(pk=offer.pk)
    )


def _locked_applications(keys: Iterable[int]) -> Iterable[Application]:
    wanted = list(keys)
    for start in range(0, len(wanted), 500):
        yield from (
            Application.objects.select_for_update(no_key=True)
            .filter(pk__in=wanted[start : start + 500])
            .order_by("pk")
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


def _must_end_later(event: Event, expires_at: datetime, *, at: datetime) -> None:
    if not at < expires_at <= event.ends_at:
        raise EndsInThePast


def _facts(offer: Offer) -> dict[str, object]:
    return {
        "application": offer.application.subject,
        "contingent": offer.contingent.code,
        "expires_at": offer.expires_at,
    }
