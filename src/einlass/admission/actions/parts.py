"""Offers of a draw that go out in parts: planned once, sent by the worker."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from einlass.admission.actions.offers import drawn_and_locked, offer_to
from einlass.admission.errors import (
    AdmissionError,
    BadParts,
    DrawAnnulled,
    NobodyToOffer,
    OffersAreOut,
    OffersInParts,
    StartsInThePast,
)
from einlass.admission.models import Draw, OfferPart
from einlass.admission.offer_parts import PlannedPart, plan_parts
from einlass.admission.offer_plan import plan_of
from einlass.admission.queries import without_seat
from einlass.admission.wording import words
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import User

# A plan that nobody can read is no clear plan.
MOST_PARTS: Final = 200


@transaction.atomic
def start_parts(
    draw: Draw, *, seats: int, every: timedelta, starts_at: datetime | None = None, by: User, at: datetime
) -> list[OfferPart]:
    """Plan the offers of a draw in parts of so many seats, in drawn order, teams whole.

    Raises NotDrawn, NotPublished, DrawAnnulled, OffersAreOut, OffersInParts, BadParts, NobodyToOffer, StartsInThePast.
    """
    draw = drawn_and_locked(draw)
    if draw.offered_at is not None:
        raise OffersAreOut(draw)
    if draw.parts.exists():
        raise OffersInParts(draw)
    planned = planned_parts(draw, seats=seats, every=every, starts_at=starts_at or at)
    if planned[0].starts_at < at or planned[-1].starts_at >= draw.event.doors_open_at:
        raise StartsInThePast
    parts = OfferPart.objects.bulk_create(
        OfferPart(
            draw=draw,
            number=part.number,
            starts_at=part.starts_at,
            first_place=part.first_place,
            last_place=part.last_place,
        )
        for part in planned
    )
    audit.record(
        draw.event,
        "start_parts",
        draw.subject,
        at=at,
        by=by,
        after={"parts": len(parts), "seats": seats, "last_at": planned[-1].starts_at},
    )
    return parts


def planned_parts(draw: Draw, *, seats: int, every: timedelta, starts_at: datetime) -> list[PlannedPart]:
    """What start_parts would plan. Raises BadParts, NobodyToOffer."""
    units = list(draw.entries.filter(admitted=True).order_by("place").values_list("unit", flat=True))
    if not units:
        raise NobodyToOffer
    if seats < 1 or len(units) > MOST_PARTS * seats:
        raise BadParts(-(-len(units) // max(seats, 1)))
    return plan_parts(units, seats=seats, every=every, starts_at=starts_at, plan=plan_of(draw.event))


@transaction.atomic
def stop_parts(draw: Draw, *, by: User, at: datetime) -> int:
    """Forget the parts that have not gone out; the rest of the offers can then be made otherwise. Returns how many."""
    draw = Draw.objects.select_for_update(no_key=True, of=("self",)).defer("bundle", "result").get(pk=draw.pk)
    stopped, _ = draw.parts.filter(made_at=None).delete()
    if stopped:
        audit.record(draw.event, "stop_parts", draw.subject, at=at, by=by, after={"parts": stopped})
    return stopped


def continue_parts(*, at: datetime) -> int:
    """Make the offers of every part whose moment has come; returns how many. The worker calls it every minute."""
    due = OfferPart.objects.filter(made_at=None, starts_at__lte=at, draw__annulled_at=None)
    return sum(_send(part, at=at) for part in due.order_by("draw", "number"))


def _send(part: OfferPart, *, at: datetime) -> int:
    try:
        return _make_part(part, at=at)
    except DrawAnnulled:
        return 0
    except AdmissionError as refusal:
        languages = part.draw.event.languages
        with translation.override(languages[0] if languages else "en"):
            OfferPart.objects.filter(pk=part.pk).update(failure=words(refusal)[:500])
        return 0


@transaction.atomic
def _make_part(part: OfferPart, *, at: datetime) -> int:
    """Raises NoSeatLeft; then nobody of the part is offered anything yet."""
    draw = drawn_and_locked(part.draw)
    waiting = OfferPart.objects.select_for_update(no_key=True).filter(pk=part.pk, made_at=None).first()
    plan = plan_of(draw.event)
    if waiting is None or plan.mail_at(at) > at:
        return 0
    offers = offer_to(
        without_seat(_drawn_between(draw, part)),
        draw.contingent,
        draw=draw,
        expires_at=plan.answer_until(at),
        by=audit.WORKER,
        at=at,
    )
    waiting.made_at, waiting.offers, waiting.failure = at, len(offers), ""
    waiting.save(update_fields=["made_at", "offers", "failure"])
    if not draw.parts.filter(made_at=None).exists():
        draw.offered_at = at
        draw.save(update_fields=["offered_at"])
    audit.record(
        draw.event,
        "make_offers",
        draw.subject,
        at=at,
        by=audit.WORKER,
        after={"offers": len(offers), "part": waiting.number},
    )
    return len(offers)


def _drawn_between(draw: Draw, part: OfferPart) -> QuerySet[Application]:
    return Application.objects.counted().filter(
        draw_entries__draw=draw,
        draw_entries__admitted=True,
        draw_entries__place__gte=part.first_place,
        draw_entries__place__lte=part.last_place,
    )
