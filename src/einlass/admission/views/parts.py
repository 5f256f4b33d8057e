"""The offers of a draw in parts: the plan first, then how far it is."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.forms.parts import PartsForm
from einlass.admission.loaders import get_draw_for_team
from einlass.admission.models import Draw
from einlass.admission.offer_parts import PlannedPart
from einlass.admission.views.attempts import attempt, unsaid
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role

SUGGESTED: Final = {"seats": "200", "hours": "24"}


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def parts(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """GET with numbers shows the plan they make; POST begins it."""
    draw, now = get_draw_for_team(event, code), timezone.now()
    form = PartsForm(request.POST or (request.GET if "seats" in request.GET else SUGGESTED))
    if request.method == "POST":
        begun = attempt(form, lambda typed: actions.start_parts(draw, **_terms(typed), by=request.user, at=now))
        if begun is not None:
            text = ngettext("%(number)s part is planned.", "%(number)s parts are planned.", len(begun))
            messages.success(request, text % {"number": len(begun)})
            return redirect("admission:parts", event.slug, code)
    found = list(draw.parts.order_by("number"))
    refused = request.method == "POST" and form.errors
    context = {
        "draw": draw,
        "parts": found,
        "form": form,
        "planned": _planned(draw, form, now) if form.is_valid() and not found else [],
        "unsaid": unsaid(form if refused else None, is_shown=not found and draw.offered_at is None),
    }
    return render(request, "admission/parts.html", context, status=422 if refused else 200)


@for_team(Role.ORGANISER)
@require_POST
def stop(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    stopped = actions.stop_parts(get_draw_for_team(event, code), by=request.user, at=timezone.now())
    text = ngettext("%(number)s part is called off.", "%(number)s parts are called off.", stopped)
    messages.success(request, text % {"number": stopped})
    return redirect("admission:draw_desk", event.slug, code)


def _planned(draw: Draw, form: PartsForm, now: datetime) -> list[PlannedPart]:
    def plan(typed: dict[str, Any]) -> list[PlannedPart]:
        terms = _terms(typed)
        return actions.planned_parts(draw, **(terms | {"starts_at": terms["starts_at"] or now}))

    return attempt(form, plan) or []


def _terms(typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "seats": typed["seats"],
        "every": timedelta(hours=typed["hours"]),
        "starts_at": typed["starts_at"],
    }
