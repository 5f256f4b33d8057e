"""Deadlines include the minute they name: "until 18:00" is until 18:01, and 23:59 is until the day is over.

Every deadline is saved as its end, the first moment that is too late, so that everything compares `at < end`. People
type and read the last minute that counts. The step between the two is taken here and nowhere else.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

MINUTE = timedelta(minutes=1)


def deadline_end(named: datetime) -> datetime:
    """The first moment that is too late for a deadline that names this minute."""
    return _whole_minute(named) + MINUTE


def deadline_minute(end: datetime) -> datetime:
    """The last minute that counts in full before the end: what people read. In the active zone."""
    return timezone.localtime(_whole_minute(end) - MINUTE)


def _whole_minute(moment: datetime) -> datetime:
    """In UTC: there a minute later is a minute later, also where the clocks change."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
