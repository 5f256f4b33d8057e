"""What the team's first page of the day says; settings.MORNING_PROVIDERS names what each room contributes, in their order.

As for the search, a provider names pages of its room and is asked only for somebody who may open one of them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from einlass.events.models import Event
from einlass.events.models.event import Phase
from einlass.events.morning.sparkline import Sparkline
from einlass.events.search.providers import may_open

# The days of the small curves.
TREND: Final = timedelta(days=14)


@dataclass(frozen=True)
class Morning:
    """Of which event, for whom, as of when, and since when things count as new."""

    event: Event
    roles: Collection[str]
    since: datetime
    at: datetime

    @property
    def phase(self) -> Phase:
        return Phase.AFTER if self.event.is_over else self.event.phase(self.at)


@dataclass(frozen=True)
class Figure:
    """A number of the event as it is now. share: of how many, where there is such a number."""

    number: int
    label: str | Promise
    url: str = ""
    of: int | None = None
    trend: Sparkline | None = None


@dataclass(frozen=True)
class Line:
    """So many of something, in words without the number, and the page that does it. detail: what else to know."""

    number: int
    text: str
    url: str
    icon: str
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """What one room has to say. Lines of nothing are left out by whoever shows them."""

    figures: Sequence[Figure] = ()
    came_in: Sequence[Line] = ()
    waits: Sequence[Line] = ()
    failed: Sequence[Line] = ()


@dataclass(frozen=True)
class MorningProvider:
    """report: what the room says; the number of its queries does not depend on how much there is."""

    pages: tuple[str, ...]
    report: Callable[[Morning], Report]


def morning_report(morning: Morning) -> Report:
    """What all rooms say to somebody with these roles."""
    reports = [
        provider.report(morning)
        for provider in _providers()
        if any(may_open(page, morning.event, morning.roles) for page in provider.pages)
    ]
    return Report(
        figures=[figure for report in reports for figure in report.figures],
        came_in=_something(line for report in reports for line in report.came_in),
        waits=_something(line for report in reports for line in report.waits),
        failed=_something(line for report in reports for line in report.failed),
    )


def _providers() -> list[MorningProvider]:
    return [import_string(name) for name in settings.MORNING_PROVIDERS]


def _something(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.number]
