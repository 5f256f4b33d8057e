"""What this room holds about an applicant (see applications/own_data.py)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from einlass.applications.models import Application
from einlass.applications.own_data import Consequences, moment
from einlass.reviews.models import Decision


def collect(application: Application, *, at: datetime) -> dict[str, Any]:
    """Decisions, once the applicant may know them: announced, or offers are open."""
    event = application.event
    known = Decision.objects.filter(application=application, superseded_at=None)
    if at < event.offers_open_at:
        known = known.filter(announced_at__isnull=False)
    return {
        "decisions_announced": [
            {
                "decision": one.get_verdict_display(),
                "decided_at": moment(one.decided_at, event),
                "announced_at": moment(one.announced_at, event),
            }
            for one in known
        ]
    }


def erase(application: Application, *, at: datetime) -> None:
    """Drop the words; that there was a decision stays, for the numbers."""
    Decision.objects.filter(application=application).update(reason="")


def consequences(application: Application, *, at: datetime) -> Consequences:
    if not Decision.objects.filter(application=application).exists():
        return Consequences()
    return Consequences(
        stays=[_("That the team decided about an application stays in the numbers, without a name and a reason.")]
    )
