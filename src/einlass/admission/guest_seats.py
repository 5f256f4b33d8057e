"""One person, one seat: who has accepted a seat as somebody's guest needs no second one by an application.

The two are one person where the mailbox is the same. Who answers one of the two holds the row of the application, so
that of two answers at once the second sees the first.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from einlass.admission.models import Invitation
from einlass.applications.models import Application


def guest_since(application: Application) -> datetime | None:
    """When the applicant accepted the seat that she or he holds as a guest."""
    accepted = _accepted(event=application.event_id, mailbox=application.email_normalised)
    return accepted.values_list("accepted_at", flat=True).first()


def with_guest_seat(application: str = "") -> Exists:
    """As a condition in a query of applications or, with the way to the application ('application__'), of others."""
    event, mailbox = OuterRef(f"{application}event"), OuterRef(f"{application}email_normalised")
    return Exists(_accepted(event=event, mailbox=mailbox))


def without_guest_seat(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.filter(~with_guest_seat())


def _accepted(**whose: object) -> QuerySet[Invitation]:
    # As the condition of the unique index has it, so that one look there is enough.
    held = Invitation.objects.filter(declined_at=None, expired_at=None, revoked_at=None).exclude(mailbox="")
    return held.filter(accepted_at__isnull=False, **whose)
