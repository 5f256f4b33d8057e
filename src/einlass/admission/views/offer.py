"""What somebody sees who follows a link of an offer. Opening one changes nothing: mail scanners do that too.

The mail has a link for each answer. Each opens a page with that answer as its one large button, and no script presses
it: some scanners run scripts.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from einlass.admission import actions
from einlass.admission.errors import AdmissionError, OfferAccepted, OfferDeclined
from einlass.admission.guests import has_seat_besides
from einlass.admission.loaders import get_offer_by_link
from einlass.admission.models import Offer
from einlass.admission.queries import ticket_of, unanswered_mates
from einlass.admission.team_rule import comes_anyway
from einlass.applications.loaders import get_application_by_link
from einlass.events.access import by_link
from einlass.events.models import Event


@by_link
def offer_page(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return _page(request, event, token)


@by_link
def acceptance(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """GET asks, POST accepts; accepting twice is accepting."""
    if request.method != "POST":
        return _page(request, event, token, wanted="acceptance")

    def accept(offer: Offer) -> object:
        anyway = "anyway" in request.POST if "asked_anyway" in request.POST else None
        return actions.accept_offer(offer, at=timezone.now(), anyway=anyway)

    return _answer(request, event, token, accept, same=OfferAccepted)


@by_link
def refusal(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """GET asks, POST declines; declining twice is declining."""
    if request.method != "POST":
        return _page(request, event, token, wanted="refusal")
    return _answer(
        request,
        event,
        token,
        lambda offer: actions.decline_offer(offer, at=timezone.now()),
        same=OfferDeclined,
    )


@by_link
@require_POST
def team_rule(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """Whether somebody of a team comes even if the others do not."""
    application = get_application_by_link(event, token)
    actions.say_team_rule(application, anyway="anyway" in request.POST, at=timezone.now())
    return redirect("admission:applicant", event.slug, token)


def _answer(
    request: HttpRequest,
    event: Event,
    token: str,
    deed: Callable[[Offer], object],
    *,
    same: type[AdmissionError],
) -> HttpResponse:
    offer = get_offer_by_link(event, token)
    try:
        deed(offer)
    except same:
        pass  # The second of two taps; the page says how it stands.
    except AdmissionError as refusal:
        return _page(request, event, token, refusal=refusal)
    return redirect("admission:offer", event.slug, token)


def _page(
    request: HttpRequest, event: Event, token: str, *, wanted: str = "", refusal: AdmissionError | None = None
) -> HttpResponse:
    """The offer as it stands now; a refused answer shows the reason with status 422.

    wanted: the answer that the link of the mail stands for, if any.
    """
    offer = get_offer_by_link(event, token)
    team, state = offer.application.team, offer.state(timezone.now())
    context = {
        "offer": offer,
        "token": token,
        "wanted": wanted,
        "state": state,
        "ticket": ticket_of(offer) if offer.accepted_at else None,
        "refusal": refusal and type(refusal).__name__,
        "team": team,
        "comes_anyway": comes_anyway(offer.application),
        "has_seat": state == "open" and has_seat_besides(offer.application),
        "mates_to_answer": len(unanswered_mates(offer)) if team else 0,
    }
    return render(request, "admission/offer.html", context, status=422 if refusal else 200)
