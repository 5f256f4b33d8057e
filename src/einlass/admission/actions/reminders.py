"""Reminding people of offers that end soon."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from einlass.admission import letters
from einlass.admission.chunks import in_chunks
from einlass.admission.models import Offer
from einlass.events.models import Event


def remind_of_offers(*, at: datetime) -> int:
    """Remind of each open offer whose moment has come, once; returns how many. The worker calls it every minute."""
    due = _due(at)
    events = Event.objects.filter(pk__in=due.order_by().values("event"))
    return sum(_remind(event, due.filter(event=event), at=at) for event in events)


@transaction.atomic
def _remind(event: Event, due: QuerySet[Offer], *, at: datetime) -> int:
    locked = due.select_for_update(no_key=True, of=("self",)).select_related("application__team")
    # Somebody may have answered while we waited for the lock.
    offers = [offer for offer in locked.order_by("pk") if offer.is_open(at) and offer.agreed_at is None]
    for chunk in in_chunks([offer.pk for offer in offers]):
        Offer.objects.filter(pk__in=chunk).update(reminded_at=at)
    letters.remind(event, offers, at=at)
    return len(offers)


def _due(at: datetime) -> QuerySet[Offer]:
    return Offer.objects.filter(
        remind_at__lte=at,
        expires_at__gt=at,
        reminded_at=None,
        agreed_at=None,
        accepted_at=None,
        declined_at=None,
        expired_at=None,
        revoked_at=None,
    )
