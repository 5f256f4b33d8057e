"""The team's pages of a draw: what is next, and why."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.attributes import named_quotas
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.draws import AnnulForm, FreezeForm, ValueForm
from einlass.admission.forms.offers import OfferForm
from einlass.admission.loaders import get_draw
from einlass.admission.models import Contingent, Draw
from einlass.admission.queries import draw_contingent, is_being_frozen, light_draws, pool_kinds, undecided_number
from einlass.admission.views.attempts import attempt
from einlass.admission.views.notices import say_made
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@for_team(Role.ORGANISER)
def draw_list(request: TeamRequest, event: Event) -> HttpResponse:
    """All draws, and freezing the next one."""
    form = FreezeForm(request.POST or None)
    started = attempt(
        form,
        lambda typed: actions.start_freeze(
            event, by=request.user, at=timezone.now(), value_source=typed["value_source"]
        ),
    )
    if started:
        return redirect("admission:draw_desk", event.slug, started.code)
    if form.is_bound and not form.errors:  # So many entries that the worker freezes them.
        return redirect("admission:draws", event.slug)
    draws = list(light_draws(event))
    current = next((draw for draw in draws if draw.holds_seats), None)
    context: dict[str, object] = {"draws": draws, "current": current, "form": form}
    context["is_freezing"] = current is None and is_being_frozen(event, at=timezone.now())
    if current is None and not context["is_freezing"]:
        context |= {"pool": _pool(event), "undecided": undecided_number(event)}
    return render(request, "admission/draws.html", context, status=422 if form.errors else 200)


@for_team(Role.ORGANISER)
def draw_desk(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return _desk(request, get_draw(event, code))


@for_team(Role.ORGANISER)
@require_POST
def solve(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw(event, code)
    try:
        actions.start_solve_again(draw, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    return redirect("admission:draw_desk", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def value(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw(event, code), ValueForm(request.POST)
    if attempt(form, lambda typed: actions.give_value(draw, typed["value"], by=request.user, at=timezone.now())):
        messages.success(request, _("The draw has taken place. The result is public from now on."))
        return redirect("admission:draw_desk", event.slug, code)
    return _desk(request, draw, value_form=form)


@for_team(Role.ORGANISER)
@require_POST
def annulment(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw(event, code), AnnulForm(request.POST)
    if attempt(form, lambda typed: actions.annul_draw(draw, typed["reason"], by=request.user, at=timezone.now())):
        messages.success(request, _("The draw is annulled. Its public page says so, and why."))
        return redirect("admission:draws", event.slug)
    return _desk(request, draw, annul_form=form)


@for_team(Role.ORGANISER)
@require_POST
def draw_offers(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw(event, code), OfferForm(request.POST)
    offers = attempt(
        form,
        lambda typed: actions.make_offers(draw, expires_at=typed["expires_at"], by=request.user, at=timezone.now()),
    )
    if offers is not None:
        say_made(request, len(offers))
        return redirect("admission:draw_desk", event.slug, code)
    return _desk(request, draw, offer_form=form)


@for_team(Role.ORGANISER)
@require_POST
def waiting(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw(event, code)
    try:
        told = actions.announce_waiting(draw, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        text = ngettext("%(number)s person is told.", "%(number)s people are told.", told)
        messages.success(request, text % {"number": told})
    return redirect("admission:draw_desk", event.slug, code)


def _desk(
    request: TeamRequest,
    draw: Draw,
    *,
    value_form: ValueForm | None = None,
    annul_form: AnnulForm | None = None,
    offer_form: OfferForm | None = None,
) -> HttpResponse:
    """The page of one draw; a form that was refused comes back as it was sent."""
    now = timezone.now()
    refused = any(form is not None for form in (value_form, annul_form, offer_form))
    context = {
        "draw": draw,
        "step": draw.step,
        "value_form": value_form or ValueForm(),
        "annul_form": annul_form or AnnulForm(),
        "offer_form": offer_form or OfferForm.suggested(draw.event, now),
        "may_solve_again": draw.may_solve_again(now),
        "is_solving": draw.step == "solve" and not draw.failure,
        "annulling": annul_form is not None,
    }
    if draw.drawn_at:
        context["counts"] = {
            "admitted": draw.entries.filter(admitted=True).count(),
            "waiting": draw.entries.filter(admitted=False).count(),
        }
    return render(request, "admission/draw_desk.html", context, status=422 if refused else 200)


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
