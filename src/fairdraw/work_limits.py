"""How much work may be asked for: what is refused in words before memory or patience ends."""

from __future__ import annotations

import math

from fairdraw.entries import is_whole
from fairdraw.errors import BadInput
from fairdraw.texts import number_shown

# A bundle holds up to 100,000 panels, and up to twice as many as are asked for are made.
MOST_PANELS = 40_000
# Panels times types of a list while it is made: a few gigabytes.
MOST_COUNTS = 100_000_000


def check_work(panels: object, seconds: object) -> None:
    """Raises BadInput if this number of panels cannot be asked for, or if this is no length of time."""
    if not is_whole(panels, 1) or panels > MOST_PANELS:
        raise BadInput(
            f"The number of panels is {number_shown(panels)}; it is a whole number from 1 to {MOST_PANELS:,}."
        )
    if seconds is None:
        return
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
        raise BadInput(f"The limit is {number_shown(seconds)} seconds; it must be a number from 0.")


def check_list(panels: int, types: int) -> None:
    """Raises BadInput if this number of panels of so many types are too much to hold."""
    if panels * types > MOST_COUNTS:
        raise BadInput(
            f"{panels:,} panels of {types:,} types are too many; at most {MOST_COUNTS // types:,} are possible."
        )
