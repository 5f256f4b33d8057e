"""Deleting an application for good (Article 17 of the GDPR)."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from einlass.applications import mails, own_data
from einlass.applications.errors import AlreadyErased
from einlass.applications.models import Application
from einlass.events import audit


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
