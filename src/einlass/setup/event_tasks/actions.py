"""Starting, running, stopping and taking up again the work on a whole event."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from einlass.events.models import Event, User
from einlass.setup.event_tasks import tasks
from einlass.setup.event_tasks.errors import Stopped, TaskFailed, TaskRunning
from einlass.setup.models import EventTask, TaskFile

# Longer than any single step takes between two signs of life.
SILENT_AFTER: Final = timedelta(minutes=10)
# How often a task is begun again by itself, and where that is counted.
MOST_TIMES: Final = 3
AGAIN: Final = "again"
FORGOTTEN_AFTER: Final = timedelta(days=30)
# Runs a task, saying how far it is; what it returns is kept as the result.
Report = Callable[[int, str], None]
Runner = Callable[[EventTask, Report], Mapping[str, Any]]


@transaction.atomic
def start_task(
    kind: str,
    event: Event | None,
    *,
    name: str = "",
    options: Mapping[str, Any] | None = None,
    before: Callable[[EventTask], None] | None = None,
    at: datetime,
    by: User,
) -> EventTask:
    """Let the worker do it. before: puts down what it needs. Raises TaskRunning where the event is being worked on."""
    if event is not None:
        Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        running = EventTask.objects.filter(event=event, finished_at=None).first()
        if running is not None:
            raise TaskRunning(running)
    task = EventTask.objects.create(
        kind=kind,
        event=event,
        event_name=event.name if event else name[:120],
        options={"language": translation.get_language() or "en", **(options or {})},
        asked_at=at,
        asked_by=by,
        reported_at=at,
    )
    if before is not None:
        before(task)
    transaction.on_commit(lambda: tasks.run_event_task.enqueue(task.pk))
    return task


def run_task(task: EventTask) -> EventTask:
    """Do it to its end, or say why not. Run by the worker; a second run goes on where the first stopped."""
    task = EventTask.objects.select_related("event", "asked_by").get(pk=task.pk)
    if task.is_finished:
        return task
    run = cast(Runner, import_string(settings.EVENT_TASKS[task.kind]))
    with translation.override(task.options.get("language", "en")):
        try:
            result, failure = dict(run(task, reporter(task))), ""
        except TaskFailed as error:
            result, failure = {}, error.reason
        except Stopped:
            result, failure = {"stopped": True}, ""
    now = timezone.now()
    mine = EventTask.objects.filter(pk=task.pk, finished_at=None)
    mine.update(finished_at=now, reported_at=now, failure=failure[:500], result=result)
    if not failure and not result.get("stopped"):
        EventTask.objects.filter(pk=task.pk).update(progress=100)
    task.refresh_from_db()
    return task


def reporter(task: EventTask) -> Report:
    """report(percent, step): a sign of life. Raises Stopped where somebody asked for that."""

    def report(percent: int, step: str) -> None:
        EventTask.objects.filter(pk=task.pk).update(
            progress=Greatest("progress", min(max(percent, 0), 99)), step=step, reported_at=timezone.now()
        )
        if EventTask.objects.filter(pk=task.pk, stop_asked_at__isnull=False).exists():
            raise Stopped

    return report


def ask_to_stop(task: EventTask, *, at: datetime) -> bool:
    """Let it end at its next step; False where it is over."""
    return bool(EventTask.objects.filter(pk=task.pk, finished_at=None, stop_asked_at=None).update(stop_asked_at=at))


def continue_tasks(at: datetime) -> int:
    """Give tasks whose worker died to the worker once more; returns how many. What has failed so often ends."""
    silent = EventTask.objects.filter(finished_at=None, reported_at__lt=at - SILENT_AFTER)
    found = 0
    for task in silent:
        again = task.options.get(AGAIN, 0) + 1
        if again > MOST_TIMES:
            with translation.override(task.options.get("language", "en")):
                why = _("It failed several times and was given up. The log of the worker says why.")
            silent.filter(pk=task.pk).update(finished_at=at, failure=why)
            continue
        EventTask.objects.filter(pk=task.pk).update(options={**task.options, AGAIN: again})
        # The condition decides which of two workers takes it.
        if silent.filter(pk=task.pk, reported_at=task.reported_at).update(reported_at=at):
            tasks.run_event_task.enqueue(task.pk)
            found += 1
    return found


def clear_tasks(at: datetime) -> None:
    """Archives whose time is over go, and so do old tasks."""
    over = Q(task__file_ends_at__lt=at) | Q(task__file_ends_at=None, task__finished_at__lt=at)
    TaskFile.objects.filter(over).delete()
    EventTask.objects.filter(finished_at__lt=at - FORGOTTEN_AFTER).delete()
