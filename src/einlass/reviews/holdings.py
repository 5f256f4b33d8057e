"""What this room holds about an applicant (see applications/own_data.py)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from einlass.applications.models import Application
from einlass.applications.own_data import Consequences, moment
from einlass.reviews.models import Decision, Note, Tagging


def collect(application: Application, *, at: datetime) -> dict[str, Any]:
    """Decisions, once the applicant may know them: announced, or offers are open; then notes and tags, too."""
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
        ],
        **(_words_about(application) if at >= event.offers_open_at else {}),
    }


def erase(application: Application, *, at: datetime) -> None:
    """Drop the words, notes and tags; that there was a decision stays, for the numbers."""
    Note.objects.filter(application=application).delete()
    Tagging.objects.filter(application=application).delete()
    Decision.objects.filter(application=application).update(reason="")


def consequences(application: Application, *, at: datetime) -> Consequences:
    if not Decision.objects.filter(application=application).exists():
        return Consequences()
    return Consequences(
        stays=[_("That the team decided about an application stays in the numbers, without a name and a reason.")]
    )


def _words_about(application: Application) -> dict[str, Any]:
    notes = Note.objects.filter(application=application)
    tags = Tagging.objects.filter(application=application, removed_at=None)
    return {
        "notes_of_the_team": [
            {"text": one.text, "written_at": moment(one.written_at, application.event)} for one in notes
        ],
        "tags": list(tags.order_by("tag__name").values_list("tag__name", flat=True)),
    }
