"""All that is held about an applicant: to hand it out, to delete it, and to say what stays.

Each room has a module with the three functions of `Holder`; settings.APPLICANT_DATA names them, lowest room first,
so that no room has to know the rooms above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.translation import gettext as _

from einlass.applications.models import Application
from einlass.events.models import Event


@dataclass(frozen=True)
class Consequences:
    """What deleting an application ends, and what stays of it and why: sentences in the active language."""

    ends: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


class Holder(Protocol):
    """What a room holds about an applicant."""

    def collect(self, application: Application, *, at: datetime) -> Mapping[str, Any]:
        """Everything, as JSON values under keys that people can read."""

    def erase(self, application: Application, *, at: datetime) -> None:
        """Delete or empty whatever says something of the person; the application's row is locked."""

    def consequences(self, application: Application, *, at: datetime) -> Consequences:
        """What that ends and what stays."""


def holders() -> list[Holder]:
    return [cast(Holder, import_module(name)) for name in settings.APPLICANT_DATA]


def collect(application: Application, *, at: datetime) -> dict[str, Any]:
    """All that is held about an applicant, as JSON values."""
    event = application.event
    about = {
        "what_this_is": _("Everything that the conference holds about you in connection with this application."),
        "event": event.name,
        "contact": event.contact_email,
        "made_at": moment(at, event),
        "time_zone": event.zone,
    }
    found: dict[str, Any] = {"about": about}
    for holder in holders():
        found |= holder.collect(application, at=at)
    return found


def consequences(application: Application, *, at: datetime) -> Consequences:
    """What deleting an application ends, and what stays."""
    parts = [holder.consequences(application, at=at) for holder in holders()]
    return Consequences(
        ends=[line for part in parts for line in part.ends], stays=[line for part in parts for line in part.stays]
    )


def moment(value: datetime | None, event: Event) -> str | None:
    """A moment in the event's zone, as ISO 8601."""
    return value.astimezone(event.tz).isoformat(timespec="seconds") if value else None
