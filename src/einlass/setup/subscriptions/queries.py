from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from einlass.applications.addresses import normalise_address
from einlass.events.links import read_link
from einlass.events.models import Event
from einlass.setup.models import OpeningSubscription
from einlass.setup.subscriptions.emails import LINK


@dataclass(frozen=True)
class Counts:
    """told: of those confirmed, whose mail was written."""

    confirmed: int
    unconfirmed: int
    told: int


def counts_of(event: Event) -> Counts:
    return Counts(
        **OpeningSubscription.objects.filter(event=event).aggregate(
            confirmed=Count("pk", filter=Q(confirmed_at__isnull=False)),
            unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
            told=Count("pk", filter=Q(told_at__isnull=False)),
        )
    )


def confirmed_since(event: Event, since: datetime) -> tuple[int, int]:
    """How many are confirmed, and how many of them since a moment."""
    confirmed = OpeningSubscription.objects.filter(event=event, confirmed_at__isnull=False)
    found = confirmed.aggregate(all=Count("pk"), new=Count("pk", filter=Q(confirmed_at__gte=since)))
    return found["all"], found["new"]


def takes_subscriptions(event: Event, at: datetime) -> bool:
    """Whether one can ask to be told: the event is announced, or open with its applications still to come."""
    if event.is_rehearsal or event.is_over:
        return False
    return event.is_announced or (event.is_public and at < event.applications_open_at)


def subscription_by_link(event: Event, token: str) -> OpeningSubscription | None:
    """None where it is gone. Raises BadLink for what is no link of this event's list."""
    code, _version = read_link(LINK, token)
    return OpeningSubscription.objects.filter(event=event, code=code).first()


def subscription_of(event: Event, email: str) -> OpeningSubscription | None:
    return OpeningSubscription.objects.filter(event=event, mailbox=normalise_address(email)).first()
