"""The worker's part of an import: the archive lies in pieces until it is read, and goes then."""

import tempfile
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from einlass.events.editions.errors import SlugRefused
from einlass.setup.archiving.errors import ArchiveRefused
from einlass.setup.archiving.reading import import_event
from einlass.setup.archiving.wording import archive_in_words
from einlass.setup.event_tasks.actions import Report
from einlass.setup.event_tasks.errors import TaskFailed
from einlass.setup.models import EventTask
from einlass.setup.wording import slug_in_words


def run(task: EventTask, report: Report) -> Mapping[str, Any]:
    """All of it or nothing. A worker that died after it was read finds no piece any more, and the event."""
    if task.asked_by is None or (task.event is None and not task.pieces.exists()):
        raise TaskFailed(archive_in_words(ArchiveRefused("not_a_zip")))
    if task.event is not None:
        return {"slug": task.event.slug}
    with tempfile.TemporaryFile() as file:
        for piece in task.pieces.iterator():
            file.write(bytes(piece.content))
        file.seek(0)
        try:
            with transaction.atomic():
                event = import_event(
                    file, slug=task.options.get("slug", ""), at=timezone.now(), by=task.asked_by, report=report
                )
                EventTask.objects.filter(pk=task.pk).update(event=event)
                task.pieces.all().delete()
        except ArchiveRefused as refusal:
            task.pieces.all().delete()
            raise TaskFailed(archive_in_words(refusal)) from refusal
        except SlugRefused as refusal:
            task.pieces.all().delete()
            raise TaskFailed(slug_in_words(refusal)) from refusal
    return {"slug": event.slug}
