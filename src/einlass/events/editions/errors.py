"""Why an event stays as it was."""

from dataclasses import dataclass
from datetime import datetime

from einlass.events.models import Event


class EditionRefusal(Exception):
    """Nothing was changed."""


@dataclass(eq=False)
class SlugRefused(EditionRefusal):
    """reason: empty, malformed, reserved (a page of the installation is there) or taken; free: one that would do."""

    slug: str
    reason: str
    free: str


@dataclass(eq=False)
class DatesOutOfOrder(EditionRefusal):
    """Each pair (earlier, later) of field names whose moments stand the wrong way round."""

    pairs: list[tuple[str, str]]


@dataclass(eq=False)
class CapacityTooSmall(EditionRefusal):
    """More seats are set aside in contingents than the hall would hold; `given` of them are given out."""

    event: Event
    capacity: int
    allotted: int


@dataclass(eq=False)
class AlreadyOpen(EditionRefusal):
    event: Event


@dataclass(eq=False)
class HasApplications(EditionRefusal):
    """People have applied, so the pages cannot go away again."""

    event: Event
    opened_at: datetime | None


@dataclass(eq=False)
class NotInState(EditionRefusal):
    """What was asked for needs another state: somebody else was faster, or the form is old."""

    event: Event
