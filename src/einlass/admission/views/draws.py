"""The team's pages of a draw: what is next, and why."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.draws import AnnulForm, CommitForm, FreezeForm, ValueForm
from einlass.admission.forms.offers import OfferForm
from einlass.admission.loaders import get_draw_for_team
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


@for_team(Role.ORGANISER)
@require_POST
def disposal(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """Throwing a rehearsal away."""
    try:
        actions.discard_rehearsal(get_draw_for_team(event, code), by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, _("The rehearsal is thrown away."))
    return redirect("admission:draws", event.slug)


@for_team(Role.ORGANISER)
def draw_desk(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return _desk(request, get_draw_for_team(event, code))


@for_team(Role.ORGANISER)
@require_POST
def solve(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw_for_team(event, code)
    try:
        actions.start_solve_again(draw, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    return redirect("admission:draw_desk", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def commitment(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw_for_team(event, code), CommitForm(request.POST)
    if attempt(form, lambda typed: actions.commit_draw(draw, **typed, by=request.user, at=timezone.now())):
        messages.success(request, _("The draw is announced. From now on nothing can be changed."))
        return redirect("admission:draw_desk", event.slug, code)
    return _desk(request, draw, commit_form=form)


@for_team(Role.ORGANISER)
@require_POST
def value(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw_for_team(event, code), ValueForm(request.POST)
    if attempt(form, lambda typed: actions.give_value(draw, typed["value"], by=request.user, at=timezone.now())):
        return redirect("admission:draw_desk", event.slug, code)
    return _desk(request, draw, value_form=form)


@for_team(Role.ORGANISER)
@require_POST
def publication(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    try:
        actions.publish_draw(get_draw_for_team(event, code), by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, _("The outcome is public."))
    return redirect("admission:draw_desk", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def annulment(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw_for_team(event, code), AnnulForm(request.POST)
    if attempt(form, lambda typed: actions.annul_draw(draw, typed["reason"], by=request.user, at=timezone.now())):
        messages.success(request, _("The draw is annulled. Its public page says so, and why."))
        return redirect("admission:draws", event.slug)
    return _desk(request, draw, annul_form=form)


@for_team(Role.ORGANISER)
@require_POST
def draw_offers(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw, form = get_draw_for_team(event, code), OfferForm(request.POST, event=event)
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
    draw = get_draw_for_team(event, code)
    try:
        told = actions.announce_waiting(draw, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        text = ngettext("%(number)s person is told.", "%(number)s people are told.", told)
        messages.success(request, text % {"number": told})
    return redirect("admission:draw_desk", event.slug, code)


def _list(request: TeamRequest, event: Event, form: FreezeForm) -> HttpResponse:
    draws = list(light_draws(event))
    current = next((draw for draw in draws if draw.holds_seats), None)
    rehearsed = next((draw for draw in draws if draw.is_rehearsal), None)
    context: dict[str, object] = {"draws": draws, "current": current, "rehearsed": rehearsed, "form": form}
    context["is_freezing"] = is_being_frozen(event, at=timezone.now())
    if current is None and not context["is_freezing"]:
        context |= {"pool": _pool(event), "undecided": undecided_number(event)}
    return render(request, "admission/draws.html", context, status=422 if form.errors else 200)


def _desk(request: TeamRequest, draw: Draw, **refused: Form) -> HttpResponse:
    """The page of one draw, filled by its next step; a form that was refused comes back as it was sent."""
    now, step = timezone.now(), draw.step
    context: dict[str, object] = {
        "draw": draw,
        "step": step,
        "step_template": f"admission/draw_steps/{step}.html",
        "commit_form": CommitForm(),
        "value_form": ValueForm(),
        "annul_form": AnnulForm(),
        "offer_form": OfferForm.suggested(draw.event, now),
        "may_solve_again": draw.may_solve_again(now),
        "is_working": (step == "solve" and not draw.failure) or step == "drawing",
        "may_annul": draw.annulled_at is None and draw.offered_at is None and not draw.is_rehearsal,
        "may_publish": draw.publish_at is None or draw.publish_at <= now,
        "annulling": "annul_form" in refused,
        **refused,
    }
    if draw.drawn_at:
        context["counts"] = {
            "admitted": draw.entries.filter(admitted=True).count(),
            "waiting": draw.entries.filter(admitted=False).count(),
        }
    return render(request, "admission/draw_desk.html", context, status=422 if refused else 200)


def _pool(event: Event) -> dict[str, object]:
    """Who would be in a draw now, for how many seats, and what chance that makes without quotas."""
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
        "chance": min(1, seats / entries) if entries else None,
    }
