"""The seat ledger as a page: every contingent, every seat."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.forms.seats import (
    ContingentForm,
    MoveForm,
    ReturnDayForm,
    SizeForm,
    contingent_choices,
    shown_anew,
)
from einlass.admission.loaders import get_contingent
from einlass.admission.models import Contingent
from einlass.admission.queries import contingents_of, contingents_with_use, ledger_history
from einlass.admission.seat_map import blocks_of, seats_now
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import AuditEntry, Event, Role

Typed = dict[str, Any]

HISTORY: Final = 8
# Beyond this many, the picture would be a wallpaper; the list stays.
MOST_DRAWN: Final = 6000


@for_team(Role.ORGANISER, looking=[Role.VIEWER, Role.PARTNERS])
def seat_page(request: TeamRequest, event: Event) -> HttpResponse:
    return _page(request, event)


@for_team(Role.ORGANISER)
@require_POST
def moves(request: TeamRequest, event: Event) -> HttpResponse:
    form = MoveForm(contingent_choices(contingents_of(event)), request.POST)

    def move(typed: Typed) -> object:
        source, target = get_contingent(event, typed.pop("source")), get_contingent(event, typed.pop("target"))
        return actions.move_seats(source, target, **typed, by=request.user, at=timezone.now())

    return _answer(request, event, "move_form", form, move, _("The seats are moved."))


@for_team(Role.ORGANISER)
@require_POST
def sizes(request: TeamRequest, event: Event) -> HttpResponse:
    form = SizeForm(contingent_choices(contingents_of(event)), request.POST)

    def resize(typed: Typed) -> object:
        contingent = get_contingent(event, typed.pop("contingent"))
        return actions.resize_contingent(contingent, **typed, by=request.user, at=timezone.now())

    return _answer(request, event, "size_form", form, resize, _("The size is changed."))


@for_team(Role.ORGANISER)
@require_POST
def contingents(request: TeamRequest, event: Event) -> HttpResponse:
    form = ContingentForm(event, request.POST)

    def open_one(typed: Typed) -> object:
        name = {"en": typed["name_en"], "de": typed["name_de"]}
        return actions.open_contingent(
            event, typed["purpose"], name, typed["size"], typed["partner"], by=request.user, at=timezone.now()
        )

    return _answer(request, event, "contingent_form", form, open_one, _("The contingent is open."))


@for_team(Role.ORGANISER)
@require_POST
def return_days(request: TeamRequest, event: Event) -> HttpResponse:
    form = ReturnDayForm(_returning(contingents_of(event)), request.POST)

    def set_day(typed: Typed) -> object:
        contingent = get_contingent(event, typed.pop("contingent"))
        return actions.set_return_day(contingent, **typed, by=request.user, at=timezone.now())

    said = _("The return day is set.") if request.POST.get("returns_at", "").strip() else _("The return day is gone.")
    return _answer(request, event, "day_form", form, set_day, said)


def _answer(
    request: TeamRequest, event: Event, name: str, form: Form, deed: Callable[[Typed], object], said: str
) -> HttpResponse:
    """Do what one form of the page asks for and say so; refused, it comes back on the page, open and as it was sent."""
    if attempt(form, deed):
        messages.success(request, said)
        return redirect("admission:seats", event.slug)
    return _page(request, event, **{name: form})


def _page(request: TeamRequest, event: Event, **refused: Form) -> HttpResponse:
    """The ledger with all its forms. refused: one of them, by its name."""
    found = list(contingents_with_use(event))
    seats = seats_now(event)
    choices = contingent_choices(found)
    history = list(ledger_history(event)[: HISTORY + 1])
    # "Move back" on a line of the history leads here with the form filled in.
    asked = {name: request.GET[name] for name in ("source", "target", "seats", "reason") if name in request.GET}
    seen = history[0].pk if history else 0
    if "move_form" in refused:
        shown_anew(refused["move_form"], seen)
    forms: dict[str, Form] = {
        "move_form": MoveForm(choices, auto_id="move_%s", initial=asked | {"seen": seen}),
        "size_form": SizeForm(choices, auto_id="size_%s"),
        "contingent_form": ContingentForm(event, auto_id="contingent_%s"),
        "day_form": ReturnDayForm(_returning(found), auto_id="day_%s"),
    }
    context: dict[str, object] = {
        "contingents": found,
        "total": {
            "size": sum(one.size for one in found),
            "ticketed": sum(one.ticketed for one in found),  # type: ignore[attr-defined]
            "held": sum(one.held for one in found),  # type: ignore[attr-defined]
            "free": sum(one.free for one in found),
        },
        "states": Counter(seat.state for seat in seats),
        "blocks": blocks_of(found, seats) if len(seats) <= MOST_DRAWN else [],
        "limit": event.capacity + event.overbooking,
        "loose": max(event.capacity + event.overbooking - event.seats_allotted, 0),
        "history": [_with_names(entry, found) for entry in history[:HISTORY]],
        "has_more_history": len(history) > HISTORY,
        "asked_to_move": bool(asked),
        "refused": next(iter(refused.values()), None),
    }
    context |= forms | refused
    return render(request, "admission/seats.html", context, status=422 if refused else 200)


def _returning(contingents: Iterable[Contingent]) -> list[tuple[str, str]]:
    """Choices of those whose unused seats can go to the draw."""
    return contingent_choices(one for one in contingents if one.purpose != Contingent.Purpose.DRAW)


def _with_names(entry: AuditEntry, contingents: Iterable[Contingent]) -> dict[str, object]:
    """A line of the ledger's history, with the contingents it speaks of."""
    by_subject = {one.subject: one for one in contingents}
    source, target = by_subject.get(entry.subject), by_subject.get(f"contingent {entry.after.get('to', '')}")
    line: dict[str, object] = {"entry": entry, "contingent": source, "target": target}
    line["returns_at"] = parse_datetime(entry.after.get("returns_at") or "")
    if source and target:
        back = {"source": target.code, "target": source.code, "seats": entry.after.get("seats", "")}
        line["way_back"] = f"?{urlencode(back)}#move"
    return line
