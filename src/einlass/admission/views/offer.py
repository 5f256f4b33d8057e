"""What somebody sees who follows the link of an offer. Opening it changes nothing: mail scanners do that too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.errors import AdmissionError
from einlass.admission.loaders import get_offer_by_link
from einlass.admission.queries import ticket_of
from einlass.events.access import by_link
from einlass.events.models import Event


@by_link
def offer_page(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return _page(request, event, token)


@by_link
@require_POST
def acceptance(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    offer = get_offer_by_link(event, token)
    try:
        actions.accept_offer(offer, at=timezone.now())
    except AdmissionError as refusal:
        return _page(request, event, token, refusal)
    return redirect("admission:offer", event.slug, token)


@by_link
@require_POST
def refusal(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    offer = get_offer_by_link(event, token)
    try:
        actions.decline_offer(offer, at=timezone.now())
    except AdmissionError as refusal:
        return _page(request, event, token, refusal)
    return redirect("admission:offer", event.slug, token)


def _page(request: HttpRequest, event: Event, token: str, refusal: AdmissionError | None = None) -> HttpResponse:
    """The offer as it stands now; a refused answer shows the reason with status 422."""
    offer = get_offer_by_link(event, token)
    context = {
        "offer": offer,
        "token": token,
        "state": offer.state(timezone.now()),
        "ticket": ticket_of(offer) if offer.accepted_at else None,
        "refusal": refusal and type(refusal).__name__,
        "team": offer.application.team,
    }
    return render(request, "admission/offer.html", context, status=422 if refusal else 200)
