"""The last part of an event's address: which can be, and one to suggest."""

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify

from einlass.events.editions.errors import SlugRefused
from einlass.events.models import EarlierSlug, Event

LONGEST: Final = 60
FORM: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})
# Only a demo serves it, but an event of this name could then not be shown there.
IN_DEVELOPMENT: Final = {"mail"}


def reserved_words() -> set[str]:
    """First parts of addresses that belong to the installation, from the table of addresses."""
    static = settings.STATIC_URL.strip("/").split("/")[0]
    return {*_first_parts(get_resolver().url_patterns), static, *IN_DEVELOPMENT}


def check_slug(slug: str, *, event: Event | None = None) -> None:
    """Raises SlugRefused. event: whose own earlier addresses it may take again."""
    if not slug:
        raise SlugRefused(slug, "empty", free_slug("event", event=event))
    if not FORM.fullmatch(slug) or len(slug) > LONGEST:
        raise SlugRefused(slug, "malformed", free_slug(slug, event=event))
    if slug in reserved_words():
        raise SlugRefused(slug, "reserved", free_slug(slug, event=event))
    if _is_taken(slug, event):
        raise SlugRefused(slug, "taken", free_slug(slug, event=event))


def free_slug(name: str, *, event: Event | None = None) -> str:
    """A slug made of a name that nobody has."""
    base = slug_of(name) or "event"
    reserved = reserved_words()
    numbered = (base if number == 1 else f"{base[: LONGEST - 5]}-{number}" for number in count(1))
    return next(slug for slug in numbered if slug not in reserved and not _is_taken(slug, event))


def slug_of(name: str) -> str:
    return slugify(name.translate(GERMAN))[:LONGEST].strip("-_").replace("_", "-")


def _is_taken(slug: str, event: Event | None) -> bool:
    others = Event.objects.filter(slug=slug)
    earlier = EarlierSlug.objects.filter(slug=slug)
    if event is not None:
        others, earlier = others.exclude(pk=event.pk), earlier.exclude(event=event)
    return others.exists() or earlier.exists()


def _first_parts(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        first = route.split("/")[0]
        if not route and isinstance(pattern, URLResolver):
            yield from _first_parts(pattern.url_patterns)
        elif first and "<" not in first:
            yield first
