"""What organisers set for the intake of an event, and what they see of it."""

from typing import Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from einlass.applications.consents import OWN, agreements_of, consent_versions
from einlass.applications.forms import BlindReviewForm, IntakeForm
from einlass.applications.intake import change_intake
from einlass.applications.loaders import get_application_by_code
from einlass.applications.models import Question, Removal
from einlass.applications.retention import schedule
from einlass.applications.sight import sight_of
from einlass.events.access import for_team
from einlass.events.models import Event, Role, User
from einlass.events.timeline import steps

# What people answer to these often says who they are.
TELLING: Final = frozenset({Question.Kind.URL, Question.Kind.FILE})


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
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


@for_team(Role.ORGANISER)
@require_POST
def blind_review(request: HttpRequest, event: Event) -> HttpResponse:
    """Switch blind review on or off."""
    form = BlindReviewForm(request.POST, instance=event)
    if form.is_valid():
        change_intake(event, form.cleaned_data, by=cast(User, request.user), at=timezone.now())
        messages.success(
            request, _("Review is blind now.") if event.is_review_blind else _("Reviewers see who applied.")
        )
    return redirect("applications:intake", event.slug)


def intake_page(request: HttpRequest, event: Event, form: IntakeForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    due = schedule(event)
    asked = list(event.questions.asked_now())
    context = {
        "form": form,
        "blind_form": BlindReviewForm(instance=event),
        "hidden": [one for one in asked if one.is_hidden_in_blind_review],
        "telling": [one for one in asked if one.kind in TELLING and not one.is_hidden_in_blind_review],
        "steps": steps(event, now),
        "versions": list(consent_versions(event)),
        "own": OWN,
        "next_removal": next((one for one in due if one.at > now), None),
        "last_removal": event.removals.first(),
    }
    return render(request, "applications/intake.html", context, status=status)


@for_team(Role.ORGANISER, Role.REVIEWER, looking=[Role.VIEWER])
@require_safe
def consents(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """What one applicant agreed to."""
    application = get_application_by_code(event, code)
    sight, questions = sight_of(request, event), list(event.questions.all())
    hidden = {one.key for one in questions} - {one.key for one in sight.questions(questions)}
    context = {
        "application": sight.shown(application, questions),
        "agreements": [one for one in agreements_of(application) if one.key not in hidden],
    }
    return render(request, "applications/consents.html", context)


@for_team(Role.ORGANISER, looking=[Role.VIEWER])
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
