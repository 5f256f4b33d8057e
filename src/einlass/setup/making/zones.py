"""The zones one can choose from: places, not abbreviations and not the old names of places."""

from functools import cache
from zoneinfo import available_timezones

AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Value and label of each, in order of the alphabet; UTC at the end."""
    places = sorted(zone for zone in available_timezones() if zone.startswith(AREAS))
    return [*((zone, zone.replace("_", " ")) for zone in places), ("UTC", "UTC")]
