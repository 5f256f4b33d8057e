"""When a partner is reminded of the day on which its unused seats go to the draw."""

from datetime import datetime, timedelta
from typing import Final

FIRST_REMINDER: Final = timedelta(days=7)
LAST_REMINDER: Final = timedelta(days=1)


def reminder_is_due(returns_at: datetime, reminded_at: datetime | None, at: datetime) -> bool:
    """Whether a moment for a reminder has passed since the last one, and the day has not come yet.

    Of several moments that passed together only one reminder comes.
    """
    passed = [returns_at - ahead for ahead in (FIRST_REMINDER, LAST_REMINDER) if returns_at - ahead <= at]
    if at >= returns_at or not passed:
        return False
    return reminded_at is None or reminded_at < passed[-1]
