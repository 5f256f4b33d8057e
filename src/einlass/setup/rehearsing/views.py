"""Beginning a rehearsal of one's event, looking at it, and wiping it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from einlass.events.access import even_archived, for_team
from einlass.events.models import Event, Role
from einlass.setup.event_tasks.actions import start_task
from einlass.setup.event_tasks.errors import TaskRunning
from einlass.setup.models import EventTask
from einlass.setup.rehearsing.forms import RehearsalForm
from einlass.setup.signed_in import SignedInRequest


@for_team(Role.ORGANISER)
def rehearsal(request: SignedInRequest, event: Event) -> HttpResponse:
    if event.is_rehearsal:
        return _page(request, event, None)
    form = RehearsalForm(request.POST if request.method == "POST" else None, event=event)
    if form.is_valid() and _can_begin(event):
        options = {"people": form.cleaned_data["people"], "shares": form.shares(), "seed": timezone.now().isoformat()}
        try:
            task = start_task(EventTask.Kind.REHEARSE, event, options=options, at=timezone.now(), by=request.user)
        except TaskRunning as running:
            messages.error(request, _("Something is being done with this event already."))
            task = running.task
        return redirect("setup:task", task.code)
    return _page(request, event, form)


@for_team(Role.ORGANISER)
@even_archived
@require_POST
def rehearsal_removal(request: SignedInRequest, event: Event) -> HttpResponse:
    """From the page of the rehearsal or of the event that it rehearses."""
    rehearsed = event if event.is_rehearsal else event.rehearsals.first()
    if rehearsed is None:
        messages.info(request, _("There is no rehearsal any more."))
        return redirect("setup:rehearsal", event.slug)
    try:
        task = start_task(EventTask.Kind.WIPE, rehearsed, at=timezone.now(), by=request.user)
    except TaskRunning as running:
        task = running.task
    return redirect("setup:task", task.code)


def _can_begin(event: Event) -> bool:
    return event.questions.exists() and not event.rehearsals.exists()


def _page(request: SignedInRequest, event: Event, form: RehearsalForm | None) -> HttpResponse:
    original = event.rehearses if event.is_rehearsal else event
    context = {
        "form": form,
        "original": original,
        "rehearsal": event if event.is_rehearsal else event.rehearsals.first(),
        "running": EventTask.objects.filter(event=original, kind=EventTask.Kind.REHEARSE, finished_at=None).first()
        if original
        else None,
        "last": EventTask.objects.filter(event=original, kind=EventTask.Kind.REHEARSE)
        .exclude(finished_at=None)
        .first()
        if original
        else None,
        "has_form": event.categories.filter(takes_applications=True).exists(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "setup/rehearsing/rehearsal.html", context, status=status)
