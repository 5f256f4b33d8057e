"""The team's pages before a draw: what there would be to draw, and freezing it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.attributes import named_quotas
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.checked import CheckedForm, version_of
from einlass.admission.models import Contingent, Draw
from einlass.admission.queries import (
    applications_for_draw,
    draw_contingent,
    guests_left_out,
    is_being_frozen,
    light_draws,
    pool_kinds,
    undecided_number,
)
from einlass.admission.step_warnings import freezing_warnings
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def draw_list(request: TeamRequest, event: Event) -> HttpResponse:
    """All draws, and what the next one would have to draw."""
    draws = list(light_draws(event))
    current = _current(draws)
    rehearsed = next((draw for draw in draws if draw.is_rehearsal), None)
    context: dict[str, object] = {"draws": draws, "current": current, "rehearsed": rehearsed}
    context["has_outcome"] = any(one.published_at and not one.annulled_at for one in draws)
    context["is_freezing"] = is_being_frozen(event, at=timezone.now())
    if current is None and not context["is_freezing"]:
        context |= _before_freezing(event)
    return render(request, "admission/draws.html", context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def freezing(request: TeamRequest, event: Event) -> HttpResponse:
    """The last look before the entries are frozen, and the freezing itself."""
    now = timezone.now()
    if (current := _current(light_draws(event))) is not None or is_being_frozen(event, at=now):
        if current is None or request.method != "POST":
            return redirect("admission:draws", event.slug)
        # A double click, the way back, or somebody else was faster: what was wanted is there.
        messages.info(request, _("The entries are frozen already. This is the draw under way; no other was begun."))
        return redirect("admission:draw_desk", event.slug, current.code)
    form = CheckedForm(
        request.POST if request.method == "POST" else None,
        version=_version(event),
        warnings=freezing_warnings(event, now),
    )
    started = attempt(form, lambda _typed: actions.start_freeze(event, by=request.user, at=now))
    if started:
        return redirect("admission:draw_desk", event.slug, started.code)
    if form.is_bound and not form.errors:  # So many entries that the worker freezes them.
        return redirect("admission:draws", event.slug)
    context = {"form": form, **_before_freezing(event)}
    return render(request, "admission/freezing.html", context, status=422 if form.errors else 200)


@for_team(Role.ORGANISER)
@require_POST
def rehearsal(request: TeamRequest, event: Event) -> HttpResponse:
    try:
        started = actions.start_rehearsal(event, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
        started = None
    if started:
        return redirect("admission:draw_desk", event.slug, started.code)
    return redirect("admission:draws", event.slug)


def _version(event: Event) -> str:
    """Changes with whatever would be frozen, as far as numbers show it."""
    contingent = draw_contingent(event)
    quotas = actions.quotas_version(event.quotas.all())
    return version_of(applications_for_draw(event).count(), contingent.free if contingent else 0, quotas)


def _current(draws: Iterable[Draw]) -> Draw | None:
    return next((draw for draw in draws if draw.holds_seats), None)


def _before_freezing(event: Event) -> dict[str, object]:
    return {"pool": _pool(event), "undecided": undecided_number(event), "guests": guests_left_out(event)}


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
