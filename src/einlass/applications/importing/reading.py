"""Any file that somebody uploads, as headings and rows of texts. No database, no form: what is in the file."""

import gzip
import io
import itertools
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from einlass.applications.importing import limits
from einlass.applications.importing.csv_files import beginning, csv_rows, encoding_of, separator_of
from einlass.applications.importing.errors import CellTooLong, NoRows, NotASheet, TooManyColumns, TooManyRows
from einlass.applications.importing.workbooks import workbook_lines

Row = tuple[int, list[str]]
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
SAMPLES: Final = 3


@dataclass(frozen=True)
class Sheet:
    """facts: what the file is ("kind", "encoding", "separator", "sheet", "others", "head_row").

    headings: of all columns, empty where there is none; rows: numbered as in the file, cut to the headings.
    packed: the rows, small (unpacked gives them back); sample: the first few.
    """

    facts: dict[str, Any]
    headings: list[str]
    count: int
    sample: list[Row]
    packed: bytes = field(repr=False)


def read_sheet(file: BinaryIO) -> Sheet:
    """Raises the SheetProblems."""
    facts, rows = sheet_rows(file)
    with closing(rows):
        return _sheet(facts, rows)


def sheet_rows(file: BinaryIO) -> tuple[dict[str, Any], Generator[Row, None, None]]:
    """What the file is, and its rows as they stand there, the headings among them. Raises the SheetProblems."""
    file.seek(0)
    start = file.read(512)
    if not start.strip():
        raise NotASheet("empty")
    if start.startswith(OLD_EXCEL):
        raise NotASheet("old Excel")
    if start.startswith(ZIP):
        lines = workbook_lines(file)
        first = next(lines)
        return {"kind": "xlsx", **(first if isinstance(first, dict) else {})}, _only_rows(lines)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise NotASheet("web page")
    encoding = encoding_of(file)
    separator = separator_of(beginning(file, encoding))
    facts = {"kind": "csv", "encoding": encoding, "separator": separator}
    return facts, csv_rows(file, encoding, separator)


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


def _only_rows(lines: Generator[dict[str, object] | Row, None, None]) -> Generator[Row, None, None]:
    with closing(lines):
        yield from (line for line in lines if isinstance(line, tuple))


def _sheet(facts: dict[str, Any], rows: Iterator[Row]) -> Sheet:
    head = next(rows, None)
    if head is None:
        raise NoRows
    keeper = _Keeper(head[1])
    packed = pack_lines(keeper.kept(rows))
    if not keeper.count:
        raise NoRows
    headings = [text.strip()[:200] for text in head[1]]
    headings += [""] * (keeper.width - len(headings))
    # Columns behind the last heading or cell are nothing.
    return Sheet(facts | {"head_row": head[0]}, headings[: keeper.width], keeper.count, keeper.sample, packed)


class _Keeper:
    """Looks at the rows as they pass."""

    def __init__(self, head: Sequence[str]) -> None:
        self.width = max((position for position, text in enumerate(head, start=1) if text.strip()), default=0)
        self.count = 0
        self.sample: list[Row] = []
        _check_cells(0, head)

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
            if self.count <= SAMPLES:
                self.sample.append((number, [cell[:200] for cell in cells]))
            yield number, cells


def _check_cells(number: int, cells: Sequence[str]) -> None:
    if cells and max(map(len, cells)) > limits.LONGEST_CELL:
        position = next(position for position, cell in enumerate(cells) if len(cell) > limits.LONGEST_CELL)
        raise CellTooLong(number, letter_of(position))


def _batched(lines: Iterable[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(lines)
    while some := list(itertools.islice(remaining, size)):
        yield some
