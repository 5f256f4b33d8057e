"""The pages of the menu, found by what they are called, in whichever language."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from einlass.events.navigation import MENU, Entry
from einlass.events.search.providers import Hit, Search, SearchProvider


def find_pages(search: Search) -> Iterator[Hit]:
    for entry in MENU:
        if set(search.roles).isdisjoint(entry.roles):
            continue
        score = search.query.score(*_names(entry))
        if score is not None:
            group = str(entry.group.label) if entry.group else ""
            yield Hit(str(entry.label), group, reverse(entry.name, args=[search.event.slug]), score)


def _names(entry: Entry) -> list[str]:
    names = []
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            names.append(str(entry.label))
    return names


PAGES = SearchProvider(_("Pages"), "menu", ("events:team",), find_pages)
