"""When a device was last heard of."""

from datetime import datetime, timedelta
from typing import Final

from einlass.checkin.models import Device

NOTED_EVERY: Final = timedelta(seconds=10)


def note_contact(device: Device, *, at: datetime) -> None:
    """Keep the moment for the board; at most every ten seconds, to spare the database. No audit: it changes nothing."""
    if device.last_seen_at is None or device.last_seen_at + NOTED_EVERY <= at:
        Device.objects.filter(pk=device.pk).update(last_seen_at=at)
