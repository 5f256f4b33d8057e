"""Seats that come free: how they are filled, what a wave would find now, and what became of the waves before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.offer_plans import WavePlanForm
from einlass.admission.offer_plan import plan_of
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wave_outlook import next_wave_at, outlook, stops_at
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Role

REPORTS = 30


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def wave_page(request: TeamRequest, event: Event) -> HttpResponse:
    return _page(request, event)


@for_team(Role.ORGANISER)
@require_POST
def start(request: TeamRequest, event: Event) -> HttpResponse:
    try:
        wave = actions.start_wave(event, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
        return redirect("admission:waves", event.slug)
    messages.success(request, _("The wave is frozen, and its outcomes are being written down."))
    return redirect("admission:draw_desk", event.slug, wave.code)


@for_team(Role.ORGANISER)
@require_POST
def plan(request: TeamRequest, event: Event) -> HttpResponse:
    form = WavePlanForm(request.POST)
    changed = attempt(form, lambda typed: actions.change_offer_plan(event, typed, by=request.user, at=timezone.now()))
    if changed is None:
        return _page(request, event, form=form)
    messages.success(request, _("Saved."))
    return redirect("admission:waves", event.slug)


def _page(request: TeamRequest, event: Event, *, form: WavePlanForm | None = None) -> HttpResponse:
    plan, now = plan_of(event), timezone.now()
    stop = stops_at(plan)
    context = {
        "outlook": outlook(event),
        "plan": plan,
        "form": form or WavePlanForm.of(plan),
        "next_at": next_wave_at(plan, now),
        "stop": stop,
        "is_over": now >= stop,
        "reports": event.wave_reports.select_related("draw").defer("draw__bundle", "draw__result")[:REPORTS],
    }
    return render(request, "admission/waves.html", context, status=422 if form is not None else 200)
