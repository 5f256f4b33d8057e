"""The days of an event in words, in the active zone and language."""

from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language

from einlass.events.days import Hours, Visit


def day_in_words(day: Hours | Visit) -> str:
    """'Thu 4 March 2027, 14:00–20:00', or '… 22:00 to Fri 06:00' where it ends on a later day."""
    opens, closes = timezone.localtime(day.opens_at), timezone.localtime(day.closes_at)
    date = formats.date_format(opens, "D, j. F Y" if _is_german() else "D j F Y")
    if closes.date() == opens.date() or _is_midnight_after(opens, closes):
        return f"{date}, {opens:%H:%M}–{'24:00' if closes.date() != opens.date() else f'{closes:%H:%M}'}"
    until = f"{formats.date_format(closes, 'D')} {closes:%H:%M}"
    return f"{date}, {opens:%H:%M} – {until}"


def span_in_words(days: list[Visit]) -> str:
    """'Thursday 4 March 2027', '4–6 March 2027' or '28 February – 1 March 2027': the days on which it opens."""
    first, last = timezone.localtime(days[0].opens_at), timezone.localtime(days[-1].opens_at)
    dot = "." if _is_german() else ""
    if first.date() == last.date():
        return formats.date_format(first, "l, j. F Y" if _is_german() else "l j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{dot}–{last.day}{dot} {formats.date_format(last, 'F Y')}"
    begin = formats.date_format(first, f"j{dot} F" if first.year == last.year else f"j{dot} F Y")
    return f"{begin} – {formats.date_format(last, f'j{dot} F Y')}"


def _is_midnight_after(opens: datetime, closes: datetime) -> bool:
    return (closes.hour, closes.minute) == (0, 0) and closes.date() - opens.date() == timedelta(days=1)


def _is_german() -> bool:
    return (get_language() or "").startswith("de")
