"""The applications that the filters show, as a table in a file: one row each, never all of them in memory."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from einlass.applications.models import Application, ApplicationQuerySet, Question
from einlass.applications.queries import answer_in_words
from einlass.events.models import Event
from einlass.reviews.cells import Cell, harmless
from einlass.reviews.models import Verdict
from einlass.reviews.queries import with_current_decision
from einlass.web.localized import localized

AT_ONCE: Final = 500
ROWS_IN_A_SHEET: Final = 1_048_576
BYTE_ORDER_MARK: Final = "\ufeff"


def table(event: Event, applications: ApplicationQuerySet, *, language: str) -> Iterator[Sequence[Cell]]:
    """The heads and then one row for each application, in the order given, in the words of `language`.

    Moments are in the event's zone, which the head names.
    """
    questions = list(event.questions.all())
    # Whoever takes the rows may speak another language by now: a file is written after the view has answered.
    with override(language):
        heads = _heads(event, questions)
    yield heads
    found = with_current_decision(applications.select_related("category", "team")).defer("search_text")
    for application in found.iterator(chunk_size=AT_ONCE):
        with override(language):
            row = _row(application, questions, event.tz)
        yield row


def as_csv(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces, in UTF-8 with a byte order mark, without which Excel takes it for another encoding."""
    writer = csv.writer(_Echo())
    piece = [BYTE_ORDER_MARK]
    for row in rows:
        piece.append(writer.writerow([_as_text(cell) for cell in row]))
        if len(piece) >= AT_ONCE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def as_xlsx(rows: Iterable[Sequence[Cell]], *, rows_in_a_sheet: int = ROWS_IN_A_SHEET) -> IO[bytes]:
    """An open file at its beginning. What does not fit into one sheet goes on in the next, under the same heads."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        remaining = iter(rows)
        heads = next(remaining)
        sheet, position = _new_sheet(book, heads, bold), 1
        for row in remaining:
            if position == rows_in_a_sheet:
                sheet, position = _new_sheet(book, heads, bold), 1
            for column, cell in enumerate(row):
                _write(sheet, position, column, cell, date)
            position += 1
    file.seek(0)
    return file


def _heads(event: Event, questions: Sequence[Question]) -> list[Cell]:
    def moment(name: str) -> str:
        return f"{name} ({event.zone})"

    return [
        _("Code"),
        _("Name"),
        _("E-mail address"),
        _("Language"),
        _("Category"),
        *(localized(question.label) for question in questions),
        _("Team"),
        _("Decision"),
        moment(_("Decided")),
        moment(_("Sent")),
        moment(_("Address confirmed")),
        moment(_("Last changed")),
        moment(_("Withdrawn")),
    ]


def _row(application: Application, questions: Sequence[Question], zone: tzinfo) -> list[Cell]:
    def moment(at: datetime | None) -> datetime | None:
        return at.astimezone(zone).replace(tzinfo=None) if at else None

    verdict = application.verdict  # type: ignore[attr-defined]
    return [
        application.code,
        application.name,
        application.email,
        application.language,
        str(application.category),
        *(_answer(question, application.answers.get(question.key)) for question in questions),
        application.team.name if application.team else None,
        str(Verdict(verdict).label) if verdict else None,
        moment(application.decided_at),  # type: ignore[attr-defined]
        moment(application.submitted_at),
        moment(application.email_proved_at),
        moment(application.edited_at),
        moment(application.withdrawn_at),
    ]


def _answer(question: Question, answer: object) -> Cell:
    if answer is None:
        return None
    if question.kind == Question.Kind.NUMBER and type(answer) is int:
        return answer
    if question.kind == Question.Kind.DATE:
        # As it is kept, year first: a table is for sorting.
        return str(answer)
    return answer_in_words(question, answer)


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
