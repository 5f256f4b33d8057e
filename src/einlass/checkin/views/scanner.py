"""The page that turns a phone into a scanner. It holds nothing personal: that comes with the device's token."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from einlass.checkin.actions.gates import open_pairing
from einlass.checkin.forms import PhoneForm
from einlass.checkin.moments import to_ms
from einlass.events.access import for_team, public_of_event
from einlass.events.models import Event, Membership, Role, in_force

DOOR_ROLES = (Role.OWNER, Role.ORGANISER, Role.DOOR)
# WebAssembly is compiled for reading codes; the camera's picture is a stream, and sounds are made on the spot.
SCANNER_CSP = {
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
    "media-src": ["'self'", "blob:", "data:"],
    "img-src": ["'self'", "data:", "blob:"],
    "worker-src": ["'self'", "blob:"],
}


@require_safe
@public_of_event
def scanner(request: HttpRequest, event: Event) -> HttpResponse:
    may_pair = _is_crew(request, event)
    context = {
        "gates": list(event.gates.all()) if may_pair else [],
        "api_root": "/api/v1/checkin/",
        "may_pair": may_pair,
    }
    response = render(request, "checkin/scanner.html", context)
    response.csp = SCANNER_CSP  # type: ignore[attr-defined]
    return response


@require_POST
@for_team(Role.ORGANISER, Role.DOOR)
def own_device(request: HttpRequest, event: Event) -> HttpResponse:
    """Room for the phone in the crew's own hand: a pairing code, for the script to use at once."""
    form = PhoneForm(request.POST, event=event)
    if not form.is_valid():
        return JsonResponse({"error": _("Choose a gate.")}, status=422)
    device, code = open_pairing(
        form.cleaned_data["gate"],
        name=form.cleaned_data["name"],
        at=timezone.now(),
        by=request.user,  # type: ignore[arg-type]
    )
    assert device.pairing_expires_at is not None
    return JsonResponse({"code": code, "expires_ms": to_ms(device.pairing_expires_at)}, status=201)


def _is_crew(request: HttpRequest, event: Event) -> bool:
    return (
        request.user.is_authenticated
        and Membership.objects.filter(
            in_force(timezone.now()), event=event, user=request.user.pk, role__in=DOOR_ROLES
        ).exists()
    )
