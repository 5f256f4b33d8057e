"""Looking ahead: how many seats beyond the hall may be given out, and how the house fills until the doors."""

import functools
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.arrivals import Kind
from einlass.admission.forecast_plots import crowd_plot, filling_plot, risk_in_words, risk_plot
from einlass.admission.forecasting import Group, forecast_of, groups_of, plan_of, pools_of
from einlass.admission.forms.forecasts import AssumptionsForm, OverbookingForm
from einlass.admission.forms.seats import contingent_choices
from einlass.admission.loaders import get_contingent
from einlass.admission.models import Contingent, Forecast
from einlass.admission.overbooking import Advice, House, advise, most_with
from einlass.admission.queries import contingents_of
from einlass.admission.simulation import Outcome, Plan, Pool, play
from einlass.admission.views.attempts import attempt
from einlass.admission.views.team_request import TeamRequest
from einlass.events.access import for_team
from einlass.events.models import Event, Role

RUNS: Final = 1000
LARGEST_SEED: Final = 999_999


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def overbooking(request: TeamRequest, event: Event) -> HttpResponse:
    if request.method != "POST":
        return _overbooking_page(request, event)
    form = OverbookingForm(contingent_choices(contingents_of(event)), request.POST)
    done = attempt(
        form,
        lambda typed: actions.set_overbooking(
            event,
            typed["seats"],
            get_contingent(event, typed["target"]) if typed["target"] else None,
            by=request.user,
            at=timezone.now(),
            reason=typed["reason"],
        ),
    )
    if done:
        messages.success(request, _("The number of seats beyond the hall is changed."))
        return redirect("admission:overbooking", event.slug)
    return _overbooking_page(request, event, form=form)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def simulation(request: TeamRequest, event: Event) -> HttpResponse:
    return _simulation_page(request, event)


@for_team(Role.ORGANISER)
@require_POST
def assumptions(request: TeamRequest, event: Event) -> HttpResponse:
    """Kept for both pages; `page` says on which one they were changed."""
    forecast = forecast_of(event)
    groups = groups_of(event, forecast, user=request.user, at=timezone.now())
    form = AssumptionsForm(event, forecast, groups, request.POST)
    kept = attempt(
        form, lambda _typed: actions.set_forecast(event, form.assumptions, by=request.user, at=timezone.now())
    )
    is_simulation = request.POST.get("page") == "simulation"
    if kept:
        messages.success(request, _("The assumptions are kept."))
        return redirect("admission:simulation" if is_simulation else "admission:overbooking", event.slug)
    show = _simulation_page if is_simulation else _overbooking_page
    return show(request, event, assumptions_form=form)


def _overbooking_page(
    request: TeamRequest, event: Event, *, form: Form | None = None, assumptions_form: Form | None = None
) -> HttpResponse:
    context, groups, forecast = _common(request, event, assumptions_form)
    house = House(event.capacity, event.seats_allotted, forecast.hard_limit)
    others, draw = _kinds(groups, fills_again=forecast.fills_again)
    if draw:
        advice = _advise(tuple(others), draw, house, 1 / forecast.risk_one_in)
        context |= {
            "advice": advice,
            "crowd": crowd_plot(advice, limit=event.capacity),
            "risk": risk_plot(advice, house, risk=1 / forecast.risk_one_in),
            "risk_now": risk_in_words(advice.now.risk),
            "risk_rows": [(more, risk_in_words(chance)) for more, chance in advice.curve],
            "comparison": _comparison(groups, house, forecast),
        }
    draw_code = next((one.code for one in context["contingents"] if one.purpose == Contingent.Purpose.DRAW), "")
    suggestion = {"seats": context["advice"].overbooking if draw else event.overbooking, "target": draw_code}
    context |= {
        "house": house,
        "form": form or OverbookingForm(contingent_choices(context["contingents"]), initial=suggestion),
        "refused": form,
    }
    refused = form or assumptions_form
    return render(request, "admission/overbooking.html", context, status=422 if refused else 200)


def _simulation_page(request: TeamRequest, event: Event, *, assumptions_form: Form | None = None) -> HttpResponse:
    context, groups, forecast = _common(request, event, assumptions_form)
    now = timezone.now()
    plan = plan_of(event, forecast, at=now)
    seed = _seed(request.GET.get("seed", ""))
    if plan and groups:
        outcome = _play(tuple(pools_of(groups)), plan, seed)
        today = timezone.localtime(now).date()
        days = [today + timedelta(days=number) for number in range(plan.days + 1)]
        every = max(len(days) // 12, 1)
        context |= {
            "outcome": outcome,
            "filling": filling_plot(outcome, days, limit=event.capacity),
            "rows": [
                {"day": day, "shares": shares}
                for number, (day, shares) in enumerate(zip(days, outcome.filled, strict=True))
                if number % every == 0 or number == plan.days
            ],
        }
    context |= {"plan": plan, "seed": seed, "next_seed": seed % LARGEST_SEED + 1, "runs": RUNS}
    return render(request, "admission/simulation.html", context, status=422 if assumptions_form else 200)


def _common(
    request: TeamRequest, event: Event, assumptions_form: Form | None
) -> tuple[dict[str, Any], list[Group], Forecast]:
    forecast = forecast_of(event)
    groups = groups_of(event, forecast, user=request.user, at=timezone.now())
    context = {
        "forecast": forecast,
        "groups": groups,
        "contingents": list(contingents_of(event)),
        "assumptions_form": assumptions_form or AssumptionsForm(event, forecast, groups),
        "assumptions_refused": assumptions_form,
    }
    return context, groups, forecast


def _kinds(groups: list[Group], *, fills_again: bool, certain: bool = False) -> tuple[list[Kind], Kind | None]:
    """Everybody else, and those of the draw; None without a contingent for the draw."""
    kinds = {group.purpose: group.kind(fills_again=fills_again, certain=certain) for group in groups}
    draw = kinds.pop(Contingent.Purpose.DRAW, None)
    return list(kinds.values()), draw


def _comparison(groups: list[Group], house: House, forecast: Forecast) -> list[dict[str, Any]]:
    """The same question under other assumptions: seats beyond the hall, by what becomes of declined seats."""
    rows = []
    for fills_again in (True, False):
        row: dict[str, Any] = {"fills_again": fills_again}
        for name, certain in (("uncertain", False), ("certain", True)):
            others, draw = _kinds(groups, fills_again=fills_again, certain=certain)
            if draw:
                row[name] = _most_with(tuple(others), draw, house, 1 / forecast.risk_one_in)
        rows.append(row)
    return rows


def _seed(typed: str) -> int:
    return min(max(int(typed), 1), LARGEST_SEED) if typed.isdecimal() and len(typed) < 8 else 1


# The same question comes again with every look at the page; its answer is the same too.
@functools.lru_cache(maxsize=32)
def _advise(others: tuple[Kind, ...], draw: Kind, house: House, risk: float) -> Advice:
    return advise(others, draw, house, risk=risk)


@functools.lru_cache(maxsize=64)
def _most_with(others: tuple[Kind, ...], draw: Kind, house: House, risk: float) -> int:
    return most_with(others, draw, house, risk=risk)


@functools.lru_cache(maxsize=16)
def _play(pools: tuple[Pool, ...], plan: Plan, seed: int) -> Outcome:
    return play(pools, plan, runs=RUNS, seed=seed)
