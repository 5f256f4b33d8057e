"""Copying an event's arrangements into another one; settings.EVENT_COPY_PARTS names what rooms below the set-up add.

Each name leads to a function without arguments that returns a CopiedPart. A part copies what the team arranged, never
people, and it replaces what the target has of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from einlass.events.models import Event, User


@dataclass(frozen=True)
class Copying:
    """From where to where, by whom."""

    source: Event
    target: Event
    at: datetime
    by: User

    @property
    def how(self) -> dict[str, Any]:
        return {"at": self.at, "by": self.by}

    @property
    def days_later(self) -> timedelta:
        """By how many days the target is later, by the calendars of both."""
        first, second = (event.starts_at.astimezone(event.tz).date() for event in (self.source, self.target))
        return second - first

    def moved(self, moment: datetime) -> datetime:
        """The same clock time as long before the day of the target, over a change of the clocks too."""
        return (moment.astimezone(self.source.tz) + self.days_later).astimezone(UTC)


@dataclass(frozen=True)
class CopiedPart:
    """name: in the form; label: what the team reads beside the box to tick; copy: does it, inside a transaction."""

    name: str
    label: str | Promise
    copy: Callable[[Copying], None]


def parts_of_rooms() -> list[CopiedPart]:
    """What rooms below the set-up add, in the order of the setting."""
    makers = [cast(Callable[[], CopiedPart], import_string(name)) for name in settings.EVENT_COPY_PARTS]
    return [make() for make in makers]
