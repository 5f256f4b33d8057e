"""What this room holds about an applicant (see applications/own_data.py): that they wanted to be told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from einlass.applications.models import Application
from einlass.applications.own_data import Consequences, moment
from einlass.mail.rendering import mail_as_sent
from einlass.setup.models import OpeningSubscription
from einlass.setup.subscriptions.actions import end_subscription, mails_of
from einlass.setup.subscriptions.queries import subscription_of


def collect(application: Application, *, at: datetime) -> dict[str, Any]:
    wish = _wish_of(application)
    if wish is None:
        return {}
    event = application.event
    return {
        "wanted_to_be_told_when_applications_open": {
            "email": wish.email,
            "language": wish.language,
            "asked_at": moment(wish.asked_at, event),
            "confirmed_at": moment(wish.confirmed_at, event),
            "told_at": moment(wish.told_at, event),
            "mails": [mail_as_sent(one, event.tz) for one in mails_of([wish]).order_by("pk")],
        }
    }


def erase(application: Application, *, at: datetime) -> None:
    wish = _wish_of(application)
    if wish is not None:
        end_subscription(wish, at=at)


def consequences(application: Application, *, at: datetime) -> Consequences:
    if _wish_of(application) is None:
        return Consequences()
    return Consequences(ends=[_("You are taken off the list of those who want to be told when applications open.")])


def _wish_of(application: Application) -> OpeningSubscription | None:
    """Only for an address that was shown to be theirs; else anybody could ask whether somebody is on the list."""
    if not application.email or application.email_proved_at is None:
        return None
    return subscription_of(application.event, application.email)
