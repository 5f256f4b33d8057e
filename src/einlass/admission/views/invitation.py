"""What a guest sees who follows the link of an invitation. Opening it changes nothing: mail scanners do that too."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einlass.admission import actions, guest_holdings
from einlass.admission.errors import AdmissionError
from einlass.admission.forms.guests import AcceptanceForm
from einlass.admission.loaders import get_invitation_by_link
from einlass.admission.queries import ticket_of_guest
from einlass.admission.views.attempts import attempt
from einlass.admission.wording import words
from einlass.applications.forms import ErasureForm
from einlass.events.access import by_link, even_archived, public_of_event
from einlass.events.models import Event

UNPROCESSABLE = 422


@by_link
@never_cache
@require_safe
def invitation_page(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    return _page(request, event, token)


@by_link
@require_POST
def acceptance(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    invitation = get_invitation_by_link(event, token)
    form = AcceptanceForm(request.POST)
    if invitation.state(timezone.now()) == "accepted":  # The second of two taps; the page says how it stands.
        return redirect("admission:invitation", event.slug, token)
    ticket = attempt(form, lambda typed: actions.accept_invitation(invitation, name=typed["name"], at=timezone.now()))
    if ticket is None:
        return _page(request, event, token, form=form)
    return redirect("admission:invitation", event.slug, token)


@by_link
@require_POST
def refusal(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """Declining; and declining after all, from the page that shows the ticket and says that it will end."""
    invitation = get_invitation_by_link(event, token)
    if invitation.declined_at:  # The second of two taps; the page says how it stands.
        return redirect("admission:invitation", event.slug, token)
    has_seen_ticket = request.POST.get("seen") == "accepted"
    try:
        if has_seen_ticket:
            actions.give_seat_up(invitation, at=timezone.now())
        else:
            actions.decline_invitation(invitation, at=timezone.now())
    except AdmissionError as refusal:
        return _page(request, event, token, refusal=refusal)
    return redirect("admission:invitation", event.slug, token)


@by_link
@never_cache
@require_safe
def data(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    """Everything as one readable file."""
    invitation = get_invitation_by_link(event, token)
    everything = guest_holdings.collect(invitation, at=timezone.now())
    answer = JsonResponse(everything, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-{invitation.code}.json"'
    return answer


@by_link
@even_archived
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    invitation = get_invitation_by_link(event, token)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.erase_guest(invitation, at=timezone.now())
        return redirect("admission:invitation_erased", event.slug)
    context = {
        "invitation": invitation,
        "token": token,
        "form": form,
        "consequences": guest_holdings.consequences(invitation, at=timezone.now()),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "admission/invitation_erasure.html", context, status=status)


@public_of_event
def erased(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "admission/invitation_erased.html")


def _page(
    request: HttpRequest,
    event: Event,
    token: str,
    *,
    form: AcceptanceForm | None = None,
    refusal: AdmissionError | None = None,
) -> HttpResponse:
    """The invitation as it stands now; a refused answer shows the reason with status 422."""
    invitation, now = get_invitation_by_link(event, token), timezone.now()
    ticket = ticket_of_guest(invitation) if invitation.accepted_at else None
    context = {
        "invitation": invitation,
        "token": token,
        "host": invitation.contingent.partner,
        "state": invitation.state(now),
        "ticket": ticket,
        "may_give_up": ticket is not None and ticket.entered_at is None and now < event.ends_at,
        "form": form or AcceptanceForm(initial={"name": invitation.name}),
        "refusal": refusal and words(refusal),
    }
    status = UNPROCESSABLE if form or refusal else 200
    return render(request, "admission/invitation.html", context, status=status)
