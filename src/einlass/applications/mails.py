"""The mails about an application."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from einlass.applications.models import Application, ProofCode, Team, TeamNotice
from einlass.applications.teams import TeamHealth
from einlass.events.models import Event
from einlass.mail.actions import forget_messages, message_fields, new_message, queue_message
from einlass.mail.models import Message

# Nobody's mailbox is to be filled by somebody else who types their address again and again.
MOST_MAILS: Final = 6
MOST_MAILS_WITHIN: Final = timedelta(hours=1)
ENTERED: Final = {False: "applications/entered", True: "applications/entered_unproved"}
ERASED: Final = "applications/erased"


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
    extra = {"may_apply_again": application.event.takes_applications(at)}
    queue_message(**_message("applications/withdrawn", application, at=at, extra=extra))


def mail_new_deadline(application: Application, *, at: datetime) -> None:
    """Applications close at another moment than the person was told."""
    queue_message(**_message("applications/new_deadline", application, at=at))


def mail_entered(application: Application, *, is_asked: bool, at: datetime) -> None:
    """The team has entered somebody: their application counts, or does so once they confirm (`is_asked`)."""
    queue_message(**_message(ENTERED[is_asked], application, at=at))


def entered_fields(application: Application, *, is_asked: bool, at: datetime) -> dict[str, Any]:
    """The same mail as mail_entered, as the fields of a Message, for many at once."""
    return message_fields(
        ENTERED[is_asked],
        to=application.email,
        language=application.language,
        context=_context(application),
        at=at,
        event_id=application.event_id,
    )


def mail_extended(application: Application, *, until: datetime, at: datetime) -> None:
    """The application may be changed until a moment of its own."""
    queue_message(**_message("applications/extended", application, at=at, extra={"until": until.isoformat()}))


def mail_reopened(application: Application, *, at: datetime) -> None:
    """A withdrawn application counts again."""
    queue_message(**_message("applications/reopened", application, at=at))


def mail_team_problem(
    application: Application, team: Team, problem: TeamNotice.Problem, health: TeamHealth, *, at: datetime
) -> None:
    """What keeps the team from coming together, and what this member can do; somebody unproved gets the link to prove."""
    is_proved = application.email_proved_at is not None
    if problem == TeamNotice.Problem.UNPROVED:
        template = "applications/team_unproved" if is_proved else "applications/prove_for_team"
    else:
        template = "applications/team_too_large"
    extra = {"team": team.name, "joined": health.joined, "unproved": health.unproved, "most": health.most}
    dedupe_key = f"{problem.value} {team.code} {application.code}"
    queue_message(**_message(template, application, at=at, extra=extra, dedupe_key=dedupe_key))


def mail_erased(event: Event, address: str, language: str, stays: list[str], *, at: datetime) -> None:
    """The last mail to somebody whose application was deleted; the address goes from the outbox once it was sent."""
    queue_message(
        ERASED,
        to=address,
        language=language,
        context={
            "event_slug": event.slug,
            "event_name": event.name,
            "event_zone": event.zone,
            "contact_email": event.contact_email,
            "stays": stays,
        },
        at=at,
        event_id=event.pk,
    )


def forget_last_mails(at: datetime) -> None:
    """Empty the last mails to people whose application was deleted, once they went out or were given up."""
    last = Message.objects.filter(template=ERASED).exclude(to="")
    forget_messages(last.filter(sent_at__isnull=False))
    last.filter(failed_at__isnull=False).delete()


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
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "template": template,
        "to": application.email,
        "language": application.language,
        "context": {**_context(application), **(extra or {})},
        "at": at,
        "event_id": application.event_id,
        "dedupe_key": dedupe_key,
    }


def _context(application: Application) -> dict[str, Any]:
    event = application.event
    return {
        "event_slug": event.slug,
        "event_name": event.name,
        "event_zone": event.zone,
        "contact_email": event.contact_email,
        "applications_close_at": event.applications_close_at.isoformat(),
        "changes_end_at": application.changes_end_at.isoformat(),
        "draw_at": event.draw_at.isoformat(),
        "name": application.name,
        "code": application.code,
        "version": application.link_version,
    }
