"""The team's first page of the day: what came in, what waits, what failed, what is next."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.events.morning.advice import advice_for
from einlass.events.morning.providers import Morning, morning_report
from einlass.events.page_parts import team_page_parts
from einlass.events.timeline import steps

# How far back "new" reaches: a day, or as `?since=week` asks.
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


@for_team(*Role)
def team(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    roles: set[str] = request.roles  # type: ignore[attr-defined]
    is_week = request.GET.get("since") == "week"
    order = steps(event, now)
    morning = Morning(event, roles, now - (WEEK if is_week else DAY), now)
    advice, advice_url = advice_for(event, morning.phase, roles)
    context = {
        "phase": morning.phase,
        "steps": order,
        "next_step": next((step for step in order if step.is_next), None),
        "parts": team_page_parts(event, roles, at=now),
        "report": morning_report(morning),
        "is_week": is_week,
        "advice": advice,
        "advice_url": advice_url,
        "days_left": (event.starts_at.astimezone(event.tz).date() - now.astimezone(event.tz).date()).days,
    }
    return render(request, "events/morning/morning.html", context)
