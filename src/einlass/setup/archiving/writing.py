"""Writing an event into a ZIP: a table a file, one JSON object a line, a manifest with the hash of each, people as CSV."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import IO, Any, Final

from django.db import transaction
from django.utils import timezone

from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.event_tables import EventTable, event_tables, foreign_keys
from einlass.events.models import Event, User
from einlass.setup.archiving.format import (
    FORMAT,
    LEFT_OUT_FIELDS,
    LEFT_OUT_TABLES,
    MANIFEST,
    VERSION,
    written,
)
from einlass.setup.event_tasks.actions import Report
from einlass.setup.models import EventTask, TaskFile
from einlass.tickets.models import Ticket

DOWNLOADABLE_FOR: Final = timedelta(days=3)
PIECE: Final = 1_000_000
# What a spreadsheet would take for a formula is guarded by an apostrophe.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def run(task: EventTask, report: Report) -> Mapping[str, Any]:
    """The worker's part: the archive is kept in pieces until it ends. Begun again, it starts over."""
    assert task.event is not None
    now = timezone.now()
    with tempfile.TemporaryFile() as file:
        write_archive(task.event, file, at=now, report=report)
        size = file.tell()
        file.seek(0)
        keep_pieces(task, file)
    with transaction.atomic():
        EventTask.objects.filter(pk=task.pk).update(file_size=size, file_ends_at=now + DOWNLOADABLE_FOR)
        by = task.asked_by or audit.WORKER
        audit.record(task.event, EditionAction.EXPORT, task.event.subject, at=now, by=by, after={"bytes": size})
    return {}


def keep_pieces(task: EventTask, file: IO[bytes]) -> None:
    task.pieces.all().delete()
    for number, piece in enumerate(iter(lambda: file.read(PIECE), b""), start=1):
        TaskFile.objects.create(task=task, number=number, content=piece)


def write_archive(event: Event, file: IO[bytes], *, at: datetime, report: Report | None = None) -> None:
    """Everything of the event as of one moment."""
    tables = [table for table in event_tables() if table.label not in LEFT_OUT_TABLES]
    with transaction.atomic(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = []
        for number, table in enumerate(tables):
            if report is not None:
                report(5 + 85 * number // len(tables), "writing")
            listed.append(_write_table(archive, table, event))
        people = [
            _write_csv(archive, "people/applicants.csv", APPLICANT_COLUMNS, _applicants(event)),
            _write_csv(archive, "people/attendees.csv", ATTENDEE_COLUMNS, _attendees(event)),
        ]
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": at.isoformat(),
            "event": {"slug": event.slug, "name": event.name},
            "audit_head": str(audit.head(event)),
            "team": _team(event),
            "left_out": sorted(LEFT_OUT_TABLES),
            "tables": listed,
            "people": people,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))


def _write_table(archive: zipfile.ZipFile, table: EventTable, event: Event) -> dict[str, Any]:
    name, digest, rows = f"tables/{table.label}.jsonl", hashlib.sha256(), 0
    fields = [
        field for field in table.model._meta.local_concrete_fields if (table.label, field.name) not in LEFT_OUT_FIELDS
    ]
    people = [key.name for key in foreign_keys(table.model) if key.related_model is User]
    with archive.open(name, "w", force_zip64=True) as file:
        for row in table.rows(event).select_related(*people).order_by("pk").iterator(chunk_size=1000):
            line = _line({field.name: written(field, row) for field in fields})
            file.write(line)
            digest.update(line)
            rows += 1
    return {"table": table.label, "file": name, "rows": rows, "sha256": digest.hexdigest()}


def _line(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _team(event: Event) -> list[dict[str, str]]:
    """Everybody of the team whom a row may name, by address; never a password."""
    found = User.objects.filter(memberships__event=event).distinct().order_by("email")
    return [{"email": user.email, "name": user.name} for user in found]


APPLICANT_COLUMNS: Final = ("code", "name", "email", "category", "language", "submitted_at", "withdrawn_at")
ATTENDEE_COLUMNS: Final = ("number", "code", "name", "email", "category", "issued_at", "revoked_at", "entered_at")


def _applicants(event: Event) -> Iterable[tuple[Any, ...]]:
    rows: Any = Application.objects.filter(event=event).order_by("pk")
    return rows.values_list(
        "code", "name", "email", "category__key", "language", "submitted_at", "withdrawn_at"
    ).iterator()


def _attendees(event: Event) -> Iterable[tuple[Any, ...]]:
    rows: Any = Ticket.objects.filter(event=event).order_by("number")
    return rows.values_list(
        "number", "code", "attendee_name", "attendee_email", "category__key", "issued_at", "revoked_at", "entered_at"
    ).iterator()


def _write_csv(
    archive: zipfile.ZipFile, name: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> dict[str, Any]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        count += 1
    content = text.getvalue().encode("utf-8-sig")
    archive.writestr(name, content)
    return {"file": name, "rows": count, "sha256": hashlib.sha256(content).hexdigest()}


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
