"""Changing the words of a mail."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final

from django.db import transaction

from einlass.events import audit
from einlass.events.models import Event, User
from einlass.mail.actions import forget_messages
from einlass.mail.models import MailText, Message
from einlass.mail.rendering import without_secrets
from einlass.mail.texts.audit_actions import TextAction
from einlass.mail.texts.defaults import default_of
from einlass.mail.texts.queries import facts_for, text_of
from einlass.mail.texts.writing import EDITED
from einlass.web.versions import check_version

# A test mail holds what a real person's mail says, so it is not kept.
TESTS_LAST: Final = timedelta(days=1)
TEST: Final = "test "


@transaction.atomic
def edit_text(
    event: Event, template: str, language: str, *, subject: str, text: str, version: int, at: datetime, by: User
) -> MailText:
    """From now on this mail is written from this text, also those that wait. Raises ChangedMeanwhile."""
    row = _locked(event, template, language)
    check_version(row, version)
    before = _facts(row) if row.is_used and row.pk else {}
    default = default_of(template, language)
    row.subject, row.text = subject, text
    row.default_subject, row.default_text = default.subject, default.text
    _save(row, is_used=True, at=at, by=by)
    audit.record(event, TextAction.EDIT, row.audit_subject, at=at, by=by, before=before, after=_facts(row))
    return row


@transaction.atomic
def use_default(event: Event, template: str, language: str, *, version: int, at: datetime, by: User) -> None:
    """Write this mail from the default again; the team's text is kept, to be taken up again. Raises ChangedMeanwhile."""
    row = _locked(event, template, language)
    check_version(row, version)
    if row.pk is None or not row.is_used:
        return
    _save(row, is_used=False, at=at, by=by)
    audit.record(event, TextAction.USE_DEFAULT, row.audit_subject, at=at, by=by, before=_facts(row))


@transaction.atomic
def use_again(event: Event, template: str, language: str, *, version: int, at: datetime, by: User) -> None:
    """Undo `use_default`. Raises ChangedMeanwhile."""
    row = _locked(event, template, language)
    check_version(row, version)
    if row.pk is None or row.is_used:
        return
    _save(row, is_used=True, at=at, by=by)
    audit.record(event, TextAction.USE_AGAIN, row.audit_subject, at=at, by=by, after=_facts(row))


@transaction.atomic
def send_test(
    event: Event,
    template: str,
    language: str,
    *,
    subject: str,
    text: str,
    like: Message | None,
    at: datetime,
    by: User,
) -> Message:
    """Send a text that need not be saved to whoever edits it, as the mail `like` would have said it, without its keys."""
    facts = without_secrets(facts_for(event, like)) | {EDITED: {"subject": subject, "text": text}}
    message = Message.objects.create(
        event=event,
        to=by.email,
        template=template,
        language=language,
        context=facts,
        created_at=at,
        send_after=at,
        dedupe_key=TEST + token_hex(12),
    )
    audit.record(event, TextAction.SEND_TEST, f"mail text {template} {language}", at=at, by=by)
    return message


def forget_tests(at: datetime) -> int:
    """Empty test mails after a day; returns how many there were."""
    old = list(Message.objects.filter(dedupe_key__startswith=TEST, created_at__lt=at - TESTS_LAST).exclude(to=""))
    forget_messages(old)
    return len(old)


def _locked(event: Event, template: str, language: str) -> MailText:
    """The text as it is now, or a new one with version 0. The event's row keeps two from making one at once."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    found = text_of(event, template, language)
    return found or MailText(event=event, template=template, language=language, version=0)


def _save(row: MailText, *, is_used: bool, at: datetime, by: User) -> None:
    row.is_used = is_used
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save()


def _facts(row: MailText) -> dict[str, str]:
    return {"subject": row.subject, "text": row.text}
