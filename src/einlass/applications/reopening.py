"""What the team may do for one applicant: more time, a withdrawn application open again, an address that counts as confirmed."""

from datetime import datetime

from django.db import transaction

from einlass.applications.errors import (
    AlreadyWithdrawn,
    AnotherApplicationCounts,
    NotWithdrawn,
    WrongDeadline,
)
from einlass.applications.mails import mail_counts, mail_extended, mail_proof, mail_reopened
from einlass.applications.models import Application, Team
from einlass.applications.teams import is_full
from einlass.events import audit
from einlass.events.models import User


@transaction.atomic
def extend_deadline(application: Application, *, until: datetime, by: User, at: datetime) -> Application:
    """Let one applicant change or withdraw until a moment of their own, and write to them.

    Raises AlreadyWithdrawn; WrongDeadline where the moment is over, no later than everybody's, or after the draw's.
    """
    application = _locked(application)
    if application.withdrawn_at is not None:
        raise AlreadyWithdrawn(application)
    event = application.event
    if not max(at, event.applications_close_at) < until <= event.draw_at:
        raise WrongDeadline(application, until)
    before, application.extended_until = application.extended_until, until
    application.save(update_fields=["extended_until"])
    audit.record(
        event,
        "deadline extended",
        application.subject,
        at=at,
        by=by,
        before={"until": before.isoformat() if before else None},
        after={"until": until.isoformat()},
    )
    mail_extended(application, until=until, at=at)
    return application


@transaction.atomic
def reopen_application(application: Application, *, by: User, at: datetime) -> Application:
    """Let a withdrawn application stand again as it did before, and write to the person.

    If its team has filled up meanwhile, it stands alone. Raises NotWithdrawn, AnotherApplicationCounts.
    """
    existing = _counted_of_same_address(application)
    application = _locked(application)
    # Without an address there is nobody left in it: the person had everything deleted.
    if application.withdrawn_at is None or not application.email:
        raise NotWithdrawn(application)
    if existing is not None and application.email_proved_at is not None:
        raise AnotherApplicationCounts(existing)
    withdrawn_at, application.withdrawn_at = application.withdrawn_at, None
    application.team = _team_with_room(application)
    application.save(update_fields=["withdrawn_at", "team"])
    audit.record(
        application.event,
        "application reopened",
        application.subject,
        at=at,
        by=by,
        before={"withdrawn_at": withdrawn_at.isoformat()},
    )
    if application.email_proved_at is None:
        mail_proof(application, at=at)
    else:
        mail_reopened(application, at=at)
    return application


@transaction.atomic
def count_as_proved(application: Application, *, by: User, at: datetime) -> Application:
    """Let an application count whose address was not confirmed, because the team knows the person.

    Doing it twice changes nothing. Raises AlreadyWithdrawn, AnotherApplicationCounts.
    """
    existing = _counted_of_same_address(application)
    application = _locked(application)
    if application.withdrawn_at is not None:
        raise AlreadyWithdrawn(application)
    if application.email_proved_at is not None:
        return application
    if existing is not None:
        raise AnotherApplicationCounts(existing)
    application.team = _team_with_room(application)
    application.email_proved_at = at
    application.save(update_fields=["email_proved_at", "team"])
    audit.record(application.event, "address proved by the team", application.subject, at=at, by=by)
    mail_counts(application, at=at)
    return application


def _locked(application: Application) -> Application:
    applications = Application.objects.select_for_update(of=("self",)).select_related("event", "category", "team")
    return applications.get(pk=application.pk)


def _counted_of_same_address(application: Application) -> Application | None:
    """Lock all applications of the address in one order; the one that counts, if it is another."""
    same = Application.objects.of(application.event).filter(email_normalised=application.email_normalised)
    locked = list(same.select_for_update().order_by("pk"))
    return next((one for one in locked if one.counts and one.pk != application.pk), None)


def _team_with_room(application: Application) -> Team | None:
    if application.team_id is None:
        return None
    team = Team.objects.select_for_update().get(pk=application.team_id)
    return None if is_full(team, without=application) else team
