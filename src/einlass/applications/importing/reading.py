"""Any file that somebody uploads, as headings and rows of texts. No database, no form: what is in the file."""

import gzip
import io
import itertools
import json
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from einlass.applications.importing import limits
from einlass.applications.importing.csv_files import beginning, csv_rows, separator_of
from einlass.applications.importing.encodings import encoding_of
from einlass.applications.importing.errors import CellTooLong, NoRows, NotASheet, TooManyColumns, TooManyRows
from einlass.applications.importing.headings import LOOKED_AT, heading_rows, joined
from einlass.applications.importing.workbooks import Line, workbook_lines

Row = tuple[int, list[str]]
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
SAMPLES: Final = 10
# How much of the beginning a page shows, as it stands in the file.
OPENING_ROWS: Final = 8
OPENING_COLUMNS: Final = 30
NO_DIGITS: Final = (0, 0)


@dataclass(frozen=True)
class Choices:
    """How a person says a file is to be read; what is None is guessed.

    head_row: the number of the row with the headings, 0 for none; head_rows: how many rows of headings there are from there.
    """

    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    head_row: int | None = None
    head_rows: int = 1
    takes_hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """facts: what the file is: "kind", "encoding", "separator", "sheet", "sheets", "head_row" (0: none), "head_rows",
    "hidden_rows" (how many), "hidden_columns" (positions), "digits" (columns of digits: shortest and longest cell),
    "opening" (the first rows as they stand there).

    headings: of all columns, empty where there is none; rows: numbered as in the file, cut to the headings.
    packed: the rows, small (unpacked gives them back); sample: the first few.
    """

    facts: dict[str, Any]
    headings: list[str]
    count: int
    sample: list[Row]
    packed: bytes = field(repr=False)


def read_sheet(file: BinaryIO, choices: Choices = Choices(), *, known: Collection[str] = ()) -> Sheet:
    """known: headings that mean something, as `headings.key_of` writes them. Raises the SheetProblems."""
    facts, rows = sheet_rows(file, choices, known=known)
    with closing(rows):
        return _sheet(facts, rows, choices, known)


def sheet_rows(
    file: BinaryIO, choices: Choices = Choices(), *, known: Collection[str] = ()
) -> tuple[dict[str, Any], Generator[Row, None, None]]:
    """What the file is, and its rows as they stand there, the headings among them. Raises the SheetProblems.

    "hidden_rows" is right once all rows were taken.
    """
    file.seek(0)
    start = file.read(512)
    if not start.strip():
        raise NotASheet("empty")
    if start.startswith(OLD_EXCEL):
        raise NotASheet("old Excel")
    if start.startswith(ZIP):
        lines = workbook_lines(file, sheet=choices.sheet, known=known)
        first = next(lines)
        facts = {
            "kind": "xlsx",
            "hidden_rows": 0,
            "takes_hidden": choices.takes_hidden,
            **(first if isinstance(first, dict) else {}),
        }
        return facts, _shown_rows(lines, facts, choices)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise NotASheet("web page")
    guessed = encoding_of(file)
    encoding = choices.encoding or guessed
    # What begins with a mark of its own is what the mark says.
    encoding = guessed if guessed in {"utf-8-sig", "utf-16"} else encoding
    separator = choices.separator or separator_of(beginning(file, encoding))
    return {"kind": "csv", "encoding": encoding, "separator": separator}, csv_rows(file, encoding, separator)


def unpacked(packed: bytes) -> Iterator[Row]:
    """The rows of a Sheet."""
    return ((number, cells) for number, cells in unpacked_lines(packed))


def pack_lines(lines: Iterable[Any]) -> bytes:
    """JSON values, one a line, compressed."""
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1, mtime=0) as file:
        for some in _batched(lines, 500):
            file.write(
                "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in some).encode()
            )
    return target.getvalue()


def unpacked_lines(packed: bytes) -> Iterator[Any]:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
        for line in io.BufferedReader(file, 1 << 18):
            yield json.loads(line)


def letter_of(position: int) -> str:
    """The letter over a column, as a spreadsheet writes it: 0 is A, 26 is AA."""
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _shown_rows(
    lines: Generator[dict[str, object] | Line, None, None], facts: dict[str, Any], choices: Choices
) -> Generator[Row, None, None]:
    with closing(lines):
        for line in lines:
            if isinstance(line, dict):
                continue
            number, cells, is_hidden = line
            facts["hidden_rows"] += is_hidden
            if choices.takes_hidden or not is_hidden:
                yield number, cells


def _sheet(facts: dict[str, Any], rows: Iterator[Row], choices: Choices, known: Collection[str]) -> Sheet:
    opening = list(itertools.islice(rows, LOOKED_AT))
    if not opening:
        raise NoRows
    heads = _heading_rows(opening, choices, known)
    above = [cells for number, cells in opening if number in heads]
    last = max(heads, default=0)
    headings = [text.strip()[:200] for text in (above[0] if len(above) == 1 else joined(above))]
    keeper = _Keeper(headings)
    below = (row for row in itertools.chain(opening, rows) if row[0] > last)
    packed = pack_lines(keeper.kept(below))
    if not keeper.count:
        raise NoRows
    headings += [""] * (keeper.width - len(headings))
    facts |= {
        "head_row": min(heads, default=0),
        "head_rows": len(heads),
        "digits": keeper.digits(),
        "opening": [
            (number, [cell[:80] for cell in cells[:OPENING_COLUMNS]]) for number, cells in opening[:OPENING_ROWS]
        ],
    }
    # Columns behind the last heading or cell are nothing.
    return Sheet(facts, headings[: keeper.width], keeper.count, keeper.sample, packed)


def _heading_rows(opening: Sequence[Row], choices: Choices, known: Collection[str]) -> list[int]:
    if choices.head_row is None:
        return heading_rows(opening, known)
    if not choices.head_row:
        return []
    numbers = [number for number, _cells in opening if number >= choices.head_row]
    if not numbers:
        raise NoRows
    return numbers[: choices.head_rows]


class _Keeper:
    """Looks at the rows as they pass."""

    def __init__(self, head: Sequence[str]) -> None:
        self.width = max((position for position, text in enumerate(head, start=1) if text.strip()), default=0)
        self.count = 0
        self.sample: list[Row] = []
        self.lengths: dict[int, tuple[int, int]] = {}
        _check_cells(0, head)

    def digits(self) -> dict[str, tuple[int, int]]:
        """Of each column with nothing but digits: how many the shortest and the longest cell has."""
        return {str(place): lengths for place, lengths in self.lengths.items() if lengths[0]}

    def kept(self, rows: Iterator[Row]) -> Iterator[Row]:
        for number, cells in rows:
            while cells and not cells[-1].strip():
                cells.pop()
            if not any(map(str.strip, cells)):
                continue
            self.width = max(self.width, len(cells))
            self.count += 1
            _check_cells(number, cells)
            if self.width > limits.MOST_COLUMNS:
                raise TooManyColumns
            if self.count > limits.MOST_ROWS:
                raise TooManyRows
            self._measure(cells)
            if self.count <= SAMPLES:
                self.sample.append((number, [cell[:200] for cell in cells]))
            yield number, cells

    def _measure(self, cells: Sequence[str]) -> None:
        for place, cell in enumerate(cells):
            if cell and (known := self.lengths.get(place, (999, 0))) != NO_DIGITS:
                is_number = cell.isdigit()
                self.lengths[place] = (min(known[0], len(cell)), max(known[1], len(cell))) if is_number else NO_DIGITS


def _check_cells(number: int, cells: Sequence[str]) -> None:
    if cells and max(map(len, cells)) > limits.LONGEST_CELL:
        position = next(position for position, cell in enumerate(cells) if len(cell) > limits.LONGEST_CELL)
        raise CellTooLong(number, letter_of(position))


def _batched(lines: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(lines)
    while some := list(itertools.islice(remaining, size)):
        yield some
