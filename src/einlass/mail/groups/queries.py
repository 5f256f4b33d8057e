from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from einlass.events.models import Event
from einlass.mail.groups.receivers import Receivers, put_together
from einlass.mail.groups.registry import Receiver, groups_of
from einlass.mail.models import DeadAddress, GroupMessage, Message
from einlass.mail.outbox.queries import CONDITIONS, MailState


def receivers_of(message: GroupMessage, *, at: datetime) -> Receivers:
    """Who would get the message at this moment."""
    event = message.event
    known = groups_of(event)

    def members(keys: Iterable[str]) -> Iterable[Receiver]:
        for key in keys:
            if key in known:
                yield from known[key].find(at)

    dead = DeadAddress.objects.filter(event=event, released_at=None).values_list("address", flat=True)
    return put_together(
        members(message.groups),
        members(message.excluded),
        languages=message.languages,
        known_languages=event.languages,
        dead=set(dead),
    )


def messages_to_groups(event: Event) -> QuerySet[GroupMessage]:
    return GroupMessage.objects.filter(event=event).select_related("event").order_by("-pk")


def due(at: datetime) -> QuerySet[GroupMessage]:
    """Messages that are to be sent, or to be sent further."""
    return GroupMessage.objects.filter(
        send_at__lte=at, stopped_at=None, finished_at=None, event__archived_at=None
    ).order_by("send_at", "pk")


def mails_of(message: GroupMessage) -> QuerySet[Message]:
    """The mails of a message that are in the outbox, or went out."""
    return Message.objects.filter(event=message.event_id, dedupe_key__startswith=key_prefix(message))


def progress_of(message: GroupMessage) -> dict[str, int]:
    """How many of its mails are in which state; 'all' is their sum."""
    counts = {state.value: Count("pk", filter=condition) for state, condition in CONDITIONS.items()}
    return mails_of(message).order_by().aggregate(all=Count("pk", filter=Q()), **counts)


def still_to_go(message: GroupMessage) -> QuerySet[Message]:
    """Its mails that wait and that no worker has in hand."""
    return mails_of(message).filter(CONDITIONS[MailState.WAITING] | CONDITIONS[MailState.TRIED])


def key_prefix(message: GroupMessage) -> str:
    return f"group {message.code} "
