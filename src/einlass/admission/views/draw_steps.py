"""The team's page of one draw: its next step fills it. Each step has an address of its own."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.announcement import announced_form
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.checked import CheckedForm, version_of
from einlass.admission.forms.draws import AnnulForm, CommitForm, PublicValueForm, RoundForm
from einlass.admission.forms.offers import OfferForm
from einlass.admission.loaders import get_draw_for_team, get_rehearsed_text
from einlass.admission.models import Draw
from einlass.admission.queries import announced_draws, draw_to_replace
from einlass.admission.step_warnings import announcing_warnings
from einlass.admission.views.attempts import attempt, unsaid
from einlass.admission.views.notices import say_made
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Role

# So long before a round of drand comes out the page begins to load itself again.
SOON: Final = timedelta(seconds=20)
# Which step shows which form.
SHOWN_IN: Final = {"commit_form": "commit", "value_form": "value", "round_form": "drand", "offer_form": "offers"}


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def draw_desk(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return _desk(request, get_draw_for_team(event, code))


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def solve(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw_for_team(event, code)
    if request.method != "POST":
        return _page(request, draw, "solve")
    try:
        actions.start_solve_again(draw, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    return _to_desk(draw)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def review(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """The chances, before anybody is drawn."""
    return _page(request, get_draw_for_team(event, code), "commit")


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def commitment(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw_for_team(event, code)
    if request.method != "POST":
        return _page(request, draw, "commit", shown="commit")
    form, now = CommitForm(request.POST), timezone.now()
    attempt(form, lambda typed: actions.check_announcement(draw, **typed, at=now))
    if form.errors or "change" in request.POST:
        return _desk(request, draw, shown="commit" if draw.step == "commit" else "", commit_form=form)
    return _last_look(request, draw, form, at=now)


def _last_look(request: TeamRequest, draw: Draw, form: CommitForm, *, at: datetime) -> HttpResponse:
    """What would be announced, until it was looked at and is announced."""
    typed = form.cleaned_data
    number, replaced = announced_draws(draw.event).count() + 1, draw_to_replace(draw)
    checked = CheckedForm(
        request.POST if "seen" in request.POST else None,
        version=version_of(number, replaced and replaced.code, typed["form"], typed["publish_at"]),
        warnings=announcing_warnings(draw, known_at=typed["form"].at, publish_at=typed["publish_at"], at=at),
    )
    if attempt(checked, lambda _seen: actions.commit_draw(draw, **typed, by=request.user, at=at)):
        messages.success(request, _("The draw is announced. From now on nothing can be changed."))
        return _to_desk(draw)
    context: dict[str, object] = {"draw": draw, "commit_form": form, "form": checked, "promise": typed["form"]}
    context |= {"number": number, "replaced": replaced, "publish_at": typed["publish_at"]}
    context["value"] = {
        name: getattr(typed["form"], name) for name in ("form", "count", "low", "high", "order", "example")
    }
    return render(request, "admission/announcing.html", context, status=422 if checked.errors else 200)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def value(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """Typed twice, then shown once more in the announced spelling; of a rehearsal it counts at once."""
    draw = get_draw_for_team(event, code)
    if request.method != "POST":
        return _page(request, draw, "value")
    form = _value_form(draw, request.POST)
    now, by = timezone.now(), request.user
    if form.is_valid() and draw.announcement and request.POST.get("seen") != form.cleaned_data["value"]:
        if attempt(form, lambda typed: actions.check_value(draw, typed["value"], at=now)):
            return render(request, "admission/giving_value.html", {"draw": draw, "value": form.cleaned_data["value"]})
    elif attempt(form, lambda typed: actions.give_value(draw, typed["value"], by=by, at=now)):
        return _to_desk(draw)
    return _desk(request, draw, value_form=form)


def _value_form(draw: Draw, typed: Any = None) -> PublicValueForm:
    return PublicValueForm(typed, announced=announced_form(draw) if draw.announcement else None)


@for_team(Role.ORGANISER)
@require_POST
def drand_round(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """The announced round, pasted in by hand."""
    draw, form = get_draw_for_team(event, code), RoundForm(request.POST)
    now = timezone.now()
    if attempt(form, lambda typed: actions.give_drand_round(draw, typed["signature"], by=request.user, at=now)):
        return _to_desk(draw)
    return _desk(request, draw, round_form=form)


@for_team(Role.ORGANISER)
@require_POST
def drand_fetching(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """Asking the relays at once, without waiting for the worker."""
    draw = get_draw_for_team(event, code)
    try:
        actions.fetch_drand_round(draw, relays=settings.DRAND_RELAYS, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    return _to_desk(draw)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def publication(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    draw = get_draw_for_team(event, code)
    if request.method != "POST":
        return _page(request, draw, "publish")
    try:
        actions.publish_draw(draw, by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, _("The outcome is public."))
    return _to_desk(draw)


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
def disposal(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """Throwing a rehearsal away."""
    try:
        actions.discard_rehearsal(get_draw_for_team(event, code), by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, _("The dry run is thrown away."))
    return redirect("admission:draws", event.slug)


@for_team(Role.ORGANISER)
def rehearsed_file(request: TeamRequest, event: Event, code: str, name: str) -> HttpResponse:
    """lottery.json or result.json of a rehearsal; those of a draw are public."""
    fields = {"lottery.json": "bundle", "result.json": "result"}
    if name not in fields:
        raise Http404
    text = get_rehearsed_text(event, code, fields[name])
    headers = {"Content-Disposition": f'attachment; filename="rehearsal-{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


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
        return _to_desk(draw)
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
    return _to_desk(draw)


def _to_desk(draw: Draw) -> HttpResponse:
    return redirect("admission:draw_desk", draw.event.slug, draw.code)


def _page(request: TeamRequest, draw: Draw, step: str, *, shown: str = "") -> HttpResponse:
    """A step by its address; one that is over or still to come leads to the one that is next."""
    return _desk(request, draw, shown=shown) if draw.step == step else _to_desk(draw)


def _desk(request: TeamRequest, draw: Draw, *, shown: str = "", **refused: Form) -> HttpResponse:
    """The page of one draw; a form that was refused comes back as it was sent.

    shown: the template of the step, where a step has two.
    """
    now, step = timezone.now(), draw.step
    shown = shown or {"commit": "review"}.get(step, step)
    if step == "value" and draw.drand_round:
        shown = "drand"
    parts = list(draw.parts.order_by("number")) if step == "offers" else []
    if parts and not refused:
        shown = "in_parts"
    context: dict[str, object] = {
        "draw": draw,
        "step": step,
        "step_template": f"admission/draw_steps/{shown}.html",
        "commit_form": CommitForm(initial={"known_at": draw.event.draw_at} if draw.event.draw_at > now else {}),
        "value_form": _value_form(draw) if step == "value" else None,
        "round_form": RoundForm(),
        "annul_form": AnnulForm(),
        "offer_form": OfferForm.suggested(draw.event, now),
        "may_solve_again": draw.may_solve_again(now),
        "is_working": not refused and _moves_by_itself(draw, now),
        "may_annul": draw.annulled_at is None and draw.offered_at is None and not draw.is_rehearsal,
        "may_publish": draw.publish_at is None or draw.publish_at <= now,
        "annulling": "annul_form" in refused,
        "is_due": draw.lacks_value(now),
        "outcome": draw.summary.get("outcome"),
        "parts": parts,
        "next_part": next((part for part in parts if part.made_at is None), None),
        **refused,
    }
    may_annul = bool(context["may_annul"])
    for name, form in refused.items():
        is_shown = may_annul if name == "annul_form" else SHOWN_IN[name] == shown
        if name == "value_form" and not (draw.is_rehearsal or context["is_due"]):
            is_shown = False
        context["unsaid"] = unsaid(form, is_shown=is_shown)
    if draw.drand_round:
        due_at = draw.value_due_at
        context |= {"drand_at": due_at, "fetches": bool(settings.DRAND_RELAYS), "is_out": due_at and due_at <= now}
    is_refused = any(form.errors for form in refused.values())
    return render(request, "admission/draw_desk.html", context, status=422 if is_refused else 200)


def _moves_by_itself(draw: Draw, now: datetime) -> bool:
    """Whether the worker is about to take the next step, so that the page loads itself again."""
    if draw.step == "value" and draw.drand_round and draw.value_due_at:
        return draw.value_due_at - now < SOON and not draw.drand_failure
    return draw.step == "drawing" or (draw.step == "solve" and not draw.failure)
