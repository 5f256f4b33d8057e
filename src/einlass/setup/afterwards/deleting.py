"""Deleting an event with every row of it, but for what must stay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.event_tables import event_tables
from einlass.events.models import Event
from einlass.mail.mailbox import remove_letters
from einlass.mail.models import Message
from einlass.setup.event_tasks.actions import Report
from einlass.setup.event_tasks.errors import TaskFailed
from einlass.setup.models import DeletedEvent, EventTask


@dataclass(frozen=True)
class Retention:
    """Something that the law lets nobody delete yet. reason: said to people."""

    reason: str


def retentions(event: Event, *, at: datetime) -> list[Retention]:
    """What rooms must keep; each name in settings.EVENT_RETENTIONS leads to find(event, at=…)."""
    finders = [cast(Callable[..., list[Retention]], import_string(name)) for name in settings.EVENT_RETENTIONS]
    return [retention for find in finders for retention in find(event, at=at)]


def run(task: EventTask, report: Report) -> Mapping[str, Any]:
    """The worker's part. Where the event is gone already, a run before this one did it."""
    if task.event is None:
        gone = DeletedEvent.objects.filter(name=task.event_name).first()
        return {"deleted": gone.code} if gone else {}
    if kept := retentions(task.event, at=timezone.now()):
        raise TaskFailed(" ".join(one.reason for one in kept))
    report(10, "rows")
    for rehearsal in task.event.rehearsals.all():
        delete_rows(rehearsal)
    gone = delete_event(task.event, at=timezone.now())
    return {"deleted": gone.code}


def run_wiping(task: EventTask, report: Report) -> Mapping[str, Any]:
    """A rehearsal leaves nothing behind."""
    if task.event is not None:
        if not task.event.is_rehearsal:
            raise TaskFailed("This is no rehearsal.")
        report(10, "rows")
        delete_rows(task.event)
    return {}


@transaction.atomic
def delete_event(event: Event, *, at: datetime) -> DeletedEvent:
    """Delete all rows; what stays is written first, in the same transaction."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    while audit.seal(event):
        pass
    stays = DeletedEvent.objects.create(
        name=event.name,
        slug=event.slug,
        ended_at=event.ends_at,
        deleted_at=at,
        audit_head=str(audit.head(event)),
        draws=[_published(draw) for draw in event.draws.filter(published_at__isnull=False).order_by("number")],
    )
    delete_rows(event)
    return stays


@transaction.atomic
def delete_rows(event: Event) -> None:
    """Every row of the event. Keys between tables are checked at the end, so cycles are no obstacle."""
    remove_letters(Message.objects.filter(event=event).values_list("code", flat=True))
    EventTask.objects.filter(event=event).update(event=None)
    event.rehearsals.update(rehearses=None)
    for table in reversed(event_tables()):
        table.rows(event)._raw_delete("default")


def _published(draw: Draw) -> dict[str, Any]:
    """What anybody needs to check it: the same files that its page gave out."""
    return {
        "number": draw.number,
        "commitment": draw.commitment,
        "announcement": draw.announcement,
        "lottery": draw.bundle,
        "result": draw.result,
        "published_at": draw.published_at.isoformat() if draw.published_at else "",
    }
