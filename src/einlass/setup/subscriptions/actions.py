"""Asking to be told, confirming it, being told, and being forgotten."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from einlass.applications.addresses import normalise_address
from einlass.events import audit
from einlass.events.models import Event
from einlass.mail.actions import forget_messages
from einlass.mail.models import Message
from einlass.setup.models import OpeningSubscription
from einlass.setup.subscriptions.audit_actions import SubscriptionAction
from einlass.setup.subscriptions.emails import mail_applications_open, mail_confirmation

SUBSCRIBER: Final = "subscriber"
CONFIRM_WITHIN: Final = timedelta(days=7)
KEPT_AFTER_TELLING: Final = timedelta(days=14)
TOLD_AT_ONCE: Final = 200
TEMPLATES: Final = ("setup/confirm_subscription", "setup/applications_open")


@transaction.atomic
def ask_to_be_told(event: Event, email: str, *, language: str, at: datetime) -> OpeningSubscription:
    """Put an address on the list, to be confirmed, and write to it; one that is there already gets its link once more."""
    wish, is_new = OpeningSubscription.objects.get_or_create(
        event=event,
        mailbox=normalise_address(email),
        defaults={"email": email, "language": language, "asked_at": at},
    )
    if not is_new:
        OpeningSubscription.objects.filter(pk=wish.pk).update(asked_at=at)
    audit.record(event, SubscriptionAction.ASK, wish.subject, at=at, by=SUBSCRIBER)
    mail_confirmation(wish, at=at)
    return wish


@transaction.atomic
def confirm_subscription(wish: OpeningSubscription, *, at: datetime) -> bool:
    """From now on it counts. False where it did already, or is gone."""
    # One statement settles who of two was first.
    unconfirmed = OpeningSubscription.objects.filter(pk=wish.pk, confirmed_at=None)
    if not unconfirmed.update(confirmed_at=at):
        return False
    audit.record(wish.event, SubscriptionAction.CONFIRM, wish.subject, at=at, by=SUBSCRIBER)
    return True


@transaction.atomic
def end_subscription(wish: OpeningSubscription, *, at: datetime) -> bool:
    """Delete the address and what our mails say of it; those that wait do not go out. False where it is gone."""
    if not OpeningSubscription.objects.filter(pk=wish.pk).delete()[0]:
        return False
    _forget_mails([wish])
    audit.record(wish.event, SubscriptionAction.END, wish.subject, at=at, by=SUBSCRIBER)
    return True


def tell_subscribers(*, at: datetime) -> int:
    """Write to all who wait at events that take applications now. What a kill interrupts, the next call goes on with."""
    waiting = OpeningSubscription.objects.filter(_takes_applications(at), confirmed_at__isnull=False, told_at=None)
    told = 0
    for event in Event.objects.filter(pk__in=waiting.values("event")):
        while number := _tell_some(waiting.filter(event=event), event, at=at):
            told += number
    return told


@transaction.atomic
def _tell_some(waiting: QuerySet[OpeningSubscription], event: Event, *, at: datetime) -> int:
    """A batch: its mails, that they were told, and the trail, or none of it."""
    wishes = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:TOLD_AT_ONCE])
    for wish in wishes:
        wish.event = event
        mail_applications_open(wish, at=at)
    OpeningSubscription.objects.filter(pk__in=[wish.pk for wish in wishes]).update(told_at=at)
    if wishes:
        after = {"people": len(wishes)}
        audit.record(event, SubscriptionAction.TELL, event.subject, at=at, by=audit.WORKER, after=after)
    return len(wishes)


def _takes_applications(at: datetime) -> Q:
    """As Event.takes_applications; a rehearsal tells nobody."""
    return Q(
        event__opened_at__isnull=False,
        event__closed_at=None,
        event__archived_at=None,
        event__is_rehearsal=False,
        event__applications_open_at__lte=at,
        event__applications_close_at__gt=at,
    )


def forget_subscribers(*, at: datetime) -> int:
    """Delete addresses that were told, or never confirmed, long enough ago, and those that nothing will be told to."""
    kept_since = at - KEPT_AFTER_TELLING
    is_over = (
        Q(told_at__lte=kept_since)
        | Q(confirmed_at=None, asked_at__lte=at - CONFIRM_WITHIN)
        | Q(event__opened_at__isnull=False, event__applications_close_at__lte=kept_since)
        | Q(event__closed_at__lte=kept_since)
        | Q(event__ends_at__lte=kept_since)
    )
    over = OpeningSubscription.objects.filter(is_over)
    forgotten = 0
    for event in Event.objects.filter(pk__in=over.values("event")):
        while number := _forget_some(over.filter(event=event), event, at=at):
            forgotten += number
    return forgotten


@transaction.atomic
def _forget_some(over: QuerySet[OpeningSubscription], event: Event, *, at: datetime) -> int:
    wishes = list(over.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:TOLD_AT_ONCE])
    if wishes:
        _forget_mails(wishes)
        OpeningSubscription.objects.filter(pk__in=[wish.pk for wish in wishes]).delete()
        after = {"people": len(wishes)}
        audit.record(event, SubscriptionAction.FORGET, event.subject, at=at, by=audit.WORKER, after=after)
    return len(wishes)


def mails_of(wishes: Iterable[OpeningSubscription]) -> QuerySet[Message]:
    codes = [wish.code for wish in wishes]
    return Message.objects.filter(template__in=TEMPLATES, context__subscription_code__in=codes)


def _forget_mails(wishes: Iterable[OpeningSubscription]) -> None:
    forget_messages(mails_of(wishes))
