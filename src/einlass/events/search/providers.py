"""Where the team's search looks; settings.SEARCH_PROVIDERS names what each room provides, in their order.

A provider names pages of its room. It is asked only for somebody who may open one of them, so that nobody finds what
they may not see; what a page shows of its things, less to a reviewer in blind review for one, the provider keeps to.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from einlass.events.access import AccessRule
from einlass.events.models import Event
from einlass.events.search.matching import Query

MOST_HITS: Final = 6


@dataclass(frozen=True)
class Search:
    """What is looked for, by whom. page: the first of the provider's pages that the person may open."""

    query: Query
    event: Event
    roles: Collection[str]
    at: datetime
    page: str = ""


@dataclass(frozen=True)
class Hit:
    """score: as Query.score gives it; smaller stands first."""

    title: str
    detail: str
    url: str
    score: int


@dataclass(frozen=True)
class SearchProvider:
    """find: all that fits, or the best of it. searched_by: the page's own parameter for a text, if it has one."""

    kind: str | Promise
    icon: str
    pages: tuple[str, ...]
    find: Callable[[Search], Iterable[Hit]]
    searched_by: str = ""


@dataclass(frozen=True)
class Group:
    """The best hits of one kind; more_url: where all of them are listed."""

    kind: str
    icon: str
    hits: list[Hit]
    more_url: str


def search_event(event: Event, text: str, *, roles: Collection[str], at: datetime) -> tuple[list[Group], bool]:
    """What fits, the best kind first; where nothing does, what nearly fits, and True with it."""
    search = Search(Query.read(text), event, roles, at)
    if not search.query.words:
        return [], False
    groups = _groups(search)
    if groups:
        return groups, False
    groups = _groups(Search(search.query.kinder(), event, roles, at))
    return groups, bool(groups)


def may_open(page: str, event: Event, roles: Collection[str]) -> bool:
    """Whether the rule of the page's view lets one of the roles in."""
    rule: AccessRule = resolve(reverse(page, args=[event.slug])).func.access_rule  # type: ignore[attr-defined]
    return not rule.roles.isdisjoint(roles)


def _groups(search: Search) -> list[Group]:
    groups = []
    for name in settings.SEARCH_PROVIDERS:
        provider: SearchProvider = import_string(name)
        page = next((page for page in provider.pages if may_open(page, search.event, search.roles)), None)
        if page is not None:
            hits = provider.find(Search(search.query, search.event, search.roles, search.at, page))
            groups.append(_group(provider, page, sorted(hits, key=lambda hit: (hit.score, hit.title)), search))
    return sorted((group for group in groups if group.hits), key=lambda group: group.hits[0].score)


def _group(provider: SearchProvider, page: str, hits: list[Hit], search: Search) -> Group:
    more_url = ""
    # A list of a page forgives less, so that it might show nothing of what is nearly written so.
    if len(hits) > MOST_HITS and provider.searched_by and not search.query.allows_typos:
        more_url = f"{reverse(page, args=[search.event.slug])}?{urlencode({provider.searched_by: search.query.text})}"
    return Group(str(provider.kind), provider.icon, hits[:MOST_HITS], more_url)
