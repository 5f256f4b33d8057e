"""Making offers. Every open offer holds a seat of the ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from einlass.admission import letters
from einlass.admission.actions.ledger import take_seat, take_seats
from einlass.admission.chunks import in_chunks
from einlass.admission.errors import (
    ApplicationWithdrawn,
    ContingentMissing,
    DrawAnnulled,
    EndsInThePast,
    HasOffer,
    HasSeat,
    NobodyToOffer,
    NotDrawn,
    NotPublished,
    OffersAreOut,
    OffersInParts,
)
from einlass.admission.guest_seats import with_guest_seat
from einlass.admission.guests import has_seat_besides
from einlass.admission.models import Contingent, Draw, Offer
from einlass.admission.offer_plan import plan_of
from einlass.admission.queries import applications_to_admit, without_seat
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.reviews.models import Decision, Verdict
from einlass.web.deadlines import deadline_minute


@transaction.atomic
def make_offers(draw: Draw, *, expires_at: datetime, by: User | str, at: datetime) -> list[Offer]:
    """Offer a seat to everybody the draw admitted and who still applies.

    Raises NotDrawn, NotPublished, DrawAnnulled, OffersAreOut, OffersInParts, NoSeatLeft (then nobody is offered anything), EndsInThePast.
    """
    draw = drawn_and_locked(draw)
    if draw.offered_at is not None:
        raise OffersAreOut(draw)
    if draw.parts.filter(made_at=None).exists():
        raise OffersInParts(draw)
    must_end_later(draw.event, expires_at, at=at)
    admitted = without_seat(Application.objects.filter(event=draw.event_id).counted())
    admitted = admitted.filter(draw_entries__draw=draw, draw_entries__admitted=True)
    offers = offer_to(admitted, draw.contingent, draw=draw, expires_at=expires_at, by=by, at=at)
    draw.offered_at = at
    draw.save(update_fields=["offered_at"])
    audit.record(draw.event, "make_offers", draw.subject, at=at, by=by, after={"offers": len(offers)})
    return offers


@transaction.atomic
def make_offers_for_admitted(event: Event, *, expires_at: datetime, by: User, at: datetime) -> list[Offer]:
    """Offer a seat to everybody whom the team admitted by hand and who has had no offer.

    Raises ContingentMissing, NobodyToOffer, NoSeatLeft (then nobody is offered anything), EndsInThePast.
    """
    must_end_later(event, expires_at, at=at)
    contingent = Contingent.objects.filter(event=event, purpose=Contingent.Purpose.CURATED).first()
    if contingent is None:
        raise ContingentMissing(event, Contingent.Purpose.CURATED)
    offers = offer_to(applications_to_admit(event), contingent, draw=None, expires_at=expires_at, by=by, at=at)
    if not offers:
        raise NobodyToOffer
    return offers


@transaction.atomic
def make_offer(
    application: Application, *, contingent: Contingent, expires_at: datetime, by: User, at: datetime
) -> Offer:
    """Offer one seat of a contingent to one person, for instance once more after an offer has ended.

    Raises HasOffer, HasSeat, ApplicationWithdrawn, NoSeatLeft, EndsInThePast.
    """
    application = (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "team")
        .get(pk=application.pk)
    )
    must_end_later(application.event, expires_at, at=at)
    if not application.counts:
        raise ApplicationWithdrawn(application)
    if application.offers.filter(declined_at=None, expired_at=None, revoked_at=None).exists():
        raise HasOffer(application)
    if has_seat_besides(application):
        raise HasSeat(application)
    decision = application.decisions.filter(superseded_at=None, verdict=Verdict.ADMIT).first()
    offer = Offer.objects.create(
        event=application.event,
        application=application,
        contingent=contingent,
        decision=decision,
        made_at=at,
        expires_at=expires_at,
        remind_at=plan_of(application.event).remind_at(at, expires_at),
    )
    take_seat(contingent, offer=offer, at=at)
    letters.tell_offers(application.event, [offer], at=at)
    audit.record(application.event, "make_offer", offer.subject, at=at, by=by, after=facts(offer))
    return offer


def offer_to(
    wanted: QuerySet[Application],
    contingent: Contingent,
    *,
    draw: Draw | None,
    expires_at: datetime,
    by: User | str,
    at: datetime,
) -> list[Offer]:
    """Offers for all these applications, each with its seat, mail and audit row, in a few statements."""
    locked = wanted.select_for_update(no_key=True, of=("self",)).select_related("team").order_by("pk")
    applications = _without_seat_now(list(locked))
    if not applications:
        return []
    event = contingent.event
    remind_at = plan_of(event).remind_at(at, expires_at)
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
            remind_at=remind_at,
        )
        for application in applications
    ]
    Offer.objects.bulk_create(offers, batch_size=500)
    take_seats(contingent, offers, at=at)
    letters.tell_offers(event, offers, at=at)
    audit.record_many(event, "make_offer", [(offer.subject, facts(offer)) for offer in offers], at=at, by=by)
    return offers


def _without_seat_now(locked: Sequence[Application]) -> list[Application]:
    """Looked up anew under the lock: who had to wait for it has read before what another has offered meanwhile."""
    holding: set[int] = set()
    for chunk in in_chunks([application.pk for application in locked]):
        open_offers = Offer.objects.filter(application__in=chunk, declined_at=None, expired_at=None, revoked_at=None)
        guests = Application.objects.filter(with_guest_seat(), pk__in=chunk)
        holding.update(open_offers.values_list("application", flat=True), guests.values_list("pk", flat=True))
    return [application for application in locked if application.pk not in holding]


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


def drawn_and_locked(draw: Draw) -> Draw:
    """Raises NotDrawn, NotPublished, DrawAnnulled."""
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
    if draw.published_at is None:
        raise NotPublished(draw)
    return draw


def must_end_later(event: Event, expires_at: datetime, *, at: datetime) -> None:
    if not at < expires_at or deadline_minute(expires_at) > event.ends_at:
        raise EndsInThePast


def facts(offer: Offer) -> dict[str, object]:
    return {
        "application": offer.application.subject,
        "contingent": offer.contingent.code,
        "expires_at": offer.expires_at,
    }
