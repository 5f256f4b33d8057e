"""What one does with an event that is over. Each step says what it does, with numbers, before it is done."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from einlass.events.access import even_archived, for_team, public
from einlass.events.editions.actions import archive_event, close_event, reopen_event
from einlass.events.editions.errors import NotInState
from einlass.events.models import Event, Role, State
from einlass.setup.afterwards.deleting import retentions
from einlass.setup.afterwards.forms import ClosingForm, ReopeningForm, SureForm
from einlass.setup.afterwards.queries import (
    holdings_of,
    mails_waiting,
    open_offers,
    running_task,
    statistics_of,
)
from einlass.setup.event_tasks.actions import start_task
from einlass.setup.event_tasks.errors import TaskRunning
from einlass.setup.models import DeletedEvent, EventTask
from einlass.setup.settings.pages import conflict_of
from einlass.setup.signed_in import SignedInRequest
from einlass.web.versions import ChangedMeanwhile


@for_team(Role.ORGANISER)
def afterwards(request: SignedInRequest, event: Event) -> HttpResponse:
    is_owner = Role.OWNER in request.roles  # type: ignore[attr-defined]
    context = {
        "is_owner": is_owner,
        "running": running_task(event),
        "statistics": statistics_of(event),
        "can_close": event.state == State.OPEN,
        "can_archive": event.state == State.CLOSED,
        "can_reopen": event.is_over and event.anonymised_at is None,
        "can_anonymise": event.is_over and event.anonymised_at is None,
    }
    return render(request, "setup/afterwards/afterwards.html", context)


@for_team(Role.ORGANISER)
def closing(request: SignedInRequest, event: Event) -> HttpResponse:
    form = ClosingForm(request.POST if request.method == "POST" else None, event=event)
    conflict = None
    if form.is_valid():
        try:
            close_event(
                event,
                form.text_values()["thanks"],
                version=form.cleaned_data["version"],
                at=timezone.now(),
                by=request.user,
            )
        except ChangedMeanwhile as changed:
            conflict = conflict_of(form, changed)
        except NotInState:
            return _not_now(request, event)
        else:
            messages.success(request, _("The event is closed. Its page says that it is over."))
            return redirect("setup:afterwards", event.slug)
    more = {
        "conflict": conflict,
        "waiting": mails_waiting(event),
        "offers": open_offers(event),
        "is_before_end": timezone.now() < event.ends_at,
    }
    return _step(request, "closing", form, more)


@for_team()
def archiving(request: SignedInRequest, event: Event) -> HttpResponse:
    if request.method == "POST":
        try:
            archive_event(event, at=timezone.now(), by=request.user)
        except NotInState:
            return _not_now(request, event)
        messages.success(request, _("The event is archived."))
        return redirect("setup:afterwards", event.slug)
    return _step(request, "archiving", None, {"waiting": mails_waiting(event), "offers": open_offers(event)})


@for_team()
@even_archived
def reopening(request: SignedInRequest, event: Event) -> HttpResponse:
    form = ReopeningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            event = reopen_event(event, form.cleaned_data["reason"], at=timezone.now(), by=request.user)
        except NotInState:
            return _not_now(request, event)
        messages.success(request, _("From now on it is: %(state)s") % {"state": event.state.label})
        return redirect("setup:afterwards", event.slug)
    return _step(request, "reopening", form, {})


@for_team()
@even_archived
def anonymising(request: SignedInRequest, event: Event) -> HttpResponse:
    is_possible = event.is_over and event.anonymised_at is None
    if request.method == "POST" and not is_possible:
        return _not_now(request, event)
    return _large_step(request, event, EventTask.Kind.ANONYMISE, {"is_possible": is_possible})


@for_team()
@even_archived
def deletion(request: SignedInRequest, event: Event) -> HttpResponse:
    kept = retentions(event, at=timezone.now())
    if kept and request.method == "POST":
        return _not_now(request, event)
    return _large_step(request, event, EventTask.Kind.DELETE, {"retentions": kept})


@public
def deleted_event(request: SignedInRequest, code: str) -> HttpResponse:
    """What stays of it is for everybody: whoever was drawn, or not, can check the draw."""
    context = {"gone": get_object_or_404(DeletedEvent, code=code)}
    return render(request, "setup/afterwards/deleted.html", context)


@public
def deleted_draw(request: SignedInRequest, code: str, number: int, part: str) -> HttpResponse:
    gone = get_object_or_404(DeletedEvent, code=code)
    draw: dict[str, str] = next((one for one in gone.draws if one["number"] == number), {})
    if part not in {"announcement", "lottery", "result"} or not draw.get(part):
        return JsonResponse({}, status=404)
    answer = HttpResponse(draw[part], content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{part}.json"'
    return answer


def _large_step(
    request: SignedInRequest, event: Event, kind: EventTask.Kind, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """One that the worker does, after the event's name was typed."""
    form = SureForm(request.POST if request.method == "POST" else None, event=event)
    if form.is_valid():
        try:
            task = start_task(kind, event, at=timezone.now(), by=request.user)
        except TaskRunning as running:
            messages.error(request, _("Something is being done with this event already."))
            return redirect("setup:task", running.task.code)
        return redirect("setup:task", task.code)
    return _step(request, str(kind.value), form, {"holdings": holdings_of(event), **(more or {})})


def _step(request: SignedInRequest, name: str, form: BaseForm | None, more: Mapping[str, Any]) -> HttpResponse:
    status = 409 if more.get("conflict") else 422 if form is not None and form.errors else 200
    return render(request, f"setup/afterwards/{name}.html", {"form": form, **more}, status=status)


def _not_now(request: SignedInRequest, event: Event) -> HttpResponse:
    messages.error(request, _("This is not possible in the state that the event is in now."))
    return redirect("setup:afterwards", event.slug)
