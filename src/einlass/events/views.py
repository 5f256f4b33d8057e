"""The start page, an event's public page, the team's overview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from einlass.events import brand as brand_colours
from einlass.events.access import for_team, public, public_of_event
from einlass.events.models import Event, Role
from einlass.events.timeline import steps
from einlass.web.kept import kept_page
from einlass.web.localized import localized


@public
def start(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    events = Event.objects.exclude(opened_at=None).order_by("starts_at")
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
        "nav_current": "event",
    }
    return render(request, "events/event.html", context)


@public_of_event
def brand(request: HttpRequest, event: Event) -> HttpResponse:
    answer = HttpResponse(brand_colours.stylesheet(event.brand_colour), content_type="text/css")
    patch_cache_control(answer, **{"public" if event.is_public else "private": True}, max_age=300)
    return answer


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
