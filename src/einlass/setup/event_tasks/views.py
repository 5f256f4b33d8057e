"""How far a task is; for whoever asked for it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from einlass.events.access import for_account
from einlass.setup.event_tasks.actions import ask_to_stop
from einlass.setup.event_tasks.wording import STEPS
from einlass.setup.models import EventTask
from einlass.setup.signed_in import SignedInRequest


@for_account
@never_cache
def task(request: SignedInRequest, code: str) -> HttpResponse:
    asked = _task(request, code)
    if asked is None:
        return redirect("setup:events")
    context = {
        "task": asked,
        "step": STEPS.get(asked.step, asked.step),
        "has_file": asked.file_ends_at is not None and asked.file_ends_at > timezone.now(),
    }
    template = "setup/event_tasks/_task.html" if request.htmx else "setup/event_tasks/task.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@for_account
def stopping(request: SignedInRequest, code: str) -> HttpResponse:
    asked = _task(request, code)
    if request.method == "POST" and asked is not None:
        ask_to_stop(asked, at=timezone.now())
    return redirect("setup:task", code)


def _task(request: SignedInRequest, code: str) -> EventTask | None:
    """None for one of somebody else, and for one that was forgotten meanwhile."""
    return EventTask.objects.select_related("event").filter(code=code, asked_by=request.user).first()
