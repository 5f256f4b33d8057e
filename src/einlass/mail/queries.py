from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from einlass.events.models import Event
from einlass.mail.models import Message

# A rehearsal's mails stay in the outbox, to be read there; sending.py refuses them once more.
OF_REAL_EVENTS: Final = Q(event=None) | Q(event__is_rehearsal=False)


def due(at: datetime) -> QuerySet[Message]:
    """Messages to be sent now that nobody has claimed."""
    return Message.objects.filter(OF_REAL_EVENTS, send_after__lte=at, claimed_at=None, sent_at=None, failed_at=None)


def waiting() -> QuerySet[Message]:
    """Messages that will still go out."""
    return Message.objects.filter(OF_REAL_EVENTS, sent_at=None, failed_at=None)


def given_up() -> QuerySet[Message]:
    """Messages that did not go out, or of which that is not known."""
    return Message.objects.filter(OF_REAL_EVENTS, sent_at=None).exclude(failed_at=None)


def messages_about(event: Event, to: str, codes: Collection[str]) -> list[Message]:
    """Mails of an event to one address whose context names one of the codes, oldest first."""
    to_address = Message.objects.filter(event=event, to=to).order_by("pk") if to else Message.objects.none()
    wanted = set(codes)
    return [one for one in to_address if not wanted.isdisjoint(v for v in one.context.values() if isinstance(v, str))]
