"""The team's pages of a draw: what is next, and why."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.attributes import named_quotas
from einlass.admission.forms.draws import FreezeForm
from einlass.admission.models import Contingent
from einlass.admission.queries import (
    draw_contingent,
    guests_left_out,
    is_being_frozen,
    light_draws,
    pool_kinds,
    undecided_number,
)
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@for_team(Role.ORGANISER)
def draw_list(request: TeamRequest, event: Event) -> HttpResponse:
    """All draws, and freezing the next one."""
    form = FreezeForm(request.POST if request.method == "POST" else None)
    started = attempt(form, lambda _typed: actions.start_freeze(event, by=request.user, at=timezone.now()))
    if started:
        return redirect("admission:draw_desk", event.slug, started.code)
    if form.is_bound and not form.errors:  # So many entries that the worker freezes them.
        return redirect("admission:draws", event.slug)
    return _list(request, event, form)


@for_team(Role.ORGANISER)
@require_POST
def rehearsal(request: TeamRequest, event: Event) -> HttpResponse:
    form = FreezeForm(request.POST)
    started = attempt(form, lambda _typed: actions.start_rehearsal(event, by=request.user, at=timezone.now()))
    if started:
        return redirect("admission:draw_desk", event.slug, started.code)
    return redirect("admission:draws", event.slug) if not form.errors else _list(request, event, form)


def _list(request: TeamRequest, event: Event, form: FreezeForm) -> HttpResponse:
    draws = list(light_draws(event))
    current = next((draw for draw in draws if draw.holds_seats), None)
    rehearsed = next((draw for draw in draws if draw.is_rehearsal), None)
    context: dict[str, object] = {"draws": draws, "current": current, "rehearsed": rehearsed, "form": form}
    context["has_outcome"] = any(one.published_at and not one.annulled_at for one in draws)
    context["is_freezing"] = is_being_frozen(event, at=timezone.now())
    if current is None and not context["is_freezing"]:
        context |= {
            "pool": _pool(event),
            "undecided": undecided_number(event),
            "guests": guests_left_out(event),
        }
    return render(request, "admission/draws.html", context, status=422 if form.errors else 200)


def _pool(event: Event) -> dict[str, object]:
    """Who would be in a draw now, for how many seats and under which quotas, and what chance that makes in the mean."""
    kinds = pool_kinds(event)
    contingent: Contingent | None = draw_contingent(event)
    entries = sum(size * number for size, number in kinds)
    seats = contingent.free if contingent else 0
    return {
        "kinds": kinds,
        "entries": entries,
        "teams": sum(number for size, number in kinds if size > 1),
        "in_teams": sum(size * number for size, number in kinds if size > 1),
        "alone": sum(number for size, number in kinds if size == 1),
        "seats": seats,
        "contingent": contingent,
        "quotas": named_quotas(event),
        "chance": min(1, seats / entries) if entries else None,
    }
