"""Deleting an application for good (Article 17 of the GDPR)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from einlass.applications import mails, own_data
from einlass.applications.errors import AlreadyErased
from einlass.applications.models import Application
from einlass.events import audit
from einlass.mail.queries import waiting

# Longer than any request or job that read an application before it was erased.
LATE: Final = timedelta(days=1)
# What the context of a mail calls the code of the application that it is about.
NAMES_OF_CODE: Final = ("code", "application_code")


@transaction.atomic
def erase_application(application: Application, *, at: datetime) -> None:
    """Delete all that says who applied, in every room, and say so in a last mail. Raises AlreadyErased.

    Seats are freed; what the draw and the door need stays, without a name.
    """
    locked = Application.objects.select_for_update(of=("self",)).select_related("event", "category", "team")
    if application.team_id:
        # What happens to the offers of the others follows from this; a team is locked as a whole, in one order.
        list(locked.filter(team=application.team_id).order_by("pk"))
    application = locked.get(pk=application.pk)
    if application.erased_at is not None:
        raise AlreadyErased(application)
    address, language, event = application.email, application.language, application.event
    with translation.override(language):
        stays = own_data.consequences(application, at=at).stays
    # The rooms above free seats and end tickets while the application still says whose they are.
    for holder in reversed(own_data.holders()):
        holder.erase(application, at=at)
    audit.record(event, "application erased", application.subject, at=at, by=audit.APPLICANT)
    mails.mail_erased(event, address, language, stays, at=at)


def is_about_erased(context: Mapping[str, Any]) -> bool:
    """Whether a mail's context names an application that is erased.

    Whoever read it just before may have put a mail into the outbox just after: mail/sending.py asks this and drops it.
    """
    codes = [context[name] for name in NAMES_OF_CODE if name in context]
    return bool(codes) and Application.objects.filter(code__in=codes, erased_at__isnull=False).exists()


def drop_late_mails(at: datetime) -> int:
    """Drop such mails that do not go out soon, too; returns how many there were."""
    codes = list(Application.objects.filter(erased_at__gt=at - LATE).order_by().values_list("code", flat=True))
    if not codes:
        return 0
    names_one = Q(*((f"context__{name}__in", codes) for name in NAMES_OF_CODE), _connector=Q.OR)
    dropped, _by_model = waiting().filter(names_one, created_at__gt=at - 2 * LATE).delete()
    return dropped
