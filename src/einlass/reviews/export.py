"""The applications that the filters show, as a table in a file: one row each, never all of them in memory."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from einlass.applications.models import ApplicationQuerySet
from einlass.events.models import Event
from einlass.reviews.cells import Cell, harmless
from einlass.reviews.columns import MOMENTS, Column, chosen_columns, columns_of, with_what_columns_need

AT_ONCE: Final = 500
# A workbook is made before its first byte can go, a thousand rows or so a second; CSV goes as it is read.
MOST_ROWS_AS_XLSX: Final = 30_000
BYTE_ORDER_MARK: Final = "\ufeff"


def table(
    event: Event, applications: ApplicationQuerySet, keys: Sequence[object] | None = None, *, language: str
) -> Iterator[Sequence[Cell]]:
    """The heads and then one row for each application, in the order given, in the words of `language`.

    keys: of the columns beside the name; None for all of them. Moments are in the event's zone, which the head names.
    """
    # Whoever takes the rows may speak another language by now: a file is written after the view has answered.
    with override(language):
        known = columns_of(event, list(event.questions.all()), list(event.tags.all()))
        columns = list(known.values()) if keys is None else chosen_columns(known, keys)
        heads = [_("Name"), *(_head(event, column) for column in columns)]
    yield heads
    found = with_what_columns_need(applications, columns)
    for application in found.iterator(chunk_size=AT_ONCE):
        with override(language):
            row = [application.name, *(column.value(application) for column in columns)]
        yield row


def as_csv(rows: Iterable[Sequence[Cell]], *, language: str) -> Iterator[bytes]:
    """The file in pieces, in UTF-8 with a byte order mark, without which Excel takes it for another encoding.

    language: German Excel opens a file in columns only where semicolons separate them, English Excel only with commas.
    Every cell is in quotes, so that neither of them ends a cell for a reader that expects the other.
    """
    writer = csv.writer(_Echo(), delimiter=";" if language == "de" else ",", quoting=csv.QUOTE_ALL)
    piece = [BYTE_ORDER_MARK]
    for row in rows:
        piece.append(writer.writerow([_as_text(cell) for cell in row]))
        if len(piece) >= AT_ONCE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def as_xlsx(rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """An open file at its beginning."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        remaining = iter(rows)
        sheet = _new_sheet(book, next(remaining), bold)
        for position, row in enumerate(remaining, start=1):
            for column, cell in enumerate(row):
                _write(sheet, position, column, cell, date)
    file.seek(0)
    return file


def _head(event: Event, column: Column) -> str:
    return f"{column.label} ({event.zone})" if column.key in MOMENTS else column.label


def _as_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _new_sheet(book: Any, heads: Sequence[Cell], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 22)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, _as_text(head), bold)
    return sheet


def _write(sheet: Any, row: int, column: int, cell: Cell, date: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, date)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, harmless(cell))


class _Echo:
    """Gives back what the writer of CSV writes."""

    def write(self, text: str) -> str:
        return text
