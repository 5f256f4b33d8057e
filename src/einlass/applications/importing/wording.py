"""What a file is, and why one cannot be read, in words that say what to do."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.importing import limits
from einlass.applications.importing.errors import (
    BrokenRow,
    CellTooLong,
    NoRows,
    NotASheet,
    SheetProblem,
    TooLargeUnpacked,
    TooManyColumns,
    TooManyRows,
)

SEPARATOR_NAMES: Final = {
    ";": gettext_lazy("semicolons"),
    ",": gettext_lazy("commas"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("vertical lines"),
}
ENCODING_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "cp850": "MS-DOS (CP850)",
    "mac_roman": "Mac Roman",
    "utf-8+cp1252": "UTF-8 + Windows-1252",
    "utf-8+cp850": "UTF-8 + MS-DOS (CP850)",
    "utf-8+mac_roman": "UTF-8 + Mac Roman",
}


def why_not_read(problem: SheetProblem) -> str:
    match problem:
        case NotASheet():
            return _not_a_sheet(problem.kind)
        case NoRows():
            return _("There are no rows in it, below the headings.")
        case TooLargeUnpacked():
            return _(
                "Opened, this file would be far larger than any list of people, so it was not opened. Save it anew, with the list and nothing else in it, or as CSV."
            )
        case TooManyRows():
            return _("It has more than %(number)d rows. Please import it in parts.") % {"number": limits.MOST_ROWS}
        case TooManyColumns():
            return _("It has more than %(number)d columns. Please delete those that are not needed.") % {
                "number": limits.MOST_COLUMNS
            }
        case CellTooLong():
            return _too_long(problem)
        case BrokenRow():
            return _(
                "In row %(row)d a quotation mark opens a cell and none closes it, or something follows after the one that does."
            ) % {"row": problem.row}
    raise problem


def _not_a_sheet(kind: str) -> str:
    return {
        "empty": _("This file is empty."),
        "old Excel": _(
            "This is an old Excel file (XLS), or one with a password. Please save it as XLSX without a password, or as CSV."
        ),
        "OpenDocument": _("This is an OpenDocument file. Please save it as XLSX or as CSV."),
        "web page": _(
            "This is a web page or an XML file, even if its name says otherwise. Please open it in a spreadsheet and save it as XLSX or CSV."
        ),
        "broken": _("This file is damaged or not complete, so it cannot be read."),
    }.get(kind, _("This is neither an Excel file (XLSX) nor CSV."))


def _too_long(problem: CellTooLong) -> str:
    facts = {"row": problem.row, "column": problem.column, "number": limits.LONGEST_CELL}
    if not problem.row:
        return _("A heading has more than %(number)d characters.") % facts
    if not problem.column:
        return (
            _("In row %(row)d a cell has more than %(number)d characters. Perhaps a quotation mark is missing.")
            % facts
        )
    return _("In row %(row)d, the cell in column %(column)s has more than %(number)d characters.") % facts


def facts_in_words(facts: dict[str, Any]) -> str:
    """What was read, such as 'CSV, separated by semicolons, Windows-1252'."""
    if facts["kind"] == "xlsx":
        return _("Excel, sheet “%(sheet)s”") % {"sheet": facts.get("sheet", "")}
    return _("CSV, cells separated by %(separator)s, characters as in %(encoding)s") % {
        "separator": SEPARATOR_NAMES.get(facts["separator"], facts["separator"]),
        "encoding": ENCODING_NAMES[facts["encoding"]],
    }
