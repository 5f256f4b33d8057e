"""How much time is left: a function that those who work long ask now and then."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

# The seconds that are left, 0 when there are none.
Clock = Callable[[], float]


def forever() -> float:
    return math.inf


def count_down(seconds: float | None) -> Clock:
    """A clock that starts now; without a number of seconds it never ends."""
    if seconds is None:
        return forever
    end = time.monotonic() + seconds
    return lambda: max(0.0, end - time.monotonic())


def part_of(clock: Clock, share: float) -> Clock:
    """A clock that ends when this share of what is left now is used up; the rest is kept for what comes afterwards."""
    kept = clock() * (1 - share)
    return clock if kept == math.inf else lambda: max(0.0, clock() - kept)
