"""What the team does with messages to groups. Sending is the worker's: sending.py. The row is locked in every action."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from django.db import transaction

from einlass.events import audit
from einlass.events.models import Event, User
from einlass.mail.actions import queue_message
from einlass.mail.catalogue import GROUP_MESSAGE
from einlass.mail.groups.audit_actions import GroupAction
from einlass.mail.groups.errors import HasBegun, IsNotSending, NobodyGetsIt, NoDraft, TextsMissing
from einlass.mail.groups.queries import mails_of, receivers_of, still_to_go
from einlass.mail.models import GroupMessage, Message, Problem
from einlass.mail.texts.actions import TEST
from einlass.mail.texts.writing import EDITED
from einlass.web.versions import check_version

# So long it can be taken back before the first mail is written.
TIME_TO_TAKE_BACK: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Draft:
    """What the team types. texts: subject and text by language; groups, excluded: keys; languages: empty for all."""

    texts: dict[str, dict[str, str]]
    groups: list[str]
    excluded: list[str]
    languages: list[str]


@transaction.atomic
def write_message(event: Event, draft: Draft, *, at: datetime, by: User) -> GroupMessage:
    """Keep a new draft."""
    message = GroupMessage.objects.create(event=event, **asdict(draft), changed_at=at, changed_by=by)
    audit.record(event, GroupAction.WRITE, message.audit_subject, at=at, by=by, after=asdict(draft))
    return message


@transaction.atomic
def edit_message(message: GroupMessage, draft: Draft, *, version: int, at: datetime, by: User) -> None:
    """Change a draft. Raises ChangedMeanwhile, NoDraft."""
    message = _draft(message, version)
    before = {name: getattr(message, name) for name in asdict(draft)}
    for name, value in asdict(draft).items():
        setattr(message, name, value)
    _save(message, at=at, by=by)
    audit.record(
        message.event, GroupAction.EDIT, message.audit_subject, at=at, by=by, before=before, after=asdict(draft)
    )


@transaction.atomic
def send_message(
    message: GroupMessage, *, send_at: datetime | None, version: int, at: datetime, by: User
) -> datetime:
    """Let it go out at a moment, or as soon as the time to take it back is over; returns when the first mail is written.

    Raises ChangedMeanwhile, NoDraft, TextsMissing, NobodyGetsIt.
    """
    message = _draft(message, version)
    if missing := _languages_without_text(message):
        raise TextsMissing(message, *missing)
    if not receivers_of(message, at=at).people:
        raise NobodyGetsIt(message)
    earliest = at + TIME_TO_TAKE_BACK
    message.send_at = max(send_at, earliest) if send_at else earliest
    _save(message, at=at, by=by)
    after = {"send_at": message.send_at.isoformat()}
    audit.record(message.event, GroupAction.SEND, message.audit_subject, at=at, by=by, after=after)
    return message.send_at


@transaction.atomic
def take_message_back(message: GroupMessage, *, at: datetime, by: User) -> None:
    """Make a message that waits a draft again. Raises HasBegun."""
    message = _locked(message)
    if message.state != "waiting":
        raise HasBegun(message)
    message.send_at = None
    _save(message, at=at, by=by)
    audit.record(message.event, GroupAction.TAKE_BACK, message.audit_subject, at=at, by=by)


@transaction.atomic
def stop_message(message: GroupMessage, *, at: datetime, by: User) -> int:
    """Write no more mails and hold back those that wait in the outbox; returns how many those were. Raises IsNotSending.

    One that the worker has in hand at this moment may still arrive.
    """
    message = _locked(message)
    waiting = still_to_go(message)
    if message.state != "sending" and not (message.state == "sent" and waiting.exists()):
        raise IsNotSending(message)
    held = waiting.update(failed_at=at, problem=Problem.HELD_BACK, error="")
    message.stopped_at, message.finished_at, message.cursor = at, None, ""
    _save(message, at=at, by=by)
    audit.record(message.event, GroupAction.STOP, message.audit_subject, at=at, by=by, after={"held_back": held})
    return held


@transaction.atomic
def go_on_with_message(message: GroupMessage, *, at: datetime, by: User) -> None:
    """Undo `stop_message`: all who have no mail yet, and still belong to the groups, get one. Raises IsNotSending."""
    message = _locked(message)
    if message.state != "stopped" or message.finished_at is not None:
        raise IsNotSending(message)
    held = mails_of(message).filter(sent_at=None, problem=Problem.HELD_BACK).exclude(failed_at=None)
    # Locked, because somebody may send one of them by itself at this moment.
    Message.objects.filter(pk__in=list(held.select_for_update().values_list("pk", flat=True))).delete()
    message.stopped_at, message.dead_number = None, 0
    _save(message, at=at, by=by)
    audit.record(message.event, GroupAction.GO_ON, message.audit_subject, at=at, by=by)


@transaction.atomic
def send_group_test(
    message: GroupMessage, language: str, words: Mapping[str, str], *, at: datetime, by: User
) -> Message:
    """Send what is typed, saved or not, to whoever types it."""
    audit.record(message.event, GroupAction.TEST, message.audit_subject, at=at, by=by)
    return queue_message(
        GROUP_MESSAGE,
        to=by.email,
        language=language,
        context=facts_for(message.event, str(by)) | {EDITED: dict(words)},
        at=at,
        event_id=message.event_id,
        dedupe_key=TEST + token_hex(12),
    )


def facts_for(event: Event, name: str) -> dict[str, Any]:
    """What the placeholders stand for."""
    return {"name": name, "event": event.name, "event_slug": event.slug, "event_zone": event.zone}


def _languages_without_text(message: GroupMessage) -> list[str]:
    languages = message.languages or message.event.languages
    complete = {one for one, words in message.texts.items() if words["subject"].strip() and words["text"].strip()}
    return [one for one in languages if one not in complete]


def _draft(message: GroupMessage, version: int) -> GroupMessage:
    message = _locked(message)
    if not message.is_draft:
        raise NoDraft(message)
    check_version(message, version)
    return message


def _locked(message: GroupMessage) -> GroupMessage:
    return GroupMessage.objects.select_for_update(of=("self",)).select_related("event").get(pk=message.pk)


def _save(message: GroupMessage, *, at: datetime, by: User) -> None:
    message.version += 1
    message.changed_at, message.changed_by = at, by
    message.save()
