"""Deadlines that name the last minute of a day: typed and shown as 23:59, kept as the midnight that ends it.

A deadline is the first moment that is too late, so 23:59 would leave out the minute that people read. Midnight as
people write it ("24:00", "00:00") is misread; 23:59 is not.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

MINUTE = timedelta(minutes=1)


def kept_deadline(typed: datetime) -> datetime:
    """The moment to keep for a deadline that somebody typed, in the active zone."""
    return typed + MINUTE if _clock(typed) == time(23, 59) else typed


def shown_deadline(kept: datetime) -> datetime:
    """The moment to show, in the active zone."""
    return kept - MINUTE if _clock(kept) == time() else kept


def _clock(moment: datetime) -> time:
    return timezone.localtime(moment).time().replace(second=0, microsecond=0)
