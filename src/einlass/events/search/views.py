"""Find anything: a page, and the list that opens over every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.events.search.matching import LONGEST
from einlass.events.search.providers import search_event


@require_safe
@never_cache
@for_team(*Role)
def search(request: HttpRequest, event: Event) -> HttpResponse:
    text = request.GET.get("q", "")[:LONGEST].strip()
    groups, is_near = search_event(event, text, roles=request.roles, at=timezone.now())  # type: ignore[attr-defined]
    is_part = request.headers.get("HX-Request") == "true"
    template = "events/search/_options.html" if is_part else "events/search/search.html"
    answer = render(request, template, {"text": text, "groups": groups, "is_near": is_near})
    patch_vary_headers(answer, ["HX-Request"])
    return answer
