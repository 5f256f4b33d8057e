"""What organisers set for the intake of an event, and what they see of it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from einlass.applications.consents import OWN, consent_versions
from einlass.applications.forms import IntakeForm
from einlass.applications.intake import change_intake
from einlass.applications.models import Question, Removal
from einlass.applications.retention import schedule
from einlass.events.access import for_team
from einlass.events.models import Event, Role, User
from einlass.events.timeline import steps


@for_team(Role.ORGANISER)
@require_safe
def intake(request: HttpRequest, event: Event) -> HttpResponse:
    return intake_page(request, event, IntakeForm(instance=event))


@for_team(Role.ORGANISER)
@require_POST
def intake_settings(request: HttpRequest, event: Event) -> HttpResponse:
    form = IntakeForm(request.POST, instance=event)
    if not form.is_valid():
        return intake_page(request, event, form, status=422)
    change_intake(event, form.cleaned_data, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("The settings of the intake are saved."))
    return redirect("applications:intake", event.slug)


def intake_page(request: HttpRequest, event: Event, form: IntakeForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    due = schedule(event)
    context = {
        "form": form,
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
