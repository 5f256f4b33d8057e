"""Why a setting stays as it was."""

from dataclasses import dataclass
from datetime import datetime

from einlass.events.editions.errors import EditionRefusal


@dataclass(eq=False)
class PhaseHasHappened(EditionRefusal):
    """Something rests on the moment in `field`; it cannot be moved beyond `limit`. reason: applied, drawn or offered."""

    field: str
    reason: str
    limit: datetime


@dataclass(eq=False)
class InUse(EditionRefusal):
    """A category or stage cannot go: something hangs on it."""

    name: str
