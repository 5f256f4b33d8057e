"""The start page, an event's public page, the team's overview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from einlass.events import brand as brand_colours
from einlass.events.access import for_team, public, public_of_event
from einlass.events.models import Event, Role
from einlass.events.page_parts import page_parts
from einlass.events.timeline import steps
from einlass.web.kept import kept_page
from einlass.web.localized import localized


@public
def start(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    events = Event.objects.order_by("starts_at")
    context = {
        "coming": [event for event in events if event.ends_at > now],
        "past": [event for event in reversed(events) if event.ends_at <= now],
    }
    return render(request, "events/start.html", context)


@kept_page
@public_of_event
def event_page(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    context = {
        "phase": event.phase(now),
        "steps": steps(event, now),
        "paragraphs": localized(event.description).split("\n\n"),
        "parts": page_parts(event, at=now),
        "nav_current": "event",
    }
    return render(request, "events/event.html", context)


@cache_control(public=True, max_age=300)
@public_of_event
def brand(request: HttpRequest, event: Event) -> HttpResponse:
    return HttpResponse(brand_colours.stylesheet(event.brand_colour), content_type="text/css")


@for_team(Role.ORGANISER, Role.REVIEWER, Role.PROGRAMME, Role.DOOR)
def team(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    order = steps(event, now)
    context = {
        "phase": event.phase(now),
        "steps": order,
        "next_step": next((step for step in order if step.is_next), None),
        "days_left": (event.starts_at.astimezone(event.tz).date() - now.astimezone(event.tz).date()).days,
    }
    return render(request, "events/team.html", context)
