"""Marking an address whose server says that it does not exist."""

from datetime import datetime

from django.db.models import F

from einlass.mail.addresses.queries import folded
from einlass.mail.models import DeadAddress, Message


def mark_dead(message: Message, reason: str, *, at: datetime) -> None:
    """Write nothing more to this address from this event, inside the caller's transaction. Two workers may do so at once."""
    if message.event_id is None:
        return
    row, _is_new = DeadAddress.objects.get_or_create(
        event_id=message.event_id, address=folded(message.to), defaults={"refused_at": at, "refusals": 0}
    )
    DeadAddress.objects.filter(pk=row.pk).update(
        refusals=F("refusals") + 1, refused_at=at, reason=reason, released_at=None
    )
