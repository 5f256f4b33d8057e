"""Sending, proving, changing and withdrawing an application."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, Q, UUIDField

from einlass.applications import mails
from einlass.applications.addresses import address_of_one, normalise_address
from einlass.applications.challenge import Solved, use_up
from einlass.applications.consents import Words, change_consents, new_consents
from einlass.applications.errors import (
    AlreadyErased,
    AlreadyWithdrawn,
    AnotherApplicationCounts,
    ApplicationsClosed,
    FormChanged,
    NotInATeam,
    ProofTooLate,
)
from einlass.applications.history import version_of
from einlass.applications.models import Application, Form, ImportRun, Question, Team
from einlass.applications.proof_codes import new_code, open_code
from einlass.applications.queries import form_version
from einlass.applications.search import search_text, searched_keys
from einlass.applications.teams import TeamChoice, TeamWish, chosen_team, drop_if_empty, find_team, is_full
from einlass.applications.uploads import claim_files, drop_files, names_files
from einlass.events import audit
from einlass.events.insertion import Condition, Replacing, insert_all
from einlass.events.limits import Tries, spend_all
from einlass.events.models import Category, Event


@dataclass(frozen=True)
class Details:
    """What an applicant fills in and may change.

    form_version: of the form that was filled in, if one was.  consents: those given, in the words shown, by key.
    """

    name: str
    category: Category
    answers: Mapping[str, Any] = field(default_factory=dict)
    team: TeamChoice = field(default_factory=TeamChoice)
    consents: Mapping[str, Words] = field(default_factory=dict)
    form_version: int | None = None


def submit_application(
    event: Event,
    details: Details,
    *,
    email: str,
    language: str,
    submission_key: UUID | None,
    at: datetime,
    solved: Solved | None = None,
    tries: Tries | None = None,
) -> Application:
    """Keep an application and mail the link that proves its address; the same form sent twice is kept once.

    If an application of this address counts already, that one is returned and only mailed about, so that the page can
    give the same answer to everybody. A challenge that came with the form is used up by it, and `tries` are
    counted. Raises ApplicationsClosed, TooOften, FormChanged, ChallengeUsed and the team errors.
    """
    if not event.takes_applications(at):
        raise ApplicationsClosed(event)
    application = Application(
        event=event,
        email=email.strip(),
        email_normalised=normalise_address(email),
        language=language,
        submission_key=submission_key,
        submitted_at=at,
    )
    try:
        return _submit(application, details, solved=solved, tries=tries, at=at)
    except IntegrityError:
        # The same form was sent twice at once, and the other one came first.
        tapped = Application.objects.of(event).filter(submission_key=submission_key).first()
        if submission_key is None or tapped is None:
            raise
        return tapped


def _submit(
    application: Application, details: Details, *, solved: Solved | None, tries: Tries | None, at: datetime
) -> Application:
    event, submission_key = application.event, application.submission_key
    # Most come for the first time, alone and with nothing but answers: that is one statement.
    only_answers = solved is None and details.team.wish == TeamWish.ALONE and not names_files(details.answers)
    if only_answers:
        _fill(application, details)
        nothing_yet = _nothing_sent_before(application, details.form_version)
        if _write(application, details.consents, only_if=nothing_yet, tries=tries, at=at):
            return application
    elif tries is not None:
        spend_all(tries)
    if details.team.wish == TeamWish.JOIN:
        find_team(event, details.team.code)
    earlier, version_now = _sent_before(application)
    tapped = next((one for one in earlier if submission_key and one.submission_key == submission_key), None)
    if tapped is not None:
        return tapped
    if details.form_version not in (None, version_now):
        raise FormChanged
    existing = next((one for one in earlier if one.counts), None)
    with nullcontext() if only_answers and existing is None else transaction.atomic():
        if solved is not None and submission_key is not None:
            use_up(event, solved, submission_key)
        if existing is not None:
            _answer_for(existing, submission_key, at=at)
            return existing
        if not only_answers:
            application.team = chosen_team(event, details.team)
            _fill(application, details)
        _write(application, details.consents, is_first=not earlier, at=at)
        if not only_answers:
            claim_files(application)
    return application


def _write(
    application: Application,
    consents: Mapping[str, Words],
    *,
    is_first: bool = True,
    only_if: Condition | None = None,
    tries: Tries | None = None,
    at: datetime,
) -> bool:
    """The application with its audit entry, consents, code and the mail that proves the address: all or none.

    is_first: nothing was ever sent with this address, so that its mails need not be counted.
    only_if, tries: as of insert_all.
    """
    applied = audit.entry(
        application.event, "applied", application.subject, at=at, by=audit.APPLICANT, after=_facts(application)
    )
    rows: list[Model | Replacing] = [application, applied, *new_consents(application, consents, at=at)]
    key = application.submission_key
    code = new_code(application, key, at=at) if key is not None else None
    if code is not None:
        # The form may have been sent before with an address whose application counts.
        rows.append(Replacing(code, ("application", "salt", "expires_at"), ("event", "submission_key")))
    if is_first or mails.may_write_to(application, at):
        rows.append(mails.new_proof_mail(application, code=code, at=at))
    return insert_all(rows, only_if=only_if, tries=tries)


def _answer_for(existing: Application, submission_key: UUID | None, *, at: datetime) -> None:
    mails.mail_existing(existing, key=str(submission_key or existing.code), at=at)
    if submission_key is not None:
        open_code(existing.event, submission_key, None, at=at)


@transaction.atomic
def prove_address(application: Application, *, at: datetime) -> Application:
    """Let an application count, because the link sent to its address was used; older ones never proved go.

    If its team has filled up meanwhile, it counts alone. Proving twice changes nothing.
    Raises AlreadyWithdrawn, ProofTooLate, AnotherApplicationCounts.
    """
    existing = _locked_of_same_address(application)
    if existing is not None and existing.pk != application.pk:
        raise AnotherApplicationCounts(existing)
    application = _locked(application)
    if application.erased_at is not None:
        raise AlreadyErased(application)
    if application.withdrawn_at is not None:
        raise AlreadyWithdrawn(application)
    if application.email_proved_at is not None:
        return application
    if at >= application.event.draw_at:
        raise ProofTooLate(application)
    if application.team is not None:
        team = Team.objects.select_for_update().get(pk=application.team.pk)
        application.team = None if is_full(team) else team
    application.email_proved_at = at
    application.save(update_fields=["email_proved_at", "team"])
    _drop_unproved_before(application)
    audit.record(
        application.event, "address proved", application.subject, at=at, by=audit.APPLICANT, after=_facts(application)
    )
    mails.mail_counts(application, at=at)
    return application


@transaction.atomic
def edit_application(application: Application, details: Details, *, at: datetime) -> Application:
    """Replace what was sent. Raises AlreadyWithdrawn, ApplicationsClosed, FormChanged and the team errors."""
    application = _changeable(application, at)
    _check_form(application.event, details)
    before, team_before = _facts(application), application.team
    version = version_of(application, at=at)
    changed = _changed(application, details)
    application.team = chosen_team(application.event, details.team, current=team_before)
    if changed or before != _facts(application, category=details.category):
        version.save()
    _fill(application, details)
    application.edited_at = at
    application.save()
    claim_files(application)
    drop_files(application)
    asked = application.event.questions.filter(kind=Question.Kind.CONSENT).values_list("key", flat=True)
    change_consents(application, details.consents, asked=set(asked), at=at)
    if application.team != team_before:
        drop_if_empty(team_before)
    audit.record(
        application.event,
        "application edited",
        application.subject,
        at=at,
        by=audit.APPLICANT,
        before=before,
        after=_facts(application) | {"changed": changed},
    )
    return application


@transaction.atomic
def leave_team(application: Application, *, at: datetime) -> Application:
    """Go on alone; the others stay a team. Raises NotInATeam, AlreadyWithdrawn, ApplicationsClosed."""
    application = _changeable(application, at)
    team = application.team
    if team is None:
        raise NotInATeam(application)
    before = _facts(application)
    version_of(application, at=at).save()
    application.team, application.also_alone, application.hides_name = None, False, False
    application.edited_at = at
    application.save(update_fields=["team", "also_alone", "hides_name", "edited_at"])
    drop_if_empty(team)
    audit.record(
        application.event,
        "team left",
        application.subject,
        at=at,
        by=audit.APPLICANT,
        before=before,
        after=_facts(application),
    )
    return application


@transaction.atomic
def withdraw_application(application: Application, *, at: datetime) -> Application:
    """Take an application back. Raises AlreadyWithdrawn, ApplicationsClosed."""
    application = _changeable(application, at)
    application.withdrawn_at = at
    application.save(update_fields=["withdrawn_at"])
    audit.record(application.event, "application withdrawn", application.subject, at=at, by=audit.APPLICANT)
    mails.mail_withdrawn(application, at=at)
    return application


def of_mailbox(event: Event, mailbox: str) -> Q:
    """The applications of everybody who uses a mailbox. mailbox: normalised."""
    if not ImportRun.objects.filter(event=event, mapping__are_different_people=True).exists():
        return Q(email_normalised=mailbox)
    return Q(email_normalised=mailbox) | Q(email_normalised__startswith=address_of_one(mailbox, ""))


@transaction.atomic
def send_link_again(event: Event, email: str, *, at: datetime) -> None:
    """Mail the link of the application with this address, if there is one; the caller must not tell which."""
    # Locked, so that nobody deletes it while the mail is written. Several where people share the mailbox.
    same_address = (
        Application.objects.of(event)
        .filter(of_mailbox(event, normalise_address(email)), withdrawn_at=None)
        .select_for_update(of=("self",))
        .select_related("event")
    )
    if counted := list(same_address.counted()):
        for application in counted:
            mails.mail_link(application, at=at)
    elif newest := same_address.first():
        mails.mail_proof(newest, at=at)


def _nothing_sent_before(application: Application, form_version: int | None) -> Condition:
    """Nothing with this form, nor with this address; and the form is still the one that was filled in, if one was."""
    table = Application._meta.db_table
    sql = (
        f"NOT EXISTS (SELECT 1 FROM {table} WHERE event_id = %s AND email_normalised = %s) "  # noqa: S608 - our names
        f"AND NOT EXISTS (SELECT 1 FROM {table} WHERE event_id = %s AND submission_key = %s)"
    )
    event, key = application.event_id, UUIDField().get_db_prep_value(application.submission_key, connection)
    values = (event, application.email_normalised, event, key)
    if form_version is None:
        return Condition(sql, values)
    same_form = f"COALESCE((SELECT version FROM {Form._meta.db_table} WHERE event_id = %s), 0) = %s"  # noqa: S608
    return Condition(f"{sql} AND {same_form}", (*values, event, form_version))


def _sent_before(application: Application) -> tuple[list[Application], int]:
    """What was sent with this form, or with this address; and the version of the form now."""
    same_address = Q(email_normalised=application.email_normalised)
    same_form = Q(submission_key=application.submission_key) & Q(submission_key__isnull=False)
    event = application.event
    return list(Application.objects.of(event).filter(same_address | same_form)), form_version(event)


def _locked(application: Application) -> Application:
    applications = Application.objects.select_for_update(of=("self",)).select_related("event", "category", "team")
    return applications.get(pk=application.pk)


def _locked_of_same_address(application: Application) -> Application | None:
    """Lock all applications of one address, in one order so that none waits for another; the one that counts, if any."""
    same_address = Application.objects.of(application.event).filter(email_normalised=application.email_normalised)
    locked = list(same_address.select_for_update().order_by("pk"))
    return next((one for one in locked if one.counts), None)


def _changeable(application: Application, at: datetime) -> Application:
    application = _locked(application)
    if application.erased_at is not None:
        raise AlreadyErased(application)
    if application.withdrawn_at is not None:
        raise AlreadyWithdrawn(application)
    if not application.may_change(at):
        raise ApplicationsClosed(application.event)
    return application


def _fill(application: Application, details: Details) -> None:
    application.name = details.name
    application.category = details.category
    # What is not asked any more cannot have been changed.
    application.answers = _archived_answers(application) | dict(details.answers)
    application.also_alone = application.team is not None and details.team.alone_too
    application.hides_name = application.team is not None and details.team.hides_name
    application.search_text = search_text(application, searched_keys(application.event))


def _check_form(event: Event, details: Details) -> None:
    if details.form_version is not None and details.form_version != form_version(event):
        raise FormChanged


def _archived_answers(application: Application) -> dict[str, Any]:
    if not application.answers:
        return {}
    archived = application.event.questions.exclude(archived_at=None).values_list("key", flat=True)
    return {key: application.answers[key] for key in archived if key in application.answers}


def _drop_unproved_before(application: Application) -> None:
    older = Application.objects.of(application.event).filter(
        email_normalised=application.email_normalised,
        email_proved_at=None,
        withdrawn_at=None,
        submitted_at__lte=application.submitted_at,
    )
    for one in older.exclude(pk=application.pk).select_related("team"):
        team = one.team
        one.delete()
        drop_if_empty(team)


def _facts(application: Application, *, category: Category | None = None) -> dict[str, Any]:
    """What the audit trail keeps of an application: nothing that names the person."""
    team = application.team.code if application.team else None
    return {"category": (category or application.category).key, "team": team}


def _changed(application: Application, details: Details) -> list[str]:
    """The keys of the answers that differ, without the answers."""
    archived = _archived_answers(application)
    keys = (application.answers.keys() | details.answers.keys()) - archived.keys()
    changed = {key for key in keys if application.answers.get(key) != details.answers.get(key)}
    if application.name != details.name:
        changed.add("name")
    return sorted(changed)
