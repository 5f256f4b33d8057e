"""The inbox: the applications as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from einlass.applications.disposable import is_disposable
from einlass.applications.models import Application
from einlass.applications.queries import attributes_among
from einlass.applications.sight import Sight, sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.events.navigation import ORGANISERS
from einlass.reviews import export
from einlass.reviews.columns import COMPANY, Column, chosen_columns, columns_of, tags_of, with_what_columns_need
from einlass.reviews.filters import filters_of, read
from einlass.reviews.forms import DecisionsForm, ExportForm
from einlass.reviews.models import SavedView, Tag, Verdict
from einlass.reviews.ordering import NAME, Order
from einlass.reviews.pool.fields import COUNTED, STATE, UNPROVED, VERDICT, WITHDRAWN
from einlass.reviews.pool.reading import Pool, pool_of
from einlass.reviews.saved_views import columns_kept, views_for
from einlass.reviews.selection import select
from einlass.reviews.undo import offered_undo

BADGES: Final = {"admit": "good", "decline": "bad", "draw": "brand"}


@dataclass(frozen=True)
class Head:
    """The head of a column. sort: what choosing it asks for, '' if nothing; direction: of now, '' if not by this."""

    name: str
    sort: str
    direction: str


@dataclass(frozen=True)
class ShownCell:
    """kind: how it looks; badge: its colour, where it is one."""

    kind: str
    label: str
    text: str = ""
    badge: str = ""
    tags: Sequence[Tag] = field(default_factory=list)


@dataclass(frozen=True)
class ShownRow:
    application: Application
    company: str
    is_disposable: bool
    cells: Sequence[ShownCell]


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_safe
def inbox(request: HttpRequest, event: Event) -> HttpResponse:
    questions, categories, tags = list(event.questions.all()), list(event.categories.all()), list(event.tags.all())
    sight = sight_of(request, event)
    attributes = attributes_among(sight.questions(questions))
    filters = read(request.GET, filters_of(categories, attributes, tags, sight), sight)
    views = views_for(event, request.user)
    known = columns_of(event, questions, tags, sight)
    columns = chosen_columns(known, columns_kept(request.GET.get("columns", ""), views, request.user))
    pool = pool_of(event, categories, attributes, tags)
    order = Order.read(request.GET.get("sort", ""), sight)
    asked_page = page_number(request.GET.get("page", ""))
    rows = sight.rows(with_what_columns_need(Application.objects.of(event), columns))
    found = select(event, filters.wanted, order, pool, page=asked_page, rows=rows)
    shown, words = [one for one in columns if one.key != COMPANY], _words()
    context = {
        "filters": list(filters.shown(found.facets)),
        "more_is_set": filters.more_is_set(),
        "search": filters.wanted.search,
        "kept": [(name, request.GET[name]) for name in ("sort", "columns") if request.GET.get(name)],
        "figures": figures(pool),
        "found": found,
        "rows": [_row(sight.shown(one, questions), columns, shown, tags, words) for one in found.applications],
        "order_is_other": found.order != order,
        "heads": _heads(found.order, shown, sight),
        "columns": columns,
        "other_columns": [one for one in known.values() if one not in columns],
        "views": [one for one in views if one.name],
        "current_view": _current_view(request, views),
        "tags": tags,
        "may_decide": may_decide(request),
        "query": request.GET.urlencode(),
        "is_filtered": filters.wanted.chooses,
        "is_blind": sight.is_blind,
        "verdicts": Verdict.choices,
        "which": DecisionsForm,
        "files": ExportForm,
        "most_as_xlsx": export.MOST_ROWS_AS_XLSX,
        "undo": offered_undo(request, event),
    }
    return render(request, "reviews/inbox.html", context)


def figures(pool: Pool) -> dict[str, int]:
    """How many were sent; of these how many count, wait for their proof, were withdrawn; and what is decided."""
    bitmaps = pool.bitmaps
    counted = bitmaps.having(STATE, COUNTED)
    return {
        "sent": len(bitmaps.keys),
        "counted": counted.bit_count(),
        "unproved": bitmaps.having(STATE, UNPROVED).bit_count(),
        "withdrawn": bitmaps.having(STATE, WITHDRAWN).bit_count(),
        "teams": pool.teams,
        **dict.fromkeys((*Verdict.values, "undecided"), 0),
        **bitmaps.numbers(VERDICT, counted),
    }


def may_decide(request: HttpRequest) -> bool:
    return bool(set(ORGANISERS) & request.roles)  # type: ignore[attr-defined]


def page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _heads(order: Order, columns: Sequence[Column], sight: Sight) -> list[Head]:
    first = ("", _("Code")) if sight.is_blind else (NAME, _("Name"))
    named = [first, *((one.sort, one.label) for one in columns)]
    return [
        Head(
            label,
            sort=str(order.after_choosing(sort)) if sort else "",
            direction="" if sort != order.by else "descending" if order.is_descending else "ascending",
        )
        for sort, label in named
    ]


def _row(
    application: Application,
    columns: Sequence[Column],
    shown: Sequence[Column],
    tags: Sequence[Tag],
    words: Mapping[str | None, str],
) -> ShownRow:
    company = next((one.value(application) for one in columns if one.key == COMPANY), None)
    throw_away = is_disposable(application.email)
    return ShownRow(
        application, str(company or ""), throw_away, [_cell(application, one, tags, words) for one in shown]
    )


def _cell(
    application: Application, column: Column, tags: Sequence[Tag], words: Mapping[str | None, str]
) -> ShownCell:
    match column.key:
        case "decision":
            return _decision_cell(application, column, words)
        case "tags":
            keys = tags_of(application)
            return ShownCell("tags", column.label, tags=[one for one in tags if one.pk in keys])
    value = column.value(application)
    if isinstance(value, datetime):
        return ShownCell("moment", column.label, f"{formats.date_format(value, words['day'])}, {value:%H:%M}")
    kind = column.key if column.key in {"category", "team", "code"} else "text"
    return ShownCell(kind, column.label, "" if value is None else str(value))


def _decision_cell(application: Application, column: Column, words: Mapping[str | None, str]) -> ShownCell:
    if application.withdrawn_at:
        return ShownCell("badge", column.label, words["withdrawn"], "none")
    if not application.email_proved_at:
        return ShownCell("badge", column.label, words["unproved"], "wait")
    verdict = application.verdict  # type: ignore[attr-defined]
    return ShownCell("badge", column.label, words[verdict], BADGES.get(verdict, "none"))


def _words() -> dict[str | None, str]:
    """What the cells say in the active language, looked up once for all rows; None: of who is undecided."""
    return {
        "admit": _("Admitted"),
        "decline": _("Declined"),
        "draw": _("To the draw"),
        None: _("Undecided"),
        "withdrawn": _("Withdrawn"),
        "unproved": _("Not confirmed"),
        "day": _("j M"),
    }


def _current_view(request: HttpRequest, views: Sequence[SavedView]) -> SavedView | None:
    code = request.GET.get("view", "")
    return next((one for one in views if one.name and one.code == code), None)
