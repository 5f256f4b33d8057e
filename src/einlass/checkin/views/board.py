"""The live board."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from einlass.checkin.board import board
from einlass.events.access import for_team
from einlass.events.models import Event, Role


@require_safe
@never_cache
@for_team(Role.ORGANISER, Role.DOOR, looking=[Role.VIEWER])
def live_board(request: HttpRequest, event: Event) -> HttpResponse:
    """The page, or to htmx its changing part; 204 where what is shown is still right."""
    now = timezone.now()
    figures = render_to_string("checkin/_board.html", {"board": board(event, at=now), "event": event}, request)
    seen = hashlib.sha256(figures.encode()).hexdigest()[:16]
    context = {"figures": figures, "seen": seen, "now": now}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "checkin/board.html", context)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    response = render(request, "checkin/_live.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
