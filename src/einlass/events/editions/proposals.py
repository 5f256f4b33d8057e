"""What an event's dates could be, worked out backwards from its day."""

from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from einlass.web.deadlines import deadline_end, deadline_minute

# Days before the event at which each phase begins, and the clock time, if there is time enough.
CLOSES: Final = (56, time(0))
DRAWN: Final = (49, time(12))
OFFERED: Final = (48, time(9))
PROGRAMME: Final = (28, time(12))
OPENS: Final = (98, time(9))
# With less time than this everything moves together in proportion.
ENOUGH_DAYS: Final = 70
DOORS_BEFORE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class PhaseDates:
    """The moments of all phases, in the order in which they must come."""

    applications_open_at: datetime
    applications_close_at: datetime
    draw_at: datetime
    offers_open_at: datetime
    programme_public_at: datetime
    doors_open_at: datetime


def proposed_dates(starts_at: datetime, zone: str, *, at: datetime) -> PhaseDates:
    """Dates for an event that begins at `starts_at`, as of `at`. They come in order, however short the time is."""
    tz = ZoneInfo(zone)
    first_day, today = starts_at.astimezone(tz).date(), at.astimezone(tz).date()
    ahead = max((first_day - today).days, 1)

    def moment(before: tuple[int, time]) -> datetime:
        days = before[0] if ahead >= ENOUGH_DAYS else before[0] * ahead // ENOUGH_DAYS
        return _on(first_day - timedelta(days=days), before[1], tz)

    wished = [
        moment(OPENS) if ahead > OPENS[0] else _full_hour(at),
        *map(moment, (CLOSES, DRAWN, OFFERED, PROGRAMME)),
    ]
    return PhaseDates(*_in_order(wished, at=at, doors_at=starts_at - DOORS_BEFORE))


def moved_dates(dates: PhaseDates, by: timedelta, zone: str) -> PhaseDates:
    """All of them by some days, at the same clock time; of the deadline it is the minute that people read."""
    moved = PhaseDates(*(moved_moment(moment, by, zone) for moment in astuple(dates)))
    named = moved_moment(deadline_minute(dates.applications_close_at), by, zone)
    return replace(moved, applications_close_at=deadline_end(named))


def moved_moment(moment: datetime, by: timedelta, zone: str) -> datetime:
    """Some days later or earlier at the same clock time; one that the clock skips then is as much later."""
    return (moment.astimezone(ZoneInfo(zone)) + by).astimezone(UTC)


def _in_order(wished: list[datetime], *, at: datetime, doors_at: datetime) -> list[datetime]:
    """The wished moments and the doors; where they are too close to each other, evenly over what time there is."""
    if all(earlier < later for earlier, later in zip(wished, [*wished[1:], doors_at], strict=True)):
        return [*wished, doors_at]
    begin = min(_full_hour(at), doors_at - timedelta(minutes=len(wished)))
    step = (doors_at - begin) / len(wished)
    return [*(begin + step * number for number in range(len(wished))), doors_at]


def _full_hour(at: datetime) -> datetime:
    """The hour that has begun, so that it is open at once."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _on(day: date, clock: time, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tz).astimezone(UTC)
