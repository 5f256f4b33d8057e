"""Prints the first filled sheet of an XLSX file as lines of JSON. Run as a program of its own: workbooks.py.

A file can be made so that whoever opens it needs all memory there is (one cell in the last column of the last row
is enough), so it is opened where that harms nobody: memory and time are limited, and a crash is only this program's.
"""

import json
import resource
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

# Above, a float does not hold every whole number.
EXACT: Final = 2**53


def main(path: str, memory: str, seconds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = CalamineWorkbook.from_path(path)
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    for position, name in enumerate(shown):
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        _write({"sheet": name, "others": shown[:position] + shown[position + 1 :]})
        # iter_rows begins with the first row there can be, but with the first column that is filled.
        first_column = sheet.start[1]
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if any(cell != "" for cell in cells):
                _write([number, [""] * first_column + as_texts(cells)])
        return
    _write({"sheet": "", "others": shown})


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
