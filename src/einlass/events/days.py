"""Days with opening hours, as values: what is a possible set of them, and what it means in the event's zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from einlass.events.models import Event

# A night that goes on into the next day is one day; something longer is a typing error.
LONGEST_DAY: Final = timedelta(hours=26)
MOST_DAYS: Final = 31


@dataclass(frozen=True, order=True)
class Hours:
    """One day's opening and closing, as moments in UTC; the closing may be after midnight."""

    opens_at: datetime
    closes_at: datetime


class BadDays(Exception):
    """The days cannot be: `reason` is one of none, too_many, backwards, too_long, overlap; `number` the day's place, from 0."""

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason, number)
        self.reason = reason
        self.number = number


class SkippedHour(Exception):
    """The clock jumps over this time on this day, because summer time begins."""

    def __init__(self, day: date, clock: time) -> None:
        super().__init__(day, clock)
        self.day = day
        self.clock = clock


def hours_of(event: "Event") -> list[Hours]:
    """The event's days in order; for an event without rows, its span cut at midnights."""
    found = [Hours(day.opens_at, day.closes_at) for day in event.days.all()]
    return found or split_at_midnights(event.starts_at, event.ends_at, event.zone)


@dataclass(frozen=True)
class Visit:
    """One day for people who come: when the doors open for it, when it begins and ends."""

    doors_open_at: datetime
    opens_at: datetime
    closes_at: datetime


def visits_of(event: "Event") -> list[Visit]:
    """The event's days; on each the doors open as long before it begins as on the first, but never on the day before."""
    ahead = event.starts_at - event.doors_open_at
    visits: list[Visit] = []
    for hours in hours_of(event):
        doors_open_at = hours.opens_at - ahead
        if visits:
            doors_open_at = max(doors_open_at, visits[-1].closes_at)
        visits.append(Visit(doors_open_at, hours.opens_at, hours.closes_at))
    return visits


def check_days(days: Sequence[Hours]) -> None:
    """Raises BadDays for the first day that cannot be. days: in the order in which they were typed."""
    if not days:
        raise BadDays("none")
    if len(days) > MOST_DAYS:
        raise BadDays("too_many")
    for number, day in enumerate(days):
        if day.closes_at <= day.opens_at:
            raise BadDays("backwards", number)
        if day.closes_at - day.opens_at > LONGEST_DAY:
            raise BadDays("too_long", number)
        if number and day.opens_at < days[number - 1].closes_at:
            raise BadDays("overlap", number)


def local_hours(day: date, opens: time, closes: time, zone: str) -> Hours:
    """Clock times on a day as moments; a closing at or before the opening is on the next morning.

    Of an hour that the clock shows twice the opening is the first and the closing the second. Raises SkippedHour.
    """
    closing_day = day if closes > opens else day + timedelta(days=1)
    return Hours(local_moment(day, opens, zone), local_moment(closing_day, closes, zone, fold=1))


def local_moment(day: date, clock: time, zone: str, *, fold: int = 0) -> datetime:
    """A clock time on a day, in UTC. Raises SkippedHour where the clock jumps over it."""
    local = datetime.combine(day, clock, ZoneInfo(zone)).replace(fold=fold)
    moment = local.astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise SkippedHour(day, clock)
    return moment


def split_at_midnights(starts_at: datetime, ends_at: datetime, zone: str) -> list[Hours]:
    """A span as one piece for each local day. Up to a day it stays whole: a night over midnight is one."""
    if ends_at - starts_at <= timedelta(days=1):
        return [Hours(starts_at, ends_at)]
    tz, pieces, opens_at = ZoneInfo(zone), [], starts_at
    while opens_at < ends_at:
        next_day = opens_at.astimezone(tz).date() + timedelta(days=1)
        midnight = datetime.combine(next_day, time(), tz).astimezone(UTC)
        pieces.append(Hours(opens_at, min(midnight, ends_at)))
        opens_at = midnight
    return pieces
