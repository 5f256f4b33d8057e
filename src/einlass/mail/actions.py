"""Writing into the outbox. Sending is the worker's: mail/sending.py."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from einlass.events.insertion import insert
from einlass.mail.models import DeadAddress, DeliveryAttempt, Message


def queue_message(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    at: datetime,
    event_id: int | None = None,
    send_after: datetime | None = None,
    attachments: Iterable[tuple[str, str]] = (),
    dedupe_key: str | None = None,
) -> Message:
    """Put a mail into the outbox, inside the caller's transaction, so that it goes out if and only if that commits.

    template: such as "applications/prove_address", the file applications/mail/prove_address.md.
    context:  plain JSON values; links are signed when the mail is written out.
    attachments: (name in settings.MAIL_ATTACHMENTS, code) pairs.
    dedupe_key: where given, the same key never gives a second mail; the first message is returned.
    """
    if dedupe_key is not None:
        existing = Message.objects.filter(dedupe_key=dedupe_key).first()
        if existing is not None:
            return existing
    message = new_message(
        template,
        to=to,
        language=language,
        context=context,
        at=at,
        event_id=event_id,
        send_after=send_after,
        attachments=attachments,
        dedupe_key=dedupe_key,
    )
    insert(message)
    return message


def new_message(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    at: datetime,
    event_id: int | None = None,
    send_after: datetime | None = None,
    attachments: Iterable[tuple[str, str]] = (),
    dedupe_key: str | None = None,
) -> Message:
    """As `queue_message`, but for the caller to write together with other rows."""
    return Message(
        **message_fields(template, to=to, language=language, context=context, at=at, event_id=event_id),
        attachments=[list(pair) for pair in attachments],
        send_after=send_after or at,
        dedupe_key=dedupe_key,
    )


def forget_messages(messages: Iterable[Message]) -> None:
    """Keep of these mails only that they went out, and when; those that did not go out will not.

    One that the worker has in hand right now may still arrive.
    """
    messages = list(messages)
    keys = [message.pk for message in messages]
    for event in {message.event_id for message in messages}:
        addresses = {message.to.strip().casefold() for message in messages if message.event_id == event}
        DeadAddress.objects.filter(event=event, address__in=addresses).delete()
    Message.objects.filter(pk__in=keys, sent_at=None).delete()
    Message.objects.filter(pk__in=keys).update(to="", context={}, attachments=[], error="", left_out=[])
    DeliveryAttempt.objects.filter(message__in=keys).update(error="")


def message_fields(
    template: str, *, to: str, language: str, context: Mapping[str, Any], at: datetime, event_id: int | None
) -> dict[str, Any]:
    return {
        "template": template,
        "to": to,
        "language": language,
        "context": dict(context),
        "created_at": at,
        "event_id": event_id,
    }
