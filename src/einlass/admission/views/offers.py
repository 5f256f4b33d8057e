"""The team's list of offers, and what can be done with them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.offers import OfferForm
from einlass.admission.forms.reasons import ReasonForm
from einlass.admission.loaders import get_offer_for_team
from einlass.admission.models import Offer
from einlass.admission.offer_plan import fills_by_waves, plan_of
from einlass.admission.queries import (
    Place,
    applications_to_admit,
    curated_contingent,
    draw_contingent,
    last_draw,
    offer_counts,
    search_offers,
    ticket_of,
    waiting_places,
)
from einlass.admission.views.attempts import attempt, unsaid
from einlass.admission.views.notices import say_made
from einlass.admission.views.team_request import TeamRequest
from einlass.admission.wording import words
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.mail.outbox.queries import undelivered_addresses

PAGE = 50


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def offer_list(request: TeamRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    offers = search_offers(event, text=text, state=state, at=now)
    page = Paginator(offers, PAGE).get_page(request.GET.get("page"))
    for offer in page.object_list:
        offer.state_now = offer.state(now)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "counts": offer_counts(event, at=now),
        "text": text,
        "state": state,
        "undelivered": undelivered_addresses(event, [offer.application.email for offer in page.object_list]),
    }
    return render(request, "admission/offers.html", context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def admitted(request: TeamRequest, event: Event) -> HttpResponse:
    """Offers for those whom the team admitted by hand."""
    form = _offer_form(request, event)
    offers = attempt(
        form,
        lambda typed: actions.make_offers_for_admitted(
            event, expires_at=typed["expires_at"], by=request.user, at=timezone.now()
        ),
    )
    if offers is not None:
        say_made(request, len(offers))
        return redirect("admission:offers", event.slug)
    context = {
        "form": form,
        "number": applications_to_admit(event).count(),
        "contingent": curated_contingent(event),
    }
    return render(request, "admission/admitted.html", context, status=422 if form.errors else 200)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def refill(request: TeamRequest, event: Event) -> HttpResponse:
    """Seats that came free, for those who wait."""
    draw = last_draw(event)
    if draw is not None and fills_by_waves(draw, plan_of(event)):
        return redirect("admission:waves", event.slug)
    form = _offer_form(request, event)
    filled = attempt(
        form,
        lambda typed: actions.refill(event, expires_at=typed["expires_at"], by=request.user, at=timezone.now()),
    )
    if filled:
        say_made(request, len(filled.offers))
        for size in filled.passed_over:
            text = _("A team of %(size)s came before, but did not fit. It keeps its place.")
            messages.warning(request, text % {"size": size})
        return redirect("admission:refill", event.slug)
    waiting = waiting_places(draw) if draw else []
    contingent = draw_contingent(event)
    context = {
        "form": form,
        "draw": draw,
        "contingent": contingent,
        "waiting": len(waiting),
        "next": _next_units(waiting, contingent.free if contingent else 0),
    }
    return render(request, "admission/refill.html", context, status=422 if form.errors else 200)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
def offer_desk(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    return _desk(request, event, get_offer_for_team(event, code))


@for_team(Role.ORGANISER)
@require_POST
def revocation(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    offer, form = get_offer_for_team(event, code), ReasonForm(request.POST)
    if attempt(form, lambda typed: actions.revoke_offer(offer, typed["reason"], by=request.user, at=timezone.now())):
        messages.success(request, _("The offer is taken back, and its seat is free."))
        return redirect("admission:offer_desk", event.slug, code)
    return _desk(request, event, offer, reason_form=form)


@for_team(Role.ORGANISER)
@require_POST
def mailing(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    try:
        actions.resend_offer(get_offer_for_team(event, code), by=request.user, at=timezone.now())
    except AdmissionError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, _("The offer is on its way once more."))
    return redirect("admission:offer_desk", event.slug, code)


@for_team(Role.ORGANISER)
@require_POST
def renewal(request: TeamRequest, event: Event, code: str) -> HttpResponse:
    """Another offer for somebody whose offer has ended."""
    offer, form = get_offer_for_team(event, code), OfferForm(request.POST, event=event)
    again = attempt(
        form,
        lambda typed: actions.make_offer(
            offer.application,
            contingent=offer.contingent,
            expires_at=typed["expires_at"],
            by=request.user,
            at=timezone.now(),
        ),
    )
    if again:
        say_made(request, 1)
        return redirect("admission:offer_desk", event.slug, again.code)
    return _desk(request, event, offer, offer_form=form)


def _desk(
    request: TeamRequest,
    event: Event,
    offer: Offer,
    *,
    reason_form: ReasonForm | None = None,
    offer_form: OfferForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    state = offer.state(now)
    context = {
        "offer": offer,
        "state": state,
        "unsaid": unsaid(reason_form, is_shown=state == "open")
        + unsaid(offer_form, is_shown=state not in {"open", "accepted"}),
        "ticket": ticket_of(offer) if offer.accepted_at else None,
        "reason_form": reason_form or ReasonForm(),
        "offer_form": offer_form or OfferForm.suggested(event, now),
    }
    refused = reason_form is not None or offer_form is not None
    return render(request, "admission/offer_desk.html", context, status=422 if refused else 200)


def _offer_form(request: TeamRequest, event: Event) -> OfferForm:
    return (
        OfferForm(request.POST, event=event)
        if request.method == "POST"
        else OfferForm.suggested(event, timezone.now())
    )


def _next_units(waiting: list[Place], free: int) -> dict[str, object]:
    """What a refill would do now."""
    chosen, passed_over = actions.fill_in_order(waiting, free)
    return {"offers": len(chosen), "passed_over": passed_over}
