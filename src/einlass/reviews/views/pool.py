"""How the pool is made up: per day, per attribute, and attributes against one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from einlass.applications.queries import attributes_among
from einlass.applications.sight import sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.reviews.filters import Filter, filters_of, read
from einlass.reviews.plots import Bar, Columns, Cross, bars, columns, cross
from einlass.reviews.pool.bitmaps import Bitmaps
from einlass.reviews.pool.fields import CATEGORY, LOOK, STATE
from einlass.reviews.pool.reading import pool_of
from einlass.reviews.selection import hits_of
from einlass.reviews.views.inbox import figures


@dataclass(frozen=True)
class Chart:
    title: str
    bars: Sequence[Bar]


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_safe
def pool(request: HttpRequest, event: Event) -> HttpResponse:
    sight, categories, tags = sight_of(request, event), list(event.categories.all()), list(event.tags.all())
    attributes = attributes_among(sight.questions(event.questions.all()))
    filters = read(request.GET, filters_of(categories, attributes, tags, sight), sight)
    read_pool = pool_of(event, categories, attributes, tags)
    bitmaps, search = read_pool.bitmaps, filters.wanted.search
    hits = hits_of(event, filters.wanted, read_pool)
    facets = bitmaps.facets(filters.wanted.chosen(), among=hits)
    among = bitmaps.matching(filters.wanted.chosen(), among=hits)
    plotted = [one for one in filters.all if one.name not in {STATE, LOOK}]
    first, second = _pair(request.GET, plotted)
    context = {
        "filters": list(filters.shown(facets)),
        "more_is_set": filters.more_is_set(),
        "search": search,
        "is_blind": sight.is_blind,
        "kept": [(name, request.GET[name]) for name in ("down", "across") if request.GET.get(name)],
        "search_is_common": bool(search) and hits is None,
        "is_filtered": filters.wanted.chooses,
        "figures": figures(read_pool),
        "total": among.bit_count(),
        "made_at": read_pool.made_at,
        "charts": [_chart(request, one, bitmaps.numbers(one.name, among), among.bit_count()) for one in plotted],
        "days": _per_day(event, bitmaps, among, until=timezone.now()),
        "plotted": plotted,
        "first": first,
        "second": second,
        "cross": _cross(bitmaps, first, second, among),
        "query": request.GET.urlencode(),
    }
    return render(request, "reviews/pool.html", context)


def _pair(parameters: Mapping[str, str], plotted: Sequence[Filter]) -> tuple[Filter, Filter]:
    by_name = {one.name: one for one in plotted}
    first = by_name.get(parameters.get("down", ""), by_name[CATEGORY])
    usual = next((one for one in plotted if one.name == "a_region"), plotted[1])
    return first, by_name.get(parameters.get("across", ""), usual)


def _chart(request: HttpRequest, one: Filter, numbers: Mapping[str, int], total: int) -> Chart:
    values = _values(one, numbers)
    rows = [
        (_only(request, one.name, value) if value else "", label, numbers.get(value, 0)) for value, label in values
    ]
    return Chart(one.label, bars(rows, total=total))


def _values(one: Filter, numbers: Mapping[str, int]) -> list[tuple[str, str]]:
    """The values that are offered, those that are offered no more but occur, and none."""
    offered = dict(one.values)
    gone = [(value, value) for value in sorted(numbers) if value and value not in offered and numbers[value]]
    none = [("", _("Not asked or no answer"))] if numbers.get("") else []
    return [*one.values, *gone, *none]


def _cross(bitmaps: Bitmaps, first: Filter, second: Filter, among: int) -> Cross:
    down = _values(first, bitmaps.numbers(first.name, among))
    across = _values(second, bitmaps.numbers(second.name, among))
    return cross(down, across, bitmaps.cross(first.name, second.name, among))


def _per_day(event: Event, bitmaps: Bitmaps, among: int, *, until: datetime) -> Columns | None:
    """How many were sent on each day of the event's zone, from the opening to the close, or `until` if that is earlier."""
    opened = event.applications_open_at.astimezone(event.tz).date()
    last = min(until, event.applications_close_at).astimezone(event.tz).date()
    days = [opened + timedelta(days=number) for number in range((last - opened).days + 1)]
    if not days:
        return None
    starts = [datetime.combine(day, time(), event.tz) for day in (*days, days[-1] + timedelta(days=1))]
    numbers = bitmaps.per_span([int(start.timestamp()) for start in starts], among)
    return columns(dict(zip(days, numbers[1:], strict=True)))


def _only(request: HttpRequest, name: str, value: str) -> str:
    """The address of this page with one filter more."""
    query = request.GET.copy()
    query[name] = value
    return f"?{query.urlencode()}"
