"""An application that the team enters for somebody who called or wrote."""

from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from einlass.applications.actions import Details
from einlass.applications.addresses import normalise_address
from einlass.applications.errors import AnotherApplicationCounts
from einlass.applications.mails import mail_entered
from einlass.applications.models import Application, Source
from einlass.applications.search import search_text, searched_keys
from einlass.applications.teams import chosen_team
from einlass.events import audit
from einlass.events.models import Event, User


class Proof(StrEnum):
    """Whether somebody who was entered counts at once, and what is written to them."""

    ASKED = "asked"
    TOLD = "told"
    QUIET = "quiet"


@transaction.atomic
def enter_application(
    event: Event,
    details: Details,
    *,
    email: str,
    language: str,
    kind: str,
    reason: str,
    proof: Proof,
    by: User,
    at: datetime,
) -> Application:
    """Keep an application for somebody, with who entered it and why; applications need not be open for that.

    Raises AnotherApplicationCounts and the team errors.
    """
    address = normalise_address(email)
    same_address = Application.objects.of(event).counted().filter(email_normalised=address)
    if (existing := same_address.first()) is not None:
        raise AnotherApplicationCounts(existing)
    application = Application(
        event=event,
        email=email.strip(),
        email_normalised=address,
        name=details.name,
        category=details.category,
        answers=dict(details.answers),
        language=language,
        submitted_at=at,
        email_proved_at=None if proof == Proof.ASKED else at,
    )
    application.search_text = search_text(application, searched_keys(event))
    try:
        with transaction.atomic():
            application.team = chosen_team(event, details.team)
            application.save()
    except IntegrityError:
        # Proved by the person in the same moment.
        if (existing := same_address.first()) is None:
            raise
        raise AnotherApplicationCounts(existing) from None
    Source.objects.create(
        application=application, event=event, kind=Source.Kind(kind), entered_at=at, entered_by=by, reason=reason
    )
    audit.record(
        event,
        "application entered",
        application.subject,
        at=at,
        by=by,
        after={"category": details.category.key, "kind": kind, "proof": proof.value},
    )
    if proof != Proof.QUIET:
        mail_entered(application, is_asked=proof == Proof.ASKED, at=at)
    return application
