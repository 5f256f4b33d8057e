"""From a message to groups to mails in the outbox: in batches, each a transaction, so that a worker that dies loses nothing.

Who gets it is worked out again for each batch. Receivers are taken in the order of a keyed hash of their address; the
cursor is the last one's, so no address is kept with the message. The hash is the mail's dedupe key as well, and the
database lets each exist once.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from einlass.events import audit
from einlass.mail.actions import new_message
from einlass.mail.addresses.queries import folded
from einlass.mail.catalogue import GROUP_MESSAGE
from einlass.mail.groups.actions import facts_for
from einlass.mail.groups.audit_actions import GroupAction
from einlass.mail.groups.queries import due, key_prefix, mails_of, receivers_of, still_to_go
from einlass.mail.groups.registry import Receiver
from einlass.mail.models import GroupMessage, Message

AT_ONCE: Final = 100
# Mails of a message that wait at most, so that somebody's link does not stand behind thousands of them.
MOST_IN_OUTBOX: Final = 200
KEY_SALT: Final = "einlass.mail.groups"


def continue_messages(at: datetime) -> None:
    """Take every message that is due as far as the outbox has room."""
    for key in list(due(at).values_list("pk", flat=True)):
        while queue_batch(key, at=at):
            pass


@transaction.atomic
def queue_batch(key: int, *, at: datetime) -> bool:
    """Put the next mails of a message into the outbox; False where it is done, stopped, or has to wait."""
    message = due(at).select_for_update(of=("self",)).select_related("event").filter(pk=key).first()
    if message is None or still_to_go(message).count() >= MOST_IN_OUTBOX:
        return False
    if message.begun_at is None:
        message.begun_at = at
        audit.record(message.event, GroupAction.BEGIN, message.audit_subject, at=at, by=audit.WORKER)
    found = receivers_of(message, at=at)
    left = sorted((hashed, one) for one in found.people if (hashed := _hash(message, one.address)) > message.cursor)[
        :AT_ONCE
    ]
    _queue(message, left, at=at)
    if left:
        message.cursor = left[-1][0]
    else:
        message.finished_at, message.cursor, message.dead_number = at, "", len(found.dead)
        after = {"mails": mails_of(message).count(), "dead": message.dead_number}
        audit.record(message.event, GroupAction.FINISH, message.audit_subject, at=at, by=audit.WORKER, after=after)
    message.save(update_fields=["begun_at", "cursor", "finished_at", "dead_number"])
    return bool(left)


def _queue(message: GroupMessage, people: list[tuple[str, Receiver]], *, at: datetime) -> None:
    """Only this transaction, which holds the message, writes mails with its keys."""
    by_key = {key_prefix(message) + hashed: one for hashed, one in people}
    there = set(Message.objects.filter(dedupe_key__in=by_key).values_list("dedupe_key", flat=True))
    Message.objects.bulk_create(
        new_message(
            GROUP_MESSAGE,
            to=one.address.strip(),
            language=one.language,
            context={**facts_for(message.event, one.name), **one.facts, "group_message": message.code},
            at=at,
            event_id=message.event_id,
            dedupe_key=key,
        )
        for key, one in by_key.items()
        if key not in there
    )


def _hash(message: GroupMessage, address: str) -> str:
    return salted_hmac(KEY_SALT, f"{message.code} {folded(address)}", algorithm="sha256").hexdigest()
