"""What becomes of an offer: accepted, declined, expired, revoked; and mailing it once more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from einlass.admission import letters
from einlass.admission.actions.ledger import free_seats
from einlass.admission.actions.parties import agree, fall, go_on_without, locked_party, settle
from einlass.admission.chunks import in_chunks
from einlass.admission.errors import (
    ApplicationWithdrawn,
    HasSeat,
    OfferAccepted,
    OfferDeclined,
    OfferExpired,
    OfferRevoked,
    ReasonMissing,
)
from einlass.admission.guests import has_seat_besides, seated_besides
from einlass.admission.models import Offer
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.tickets.models import Ticket


@transaction.atomic
def accept_offer(offer: Offer, *, at: datetime, anyway: bool | None = None) -> Ticket | None:
    """Turn an open offer into a ticket; in a team that comes only together, once all of them have said yes.

    anyway: whether this one of a team also comes if the others do not; None leaves it as it was said before.
    Returns None while others of the team are to answer.
    Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired, ApplicationWithdrawn, HasSeat, NoSeatLeft.
    """
    offer, *mates = locked_party(offer)
    _must_be_open(offer, at=at)
    application = offer.application
    if has_seat_besides(application):
        raise HasSeat(application)
    if application.team is not None and anyway is not None and anyway != application.also_alone:
        application.also_alone = anyway
        application.save(update_fields=["also_alone"])
    if offer.agreed_at is None:
        audit.record(offer.event, "agree_to_offer", offer.subject, at=at, by=audit.APPLICANT)
    return agree(offer, [offer, *mates], at=at)


@transaction.atomic
def decline_offer(offer: Offer, *, at: datetime) -> Offer:
    """Give the seat back; those of the team who come only together give theirs back too, unless this one comes as a guest.

    Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired.
    """
    offer, *mates = locked_party(offer)
    _must_be_unanswered(offer, at=at)
    offer.declined_at = at
    offer.save(update_fields=["declined_at"])
    free_seats([offer], at=at)
    letters.drop_reminders([offer])
    letters.tell_declined(offer.event, offer, at=at)
    audit.record(offer.event, "decline_offer", offer.subject, at=at, by=audit.APPLICANT)
    go_on_without(offer, mates, at=at)
    return offer


@transaction.atomic
def say_team_rule(application: Application, *, anyway: bool, at: datetime) -> Application:
    """Note whether somebody of a team comes even if the others do not; what that settles is settled at once.

    An offer that was accepted or has ended stays as it is. Alone in no team, it changes nothing.
    """
    offer = application.offers.filter(accepted_at=None, declined_at=None, expired_at=None, revoked_at=None).first()
    party = locked_party(offer) if offer is not None else []
    locked = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("event", "team")
    application = locked.get(pk=application.pk)
    if application.team is None or application.also_alone == anyway:
        return application
    application.also_alone = anyway
    application.save(update_fields=["also_alone"])
    audit.record(
        application.event,
        "say_team_rule",
        application.subject,
        at=at,
        by=audit.APPLICANT,
        before={"also_alone": not anyway},
        after={"also_alone": anyway},
    )
    for one in party:
        if one.application_id == application.pk:
            one.application.also_alone = anyway
    settle(party, at=at)
    return application


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
    """Take an open offer back; the rest of a team goes on without it. Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    offer, *mates = locked_party(offer)
    _must_be_unanswered(offer, at=at)
    offer.revoked_at = at
    offer.save(update_fields=["revoked_at"])
    free_seats([offer], at=at)
    letters.drop_reminders([offer])
    letters.tell_revoked(offer.event, offer, at=at)
    audit.record(offer.event, "revoke_offer", offer.subject, at=at, by=by, after={"reason": reason.strip()})
    settle(mates, at=at)
    return offer


@transaction.atomic
def resend_offer(offer: Offer, *, by: User, at: datetime) -> Offer:
    """Mail an open offer once more. Raises OfferAccepted, OfferDeclined, OfferRevoked, OfferExpired."""
    offer = locked_party(offer)[0]
    _must_be_unanswered(offer, at=at)
    letters.tell_offer_again(offer.event, offer, at=at)
    audit.record(offer.event, "resend_offer", offer.subject, at=at, by=by)
    return offer


@transaction.atomic
def _expire(event: Event, over: QuerySet[Offer], *, at: datetime) -> int:
    """Those of a team who come only together end with the first of them, even if theirs would last longer."""
    keys = set(over.values_list("pk", flat=True)) | set(_mates(over).values_list("pk", flat=True))
    found: list[Offer] = []
    for chunk in in_chunks(sorted(keys)):
        locked = Offer.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "event", "application__team"
        )
        found += locked.filter(pk__in=chunk).order_by("pk")
    offers = [offer for offer in found if offer.is_unanswered and not offer.is_open(at)]
    # A yes that waited in vain for the others is no missing answer.
    silent = [offer for offer in offers if offer.agreed_at is None]
    fallen = [offer for offer in offers if offer.agreed_at is not None]
    _note_expired(silent, at=at, fell_with_team=False)
    _note_expired(fallen, at=at, fell_with_team=True)
    free_seats(offers, at=at)
    letters.tell_expired(event, silent, at=at)
    letters.tell_fallen(event, fallen, at=at)
    audit.record_many(
        event,
        "expire_offer",
        [(offer.subject, {"ended": offer.expires_at}) for offer in offers],
        at=at,
        by=audit.WORKER,
    )
    # Who comes as somebody's guest is not missing.
    guests = seated_besides([offer.application for offer in offers if offer.application.team_id])
    over_in = {
        (offer.application.team_id, offer.draw_id)
        for offer in offers
        if offer.application.team_id and offer.application_id not in guests
    }
    fall(
        [offer for offer in found if (offer.application.team_id, offer.draw_id) in over_in and offer.is_open(at)],
        at=at,
    )
    return len(offers)


def _mates(over: QuerySet[Offer]) -> QuerySet[Offer]:
    """Open offers of the teams of those whose time is over."""
    teams = over.exclude(application__team=None).order_by().values("application__team")
    return Offer.objects.filter(
        application__team__in=teams, accepted_at=None, declined_at=None, expired_at=None, revoked_at=None
    )


def _note_expired(offers: Sequence[Offer], *, at: datetime, fell_with_team: bool) -> None:
    for chunk in in_chunks([offer.pk for offer in offers]):
        Offer.objects.filter(pk__in=chunk).update(expired_at=at, fell_with_team=fell_with_team)


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
