"""The inbox and one application."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from einlass.applications.models import Application, ApplicationQuerySet, Question
from einlass.applications.queries import answers_in_words, attributes_of
from einlass.applications.text import plain_text
from einlass.events.access import for_team
from einlass.events.models import Category, Event, Role
from einlass.events.navigation import ORGANISERS
from einlass.reviews.forms import PREFIX, DecisionsForm, ExportForm, ReasonForm, WantedForm
from einlass.reviews.loaders import get_application_for_team
from einlass.reviews.models import Decision, Verdict
from einlass.reviews.ordering import Order, ordered
from einlass.reviews.plots import Bar, bars, columns
from einlass.reviews.queries import (
    by_category_and_answer,
    decision_counts,
    figures,
    matching,
    neighbours,
    per_day,
    with_current_verdict,
)
from einlass.reviews.wanted import Wanted
from einlass.web.localized import localized

ON_A_PAGE: Final = 30


@dataclass(frozen=True)
class Head:
    """The head of a column. sort: what choosing it asks for; direction: of now, '' if it does not give the order."""

    name: str
    sort: str
    direction: str


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_safe
def inbox(request: HttpRequest, event: Event) -> HttpResponse:
    attributes, categories = attributes_of(event), list(event.categories.all())
    form = filters(request.GET, attributes, categories)
    wanted = form.wanted()
    order = Order.read(request.GET.get("sort", ""))
    found = matching(event, wanted)
    plotted = _plotted(attributes, request.GET.get("plot", ""))
    groups = by_category_and_answer(found, plotted.key if plotted else "")
    total = sum(number for _, _, number in groups)
    last = max(1, -(-total // ON_A_PAGE))
    page = min(max(_number(request.GET.get("page", "")), 1), last)
    context = {
        "form": form,
        "figures": figures(event),
        "decisions": decision_counts(event),
        "total": total,
        "page": page,
        "last": last,
        "rows": _rows(found, order, page),
        "heads": _heads(order),
        "by_category": _category_bars(request, groups, categories),
        "plotted": plotted,
        "attributes": attributes,
        "by_answer": _answer_bars(request, groups, plotted),
        "days": columns(per_day(found, event, until=timezone.now())),
        "may_decide": _may_decide(request),
        "query": request.GET.urlencode(),
        "is_filtered": wanted != Wanted(),
        "verdicts": Verdict.choices,
        "which": DecisionsForm,
        "files": ExportForm,
    }
    return render(request, "reviews/inbox.html", context)


@for_team(Role.ORGANISER, Role.REVIEWER)
@require_safe
def application(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    return application_page(request, event, get_application_for_team(event, code), ReasonForm())


def application_page(
    request: HttpRequest, event: Event, application: Application, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    """One application with what was decided; also the answer to a decision that is not right yet."""
    questions = list(event.questions.all())
    history = list(
        Decision.objects.filter(application=application).select_related("decided_by").order_by("-decided_at", "-pk")
    )
    members = Application.objects.filter(team=application.team) if application.team else Application.objects.none()
    order = Order.read(request.GET.get("sort", ""))
    previous, following = neighbours(application, wanted_in(request.GET, questions), order)
    context = {
        "application": application,
        "questions": questions,
        "answers": answers_in_words(application, questions),
        "history": history,
        "current": next((one for one in history if one.superseded_at is None), None),
        "members": list(with_current_verdict(members.select_related("category").order_by("submitted_at", "pk"))),
        "is_together": application.team is not None and not application.team.also_alone,
        "previous": previous,
        "following": following,
        "may_decide": _may_decide(request) and application.counts,
        "form": form,
        "verdicts": Verdict.choices,
        "query": request.GET.urlencode(),
    }
    return render(request, "reviews/application.html", context, status=status)


def filters(
    parameters: Mapping[str, str], attributes: Sequence[Question], categories: Sequence[Category]
) -> WantedForm:
    return WantedForm(
        parameters, categories=[one for one in categories if one.takes_applications], attributes=attributes
    )


def wanted_in(parameters: Mapping[str, str], questions: Sequence[Question]) -> Wanted:
    """The filters of a link that came from the inbox, without the form around them."""
    given = {key: plain_text(value)[:100] for key, value in parameters.items()}
    return Wanted(
        search=given.get("q", ""),
        category=given.get("category", ""),
        verdict=given.get("verdict", ""),
        coming=given.get("coming", ""),
        language=given.get("language", ""),
        state=given.get("state", ""),
        attributes={
            one.key: given[PREFIX + one.key] for one in questions if one.is_attribute and given.get(PREFIX + one.key)
        },
    )


def _may_decide(request: HttpRequest) -> bool:
    return bool(set(ORGANISERS) & request.roles)  # type: ignore[attr-defined]


def _heads(order: Order) -> list[Head]:
    names = {"name": _("Name"), "category": _("Category"), "decision": _("Decision"), "sent": _("Sent")}
    return [
        Head(
            name,
            sort=str(order.after_choosing(column)),
            direction="" if column != order.by else "descending" if order.is_descending else "ascending",
        )
        for column, name in names.items()
    ]


def _rows(found: ApplicationQuerySet, order: Order, page: int) -> list[Application]:
    rows = with_current_verdict(ordered(found.select_related("category", "team"), order))
    return list(rows.defer("search_text")[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])


def _plotted(attributes: Sequence[Question], key: str) -> Question | None:
    by_key = {one.key: one for one in attributes}
    return by_key.get(key) or by_key.get("region") or (attributes[0] if attributes else None)


def _category_bars(
    request: HttpRequest, groups: Sequence[tuple[int, str | None, int]], categories: Sequence[Category]
) -> list[Bar]:
    counted: Counter[int] = Counter()
    for pk, _answer, number in groups:
        counted[pk] += number
    shown = [one for one in categories if one.takes_applications or counted[one.pk]]
    return bars([(_only(request, "category", one.key), str(one), counted[one.pk]) for one in shown])


def _answer_bars(
    request: HttpRequest, groups: Sequence[tuple[int, str | None, int]], question: Question | None
) -> list[Bar]:
    if question is None:
        return []
    counted: Counter[str] = Counter()
    for _category, answer, number in groups:
        counted[answer or ""] += number
    rows = [
        (
            _only(request, PREFIX + question.key, choice["value"]),
            localized(choice["label"]),
            counted.pop(choice["value"], 0),
        )
        for choice in question.choices
    ]
    if others := counted.total():
        rows.append(("", _("Not asked or no answer"), others))
    return bars(rows)


def _only(request: HttpRequest, name: str, value: str) -> str:
    """The address of this list with one filter more."""
    query = request.GET.copy()
    query.pop("page", None)
    query[name] = value
    return f"?{query.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1
