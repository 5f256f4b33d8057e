"""Offers of one team: who comes anyway, who only if all do, and what follows from one answer for the others."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from einlass.admission import letters
from einlass.admission.actions.ledger import free_seats, take_seat
from einlass.admission.guests import has_seat_besides, seated_besides
from einlass.admission.models import Offer, Seat
from einlass.admission.team_rule import comes_anyway
from einlass.applications.models import Application
from einlass.events import audit
from einlass.tickets.actions import issue_ticket
from einlass.tickets.models import Ticket


def locked_party(offer: Offer) -> list[Offer]:
    """The offer first, then those of its team out of the same draw that were not taken back.

    All are locked in the order of locks: the team's applications first, by key, then the offers, by key.
    """
    team = Application.objects.filter(pk=offer.application_id).values_list("team_id", flat=True).get()
    together = {"team": team} if team else {"pk": offer.application_id}
    list(Application.objects.select_for_update(no_key=True).filter(**together).order_by("pk").values_list("pk"))
    offers = Offer.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "event", "application__category", "application__team", "contingent"
    )
    if team:
        found = list(offers.filter(application__team=team, draw=offer.draw_id).order_by("pk"))
    else:
        found = list(offers.filter(pk=offer.pk))
    own = next((one for one in found if one.pk == offer.pk), None) or offers.get(pk=offer.pk)
    return [own, *(one for one in found if one.pk != offer.pk and one.revoked_at is None)]


def locked_party_of(event: int, mailbox: str) -> tuple[Offer | None, list[Offer]]:
    """The open offer of whoever has this mailbox, and its party. Locks the applications, also where there is no offer."""
    if not mailbox:
        return None, []
    own = Application.objects.filter(event=event, email_normalised=mailbox)
    teams = own.exclude(team=None).order_by().values("team")
    together = Application.objects.filter(Q(pk__in=own.order_by().values("pk")) | Q(team__in=teams))
    list(together.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    offers = Offer.objects.filter(application__in=own, accepted_at=None, declined_at=None)
    offer = offers.filter(expired_at=None, revoked_at=None).first()
    party = locked_party(offer) if offer is not None else []
    return (party[0] if party else None), party


def agree(offer: Offer, party: Sequence[Offer], *, at: datetime) -> Ticket | None:
    """Note the yes, and accept all offers of the party that wait for nobody now. The party is locked."""
    if offer.agreed_at is None:
        offer.agreed_at = at
        offer.save(update_fields=["agreed_at"])
    tickets = settle(party, at=at)
    return tickets.get(offer.pk)


def settle(party: Sequence[Offer], *, at: datetime) -> dict[int, Ticket]:
    """Turn every yes that waits for nobody into a ticket; tickets by the key of their offer. The party is locked."""
    everybody = _all_come(party)
    ready = sorted(
        (
            offer
            for offer in party
            if offer.agreed_at is not None
            and offer.is_open(at)
            and offer.application.counts
            and (everybody or comes_anyway(offer.application))
        ),
        key=lambda offer: offer.pk,
    )
    # The ledger decides, not the offer: should its seat have been freed, it needs another one.
    held = {seat.offer_id: seat for seat in Seat.objects.filter(offer__in=ready, freed_at=None)}
    seats = [held.get(offer.pk) or take_seat(offer.contingent, offer=offer, at=at) for offer in ready]
    return {offer.pk: _accept(offer, seat, at=at) for offer, seat in zip(ready, seats, strict=True)}


def fall(party: Iterable[Offer], *, at: datetime) -> list[Offer]:
    """End the open offers of those who come only if all do, free their seats and tell them. The party is locked."""
    falling = [offer for offer in party if offer.is_unanswered and not comes_anyway(offer.application)]
    for offer in falling:
        offer.declined_at, offer.fell_with_team = at, True
        offer.save(update_fields=["declined_at", "fell_with_team"])
        audit.record(offer.event, "offer_fell_with_team", offer.subject, at=at, by=audit.WORKER)
    free_seats(falling, at=at)
    letters.drop_reminders(falling)
    if falling:
        letters.tell_fallen(falling[0].event, falling, at=at)
    return falling


def go_on_without(offer: Offer, mates: Sequence[Offer], *, at: datetime) -> None:
    """What it means for the others that one declined: who has a ticket of another kind comes all the same. All are locked."""
    if has_seat_besides(offer.application):
        settle(mates, at=at)
    else:
        fall(mates, at=at)


def _all_come(party: Sequence[Offer]) -> bool:
    """Whether all have said yes, or have a ticket of another kind, as somebody's guest."""
    silent = [offer for offer in party if offer.agreed_at is None and offer.accepted_at is None]
    return {offer.application_id for offer in silent} <= seated_besides([offer.application for offer in silent])


def _accept(offer: Offer, seat: Seat, *, at: datetime) -> Ticket:
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
    letters.drop_reminders([offer])
    audit.record(offer.event, "accept_offer", offer.subject, at=at, by=audit.APPLICANT, after={"ticket": ticket.code})
    return ticket
