"""How a time says which zone it is in."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language

# Abbreviations that people know and that mean one thing only; others, such as IST, mean several.
GERMAN: Final = {"CET": "MEZ", "CEST": "MESZ"}


def zone_name(moment: datetime) -> str:
    """Of a moment in the active zone: 'CET' (German 'MEZ'), or '(Asia/Kathmandu, UTC+5:45)'. It tells a doubled hour apart."""
    local = timezone.localtime(moment)
    short = local.tzname() or ""
    if short in GERMAN:
        return GERMAN[short] if (get_language() or "").startswith("de") else short
    return f"({timezone.get_current_timezone_name()}, {_offset(local)})"


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or local - local).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}:{rest:02}"
