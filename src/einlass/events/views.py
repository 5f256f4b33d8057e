"""The start page, an event's public page, the team's overview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from einlass.events import brand as brand_colours
from einlass.events.access import for_team, public, public_of_event
from einlass.events.models import Event, Role


@public
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "events/start.html", {"events": Event.objects.order_by("starts_at")})


@public_of_event
def event_page(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "events/event.html", {"phase": event.phase(timezone.now())})


@cache_control(public=True, max_age=300)
@public_of_event
def brand(request: HttpRequest, event: Event) -> HttpResponse:
    return HttpResponse(brand_colours.stylesheet(event.brand_colour), content_type="text/css")


@for_team(Role.ORGANISER, Role.REVIEWER, Role.PROGRAMME, Role.DOOR)
def team(request: HttpRequest, event: Event) -> HttpResponse:
    return render(request, "events/team.html", {"phase": event.phase(timezone.now())})
