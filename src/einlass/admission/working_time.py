"""When people are written to, and when an offer may end: working days, between morning and evening, in the event's zone.

Pure: moments in, moments out. A day begins and ends by the clock on the wall, so it has an hour more or less when
clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True)
class WorkingTime:
    """weekdays: 0 is Monday; at least one.  begins, ends: of each working day, begins before ends."""

    zone: tzinfo
    weekdays: frozenset[int] = frozenset(range(5))
    days_off: frozenset[date] = field(default_factory=frozenset)
    begins: time = time(8)
    ends: time = time(20)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may be written to now."""
        local = at.astimezone(self.zone)
        return self.works_on(local.date()) and self.begins <= local.time() < self.ends

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.days_off

    def next_open(self, at: datetime) -> datetime:
        """The first moment from `at` on at which somebody may be written to."""
        if self.is_open(at):
            return at
        today = at.astimezone(self.zone).date()
        mornings = (self._moment(day, self.begins) for day in self._days(today, step=1))
        return next(morning for morning in mornings if morning >= at)

    def last_open(self, at: datetime) -> datetime:
        """The last moment up to `at` at which somebody may be written to, to the minute."""
        if self.is_open(at):
            return at
        today = at.astimezone(self.zone).date()
        evenings = (self._moment(day, self.ends) - timedelta(minutes=1) for day in self._days(today, step=-1))
        return next(evening for evening in evenings if evening <= at)

    def next_at(self, clock: time, at: datetime) -> datetime:
        """The next moment from `at` on at which a clock on the wall shows this on a working day."""
        today = at.astimezone(self.zone).date()
        moments = (self._moment(day, clock) for day in self._days(today, step=1))
        return next(moment for moment in moments if moment >= at)

    def last_at(self, clock: time, at: datetime) -> datetime:
        """The last such moment up to `at`."""
        today = at.astimezone(self.zone).date()
        moments = (self._moment(day, clock) for day in self._days(today, step=-1))
        return next(moment for moment in moments if moment <= at)

    def may_end(self, at: datetime) -> bool:
        """Whether an offer may end then: within a working day; its evening is the last moment of it."""
        local = at.astimezone(self.zone)
        return self.works_on(local.date()) and self.begins < local.time() <= self.ends

    def next_end(self, at: datetime) -> datetime:
        """`at`, or the evening of the first working day after it."""
        if self.may_end(at):
            return at
        today = at.astimezone(self.zone).date()
        evenings = (self._moment(day, self.ends) for day in self._days(today, step=1))
        return next(evening for evening in evenings if evening >= at)

    def last_evening(self, at: datetime) -> datetime:
        """The last evening of a working day up to `at`."""
        today = at.astimezone(self.zone).date()
        evenings = (self._moment(day, self.ends) for day in self._days(today, step=-1))
        return next(evening for evening in evenings if evening <= at)

    def end_after(self, at: datetime, days: int) -> datetime:
        """The evening of the `days`-th working day after the one on which a mail written at `at` goes out."""
        sent_on = self.next_open(at).astimezone(self.zone).date()
        following = self._days(sent_on + timedelta(days=1), step=1)
        return self._moment([next(following) for _ in range(max(days, 1))][-1], self.ends)

    def _days(self, start: date, *, step: int) -> Iterator[date]:
        """Working days from `start` on, forwards or backwards."""
        day = start
        while True:
            if self.works_on(day):
                yield day
            day += timedelta(days=step)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
