"""Files as people upload them."""

import csv
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone

from einlass.applications.entering import Proof
from einlass.applications.importing.actions import check_import, map_columns, start_import, upload_sheet
from einlass.applications.importing.mapping import Columns, guess, targets
from einlass.applications.importing.writing import Terms
from einlass.applications.models import ImportRun
from einlass.events.models import Event, User
from tests.builders.events import NOON

Rows = Sequence[Sequence[Any]]


def csv_file(rows: Rows, *, separator: str = ";", encoding: str = "utf-8") -> BinaryIO:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def xlsx_file(rows: Rows, *, first_row: int = 0, first_column: int = 0) -> BinaryIO:
    """With a first sheet that is empty; days and moments as Excel keeps them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd.mm.yyyy"}) as book:
        book.add_worksheet("Leer")
        sheet = book.add_worksheet("Gäste")
        for number, cells in enumerate(rows, start=first_row):
            sheet.write_row(number, first_column, cells)
    file.seek(0)
    return file


def make_upload(event: Event, rows: Rows, by: User, **fields: Any) -> ImportRun:
    return upload_sheet(event, csv_file(rows), name="guests.csv", language="en", by=by, at=NOON, **fields)


def make_checked_import(event: Event, rows: Rows, by: User, *, columns: Columns | None = None) -> ImportRun:
    """Uploaded, columns as guessed, every row checked."""
    run = make_upload(event, rows, by)
    columns = columns or guessed_columns(event, run)
    run = map_columns(run, columns, language="en", at=NOON)
    return check_import(run, clock=timezone.now)


def guessed_columns(event: Event, run: ImportRun, **for_all: str) -> Columns:
    found = guess(run.headings, targets(event.questions.all()))
    missing = {} if "category" in found else {"category": event.categories.all()[0].key}
    return Columns(found, {**missing, **({} if "language" in found else {"language": "en"}), **for_all})


def start(run: ImportRun, by: User, *, proof: Proof = Proof.QUIET, changes: bool = False) -> ImportRun:
    return start_import(run, Terms(proof, changes=changes), by=by, at=NOON)
