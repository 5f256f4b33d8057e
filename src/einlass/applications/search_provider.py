"""Applications in the team's search: by name, address, code and short text answers; in blind review by code alone."""

from collections.abc import Iterator
from functools import reduce
from operator import and_, or_
from typing import Final

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.applications.sight import sight_for
from einlass.events.search.matching import LOOK_ALIKES, SHORTEST_CODE, SHORTEST_MISREAD_CODE, Query, certain_parts
from einlass.events.search.providers import Hit, Search, SearchProvider

# The database finds at most so many to compare; those whose name begins like the first word come first.
MOST_COMPARED: Final = 40
MOST_COMPARED_WITH_TYPOS: Final = 400


def find_applications(search: Search) -> Iterator[Hit]:
    if sight_for(search.event, search.roles).is_blind:
        yield from _by_code(search)
        return
    candidates = searched_for(Application.objects.of(search.event), search.query)
    rows = candidates.values_list("code", "name", "email", "search_text", "withdrawn_at", "email_proved_at")
    for code, name, email, search_text, withdrawn_at, proved_at in rows:
        score = search.query.score(name, search_text, code=code)
        if score is None:
            continue
        state = _("withdrawn") if withdrawn_at else "" if proved_at else _("address not confirmed")
        yield Hit(name, " · ".join(filter(None, (email, code, state))), _url(search, code), score)


def searched_for(applications: ApplicationQuerySet, query: Query) -> ApplicationQuerySet:
    """Those that may be meant, to be compared by Query.score: all that are, and some others."""
    return applications.filter(candidates(query, "")).order_by(_best_first(query, ""), "-pk")[: _most(query)]


def candidates(query: Query, prefix: str) -> Q:
    """The condition for that. prefix: the way to the application, such as 'application__'."""
    by_text = reduce(
        and_,
        (
            reduce(
                or_,
                (
                    reduce(and_, (Q(**{f"{prefix}search_text__contains": part}) for part in parts))
                    for parts in certain_parts(word, allows_typos=query.allows_typos)
                    if parts
                ),
            )
            for word in query.words
        ),
    )
    return by_text | codes(query, f"{prefix}code")


def codes(query: Query, field: str) -> Q:
    """The condition for codes that may be meant."""
    if query.allows_typos and len(query.code) >= SHORTEST_MISREAD_CODE:
        classes = (next((f"[{alike}]" for alike in LOOK_ALIKES if letter in alike), letter) for letter in query.code)
        pattern = "".join(classes) if query.code.isascii() else ""
        return Q(**{f"{field}__regex": f"^{pattern}$"}) if pattern else Q(pk__in=())
    if len(query.code) >= SHORTEST_CODE:
        return Q(**{f"{field}__startswith": query.code})
    return Q(pk__in=())


def _by_code(search: Search) -> Iterator[Hit]:
    rows = Application.objects.of(search.event).filter(codes(search.query, "code")).order_by("code")
    for code in rows.values_list("code", flat=True)[:MOST_COMPARED]:
        if search.query.means_code(code):
            yield Hit(code, "", _url(search, code), search.query.score(code=code) or 0)


def _best_first(query: Query, prefix: str) -> Case:
    first = query.words[0]
    return Case(
        When(**{f"{prefix}search_text__startswith": first}, then=0),
        When(**{f"{prefix}search_text__contains": f" {first}"}, then=1),
        default=Value(2),
        output_field=IntegerField(),
    )


def _most(query: Query) -> int:
    return MOST_COMPARED_WITH_TYPOS if query.allows_typos else MOST_COMPARED


def _url(search: Search, code: str) -> str:
    return reverse("applications:application", args=[search.event.slug, code])


APPLICATIONS = SearchProvider(
    gettext_lazy("Applications"), "people", ("applications:inbox",), find_applications, searched_by="q"
)
