"""The two mails to somebody who wants to be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from einlass.events.links import link_token
from einlass.mail.actions import queue_message
from einlass.setup.models import OpeningSubscription

LINK: Final = "opening-subscription"


def mail_confirmation(subscription: OpeningSubscription, *, at: datetime) -> None:
    _queue("setup/confirm_subscription", subscription, at=at)


def mail_applications_open(subscription: OpeningSubscription, *, at: datetime) -> None:
    """Once for each address: the key sees to it, whoever comes by twice."""
    event = subscription.event
    more = {"applications_close_at": event.applications_close_at.isoformat()}
    _queue(
        "setup/applications_open", subscription, at=at, more=more, dedupe_key=f"applications-open:{subscription.code}"
    )


def unsubscribing_url(context: Mapping[str, Any]) -> str:
    """Where one is taken off the list, from what a mail was written with."""
    token = link_token(LINK, context["subscription_code"])
    return settings.PUBLIC_URL + reverse("setup:subscription_end", args=[context["event_slug"], token])


def _queue(
    template: str,
    subscription: OpeningSubscription,
    *,
    at: datetime,
    more: Mapping[str, Any] | None = None,
    dedupe_key: str | None = None,
) -> None:
    event = subscription.event
    context = {
        "event_slug": event.slug,
        "event_name": event.name,
        "event_zone": event.zone,
        "subscription_code": subscription.code,
        **(more or {}),
    }
    queue_message(
        template,
        to=subscription.email,
        language=subscription.language,
        context=context,
        at=at,
        event_id=event.pk,
        dedupe_key=dedupe_key,
    )
