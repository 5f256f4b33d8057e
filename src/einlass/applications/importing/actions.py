"""Uploading a sheet, saying what its columns are, checking it, importing it, dropping it."""

import gzip
import io
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, BinaryIO, Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from einlass.applications import tasks
from einlass.applications.entering import Proof
from einlass.applications.importing import progress
from einlass.applications.importing.checking import Checker, mark_of_form
from einlass.applications.importing.errors import AlreadyImported, FormHasChanged, NotReady
from einlass.applications.importing.mapping import Columns, known_headings, targets
from einlass.applications.importing.reading import Choices, Sheet, read_sheet, unpacked, unpacked_lines
from einlass.applications.importing.writing import Result, Terms, Writer, rows_of, some_at_a_time
from einlass.applications.models import ImportRun
from einlass.events import audit
from einlass.events.models import Event, User

Clock = Callable[[], datetime]
# While rows are written in turns: seconds between two, in which others write; and where a run keeps how many are written.
PAUSE: Final = 0.1
WRITTEN: Final = "written"


def upload_sheet(event: Event, file: BinaryIO, *, name: str, language: str, by: User, at: datetime) -> ImportRun:
    """Read a file and keep its rows. Raises the SheetProblems."""
    sheet = read_sheet(file, known=headings_of(event))
    file.seek(0)
    return ImportRun.objects.create(
        event=event,
        file_name=name[:200],
        language=language,
        original=gzip.compress(file.read(), compresslevel=1, mtime=0),
        uploaded_at=at,
        uploaded_by=by,
        **_as_read(sheet),
    )


@transaction.atomic
def read_again(run: ImportRun, choices: Choices) -> ImportRun:
    """Read the file as a person says. Raises the SheetProblems, AlreadyImported, NotReady once the file itself is gone."""
    run = _open(run)
    if run.started_at is not None:
        raise AlreadyImported(run)
    if not run.original:
        raise NotReady(run)
    with gzip.GzipFile(fileobj=io.BytesIO(bytes(run.original))) as packed:
        file = io.BytesIO(packed.read())
    for field, value in _as_read(read_sheet(file, choices, known=headings_of(run.event))).items():
        setattr(run, field, value)
    run.checked_at, run.prepared, run.found, run.mapping = None, b"", {}, None
    run.save()
    return run


@transaction.atomic
def map_columns(run: ImportRun, columns: Columns, *, language: str, at: datetime) -> ImportRun:
    """Say what the columns are, and have every row checked. Raises AlreadyImported."""
    run = _open(run)
    if run.started_at is not None:
        raise AlreadyImported(run)
    run.mapping, run.language = columns.as_json(), language
    run.checked_at, run.prepared, run.found, run.progress = None, b"", {}, 0
    run.reported_at, run.failure = at, ""
    run.save()
    transaction.on_commit(lambda: tasks.check_import.enqueue(run.pk))
    return run


@transaction.atomic
def amend_columns(run: ImportRun, *, at: datetime, **amended: Any) -> ImportRun:
    """Say what happens to damaged cells, wrong rows and shared mailboxes, and have every row checked again.

    amended: fields of `Columns`. Raises AlreadyImported, NotReady where the columns were not named yet.
    """
    run = _open(run)
    if run.started_at is not None:
        raise AlreadyImported(run)
    if run.mapping is None:
        raise NotReady(run)
    return map_columns(run, replace(columns_of(run), **amended), language=run.language, at=at)


@transaction.atomic
def map_again(run: ImportRun) -> ImportRun:
    """Go back to the columns. Raises AlreadyImported."""
    run = _open(run)
    if run.started_at is not None:
        raise AlreadyImported(run)
    run.checked_at, run.prepared, run.found, run.mapping = None, b"", {}, None
    run.save(update_fields=["checked_at", "prepared", "found", "mapping"])
    return run


def check_import(run: ImportRun, *, clock: Clock) -> ImportRun:
    """Check every row, report how far it is, and keep what was found. Run by the worker; twice changes nothing."""
    run = ImportRun.objects.select_related("event").get(pk=run.pk)
    if run.stage != "checking":
        return run
    mine = ImportRun.objects.filter(pk=run.pk, mapping=run.mapping, started_at=None, dropped_at=None)
    with override(run.language):
        checker = Checker(run.event, columns_of(run), run.headings, run.facts.get("digits"))
        mark = mark_of_form(run.event)
        checker.note_shared_mailboxes(unpacked(bytes(run.packed)))
        prepared = checker.check(
            unpacked(bytes(run.packed)), report=lambda done: mine.update(progress=done, reported_at=clock())
        )
    found = checker.findings.as_json()
    # Where columns were said anew meanwhile, another check is on its way.
    mine.update(checked_at=clock(), prepared=prepared, found=found, form_mark=mark, progress=run.row_count)
    run.refresh_from_db()
    return run


@transaction.atomic
def start_import(run: ImportRun, terms: Terms, *, by: User, at: datetime) -> ImportRun:
    """Let the worker import what was checked. Raises AlreadyImported, NotReady, FormHasChanged."""
    run = _open(run)
    if run.started_at is not None:
        raise AlreadyImported(run)
    if not run.may_import:
        raise NotReady(run)
    if run.form_mark != mark_of_form(run.event):
        raise FormHasChanged(run)
    run.terms, run.started_at, run.reported_at, run.imported_by, run.failure = terms.as_json(), at, at, by, ""
    run.save(update_fields=["terms", "started_at", "reported_at", "imported_by", "failure"])
    transaction.on_commit(lambda: tasks.run_import.enqueue(run.pk))
    return run


@transaction.atomic
def start_again(run: ImportRun, *, at: datetime) -> ImportRun:
    """Give the job to the worker once more, where its worker died. Raises AlreadyImported, NotReady."""
    run = _open(run)
    if not progress.is_silent(run, at):
        raise NotReady(run)
    run.reported_at = at
    run.save(update_fields=["reported_at"])
    task = tasks.run_import if run.stage == "importing" else tasks.check_import
    transaction.on_commit(lambda: task.enqueue(run.pk))
    return run


def run_import(run: ImportRun, *, clock: Clock) -> ImportRun:
    """Write everything in one transaction, or nothing and why. Run by the worker; twice, or at once, writes once.

    Where a database lets one write at a time, all others would wait until the end, and too long: there it is written in
    turns. Nobody can apply in the middle of a turn, so it does not fail; a worker that died goes on where it stopped.
    """
    if not connection.features.has_select_for_update:
        return _write_in_turns(run, at=clock())
    try:
        return _write_all(run, at=clock())
    except IntegrityError:
        with override(run.language):
            why = _(
                "Somebody applied with one of these addresses in the same moment. Nothing was imported; it is checked again."
            )
        return _check_again(run, why, at=clock())


@transaction.atomic
def drop_import(run: ImportRun, *, at: datetime) -> ImportRun:
    """Forget an uploaded sheet. Raises AlreadyImported."""
    run = _open(run)
    if run.started_at is not None:
        raise AlreadyImported(run)
    run.dropped_at = at
    _forget(run)
    run.save()
    return run


def drop_old_imports(at: datetime) -> None:
    """What nobody has imported within a week goes: it is people's data."""
    old = ImportRun.objects.filter(
        uploaded_at__lt=at - ImportRun.KEPT_FOR, imported_at=None, dropped_at=None, started_at=None
    )
    for run in old:
        drop_import(run, at=at)


def headings_of(event: Event) -> set[str]:
    """Headings that mean something for this event's form."""
    return known_headings(targets(event.questions.all()))


def columns_of(run: ImportRun) -> Columns:
    return Columns(**(run.mapping or {}))


def _as_read(sheet: Sheet) -> dict[str, Any]:
    return {
        "facts": sheet.facts,
        "headings": sheet.headings,
        "sample": sheet.sample,
        "row_count": sheet.count,
        "packed": sheet.packed,
    }


@transaction.atomic
def _write_all(run: ImportRun, *, at: datetime) -> ImportRun:
    # Imports of one event come one after the other, so that the second sees what the first has written.
    runs = list(ImportRun.objects.filter(event=run.event_id).select_for_update().order_by("pk").only("pk"))
    run = ImportRun.objects.select_related("event", "imported_by").get(pk=run.pk)
    if run.stage != "importing" or run.imported_by is None or not runs:
        return run
    writer, done = _writer(run, by=run.imported_by, at=at), 0
    for some in some_at_a_time(rows_of(unpacked_lines(bytes(run.prepared)))):
        writer.write(some)
        done += len(some)
        progress.report(run, done)
    return _end(run, writer.result, at=at)


def _write_in_turns(run: ImportRun, *, at: datetime) -> ImportRun:
    run = ImportRun.objects.select_related("event", "imported_by").get(pk=run.pk)
    if run.stage != "importing" or run.imported_by is None:
        return run
    done = run.result.get(WRITTEN, 0)
    writer = _writer(run, by=run.imported_by, at=at)
    writer.result = Result(**{key: number for key, number in run.result.items() if key != WRITTEN})
    for some in some_at_a_time(rows_of(unpacked_lines(bytes(run.prepared))), start=done):
        with transaction.atomic():
            if not _is_next(run, done):
                return _again_without_the_forgotten(run, at=at)
            writer.write(some)
            done += len(some)
            ImportRun.objects.filter(pk=run.pk).update(result=asdict(writer.result) | {WRITTEN: done})
        progress.report(run, done)
        time.sleep(PAUSE)
    with transaction.atomic():
        return _end(run, writer.result, at=at) if _is_next(run, done) else run


def _is_next(run: ImportRun, done: int) -> bool:
    """Whether so much is written and no more: else another worker is at it."""
    now = ImportRun.objects.only(
        "row_count", "result", "mapping", "started_at", "checked_at", "imported_at", "dropped_at"
    )
    known = now.get(pk=run.pk)
    is_same = known.row_count == run.row_count
    return is_same and known.stage == "importing" and known.result.get(WRITTEN, 0) == done


def _again_without_the_forgotten(run: ImportRun, *, at: datetime) -> ImportRun:
    """Goes on with the rows as they are now, where somebody was taken out of them meanwhile (forgetting.py)."""
    now = ImportRun.objects.only("row_count").get(pk=run.pk)
    return run if now.row_count == run.row_count else _write_in_turns(run, at=at)


def _writer(run: ImportRun, *, by: User, at: datetime) -> Writer:
    chosen = run.terms or {}
    terms = Terms(Proof(chosen["proof"]), changes=chosen["changes"])
    return Writer(run, columns_of(run), terms, by=by, at=at)


def _end(run: ImportRun, result: Result, *, at: datetime) -> ImportRun:
    run.imported_at, run.result = at, asdict(result)
    after = (run.terms or {}) | run.result
    audit.record(run.event, "applications imported", run.subject, at=at, by=run.imported_by or "", after=after)
    _forget(run)
    run.save()
    transaction.on_commit(lambda: progress.clear(run))
    return run


@transaction.atomic
def _check_again(run: ImportRun, why: str, *, at: datetime) -> ImportRun:
    run = _open(run)
    run.started_at, run.checked_at, run.failure, run.progress, run.reported_at = None, None, why, 0, at
    run.save()
    transaction.on_commit(lambda: tasks.check_import.enqueue(run.pk))
    return run


def _open(run: ImportRun) -> ImportRun:
    run = ImportRun.objects.select_related("event").select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_over:
        raise AlreadyImported(run)
    return run


def _forget(run: ImportRun) -> None:
    """Nothing that is somebody's stays with the import; the applications have it now."""
    run.packed, run.prepared, run.original, run.sample = b"", b"", b"", []
    run.facts = {key: value for key, value in run.facts.items() if key != "opening"}
    run.found = {key: value for key, value in run.found.items() if isinstance(value, int)}
