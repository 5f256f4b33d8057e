"""Prints a sheet of an XLSX file as lines of JSON. Run as a program of its own: workbooks.py.

A file can be made so that whoever opens it needs all memory there is (one cell in the last column of the last row
is enough), so it is opened where that harms nobody: memory and time are limited, and a crash is only this program's.
"""

import itertools
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from einlass.applications.importing.headings import LOOKED_AT, best_score
from einlass.applications.importing.workbook_parts import SheetPart, sheet_part

# Above, a float does not hold every whole number.
EXACT: Final = 2**53


def main(path: str, memory: str, seconds: str) -> None:
    """Reads from standard input {"sheet": its name or null, "known": headings that mean something}."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    wish = json.load(sys.stdin)
    book = CalamineWorkbook.from_path(path)
    filled = _filled_sheets(book)
    if not filled:
        _write({"sheet": "", "sheets": []})
        return
    name = wish["sheet"] if wish["sheet"] in filled else _likeliest(book, filled, set(wish["known"]))
    sheet, part = book.get_sheet_by_name(name), sheet_part(path, name)
    _write({"sheet": name, "sheets": filled, "hidden_columns": sorted(part.hidden_columns)})
    for number, cells in _rows(sheet, part):
        _write([number, cells, number in part.hidden_rows])


def _filled_sheets(book: CalamineWorkbook) -> list[str]:
    shown = (
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    )
    return [name for name in shown if book.get_sheet_by_name(name).start is not None]


def _likeliest(book: CalamineWorkbook, names: Sequence[str], known: set[str]) -> str:
    """The sheet whose beginning looks most like a list of people; of two alike the first."""
    if len(names) == 1:
        return names[0]
    nothing = SheetPart()
    beginnings = {
        name: list(itertools.islice(_rows(book.get_sheet_by_name(name), nothing), LOOKED_AT)) for name in names
    }
    return max(names, key=lambda name: best_score(beginnings[name], known))


def _rows(sheet: CalamineSheet, part: SheetPart) -> Iterator[tuple[int, list[str]]]:
    # iter_rows begins with the first row there can be, but with the first column that is filled.
    first_column = sheet.start[1] if sheet.start else 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in cells):
            texts = [""] * first_column + as_texts(cells)
            for place, digits in part.leading_zeros.get(number, {}).items():
                texts[place] = texts[place].zfill(digits)
            yield number, texts


def as_texts(cells: Sequence[Any]) -> list[str]:
    return [cell if type(cell) is str else as_text(cell) for cell in cells]


def as_text(cell: Any) -> str:
    """A cell as somebody would type it: whole numbers without '.0', days and times as ISO 8601 says."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < EXACT:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)


def _write(line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
