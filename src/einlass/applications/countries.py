"""Countries by their ISO 3166-1 codes (and XK for Kosovo), named in the active language."""

from functools import cache

from django.utils.translation import get_language
from django_countries import countries

from einlass.applications.text import folded


def country_name(code: str) -> str:
    """The country's name in the active language; the code itself if it is unknown."""
    return str(countries.name(code)) or code


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country, by name in the active language."""
    return _sorted_by_name(get_language() or "en")


@cache
def _sorted_by_name(language: str) -> list[tuple[str, str]]:
    named = [(code, str(name)) for code, name in countries]
    return sorted(named, key=lambda pair: folded(pair[1]))
