"""What organisers set for the intake of an event, and what they see of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from einlass.applications.consents import OWN, consent_versions
from einlass.applications.models import Question, Removal
from einlass.applications.retention import schedule
from einlass.events.access import for_team
from einlass.events.models import Event, Role
from einlass.events.timeline import steps


@for_team(Role.ORGANISER)
@require_safe
def intake(request: HttpRequest, event: Event) -> HttpResponse:
    return intake_page(request, event)


def intake_page(request: HttpRequest, event: Event, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    due = schedule(event)
    context = {
        "steps": steps(event, now),
        "versions": list(consent_versions(event)),
        "own": OWN,
        "next_removal": next((one for one in due if one.at > now), None),
        "last_removal": event.removals.first(),
    }
    return render(request, "applications/intake.html", context, status=status)


@for_team(Role.ORGANISER)
@require_safe
def retention(request: HttpRequest, event: Event) -> HttpResponse:
    now = timezone.now()
    due = schedule(event)
    context = {
        "removals": Removal.objects.filter(event=event)[:200],
        "coming": [one for one in due if one.at > now],
        "unlimited": Question.objects.filter(event=event, kept_for=None),
    }
    return render(request, "applications/retention.html", context)
