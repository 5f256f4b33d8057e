"""The mails about an application."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from einlass.applications.models import Application, ProofCode
from einlass.mail.actions import new_message, queue_message
from einlass.mail.models import Message

# Nobody's mailbox is to be filled by somebody else who types their address again and again.
MOST_MAILS: Final = 6
MOST_MAILS_WITHIN: Final = timedelta(hours=1)


def mail_proof(application: Application, *, at: datetime) -> None:
    """The link that proves the address."""
    if may_write_to(application, at):
        queue_message(**_message("applications/prove_address", application, at=at))


def new_proof_mail(application: Application, *, code: ProofCode | None, at: datetime) -> Message:
    """The same with the digits that do so in the browser the form was sent from, for the caller to write."""
    extra = {"salt": code.salt, "code_expires_at": code.expires_at.isoformat()} if code is not None else {}
    return new_message(**_message("applications/prove_address", application, at=at, extra=extra))


def mail_counts(application: Application, *, at: datetime) -> None:
    """The application counts; the link to its page."""
    queue_message(**_message("applications/counts", application, at=at))


def mail_link(application: Application, *, at: datetime) -> None:
    """The link to the application's page, asked for again."""
    if may_write_to(application, at):
        queue_message(**_message("applications/link_again", application, at=at))


def mail_existing(application: Application, *, key: str, at: datetime) -> None:
    """Somebody applied with an address whose application counts already; once per form sent."""
    if not may_write_to(application, at):
        return
    try:
        with transaction.atomic():
            queue_message(**_message("applications/existing", application, at=at, dedupe_key=f"existing {key}"))
    except IntegrityError:
        # The same form, sent twice at once: the other one has queued it.
        return


def mail_withdrawn(application: Application, *, at: datetime) -> None:
    queue_message(**_message("applications/withdrawn", application, at=at))


def may_write_to(application: Application, at: datetime) -> bool:
    """Whether this address was not written to too often of late."""
    recent = Message.objects.filter(
        event_id=application.event_id, to=application.email, created_at__gt=at - MOST_MAILS_WITHIN
    )
    return recent.count() < MOST_MAILS


def _message(
    template: str,
    application: Application,
    *,
    at: datetime,
    dedupe_key: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    event = application.event
    return {
        "template": template,
        "to": application.email,
        "language": application.language,
        "context": {
            "event_slug": event.slug,
            "event_name": event.name,
            "event_zone": event.zone,
            "contact_email": event.contact_email,
            "applications_close_at": event.applications_close_at.isoformat(),
            "draw_at": event.draw_at.isoformat(),
            "name": application.name,
            "code": application.code,
            "version": application.link_version,
            **(extra or {}),
        },
        "at": at,
        "event_id": event.pk,
        "dedupe_key": dedupe_key,
    }
