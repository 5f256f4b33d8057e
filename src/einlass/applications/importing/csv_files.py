"""CSV as spreadsheets write it: which separator, and the rows."""

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Generator, Iterator
from typing import BinaryIO, Final

from einlass.applications.importing.encodings import decoding
from einlass.applications.importing.errors import BrokenRow, CellTooLong, NotASheet

SEPARATORS: Final = (";", ",", "\t", "|")
LOOKED_AT: Final = 65536


def separator_of(text: str) -> str:
    """The separator that cuts the first rows into most cells, and all of them alike."""
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    best = max(SEPARATORS, key=lambda separator: _evenness(text, separator))
    if _evenness(text, best)[0]:
        return best
    # Perhaps each line stands in quotes as a whole, so that a spreadsheet sees one column.
    inside = "\n".join(_lines_in_quotes(text))
    return max(SEPARATORS, key=lambda separator: _evenness(inside, separator))


def csv_rows(file: BinaryIO, encoding: str, separator: str) -> Generator[tuple[int, list[str]], None, None]:
    """Rows with the numbers that a spreadsheet gives them; those without content are left out.

    A row that stands in quotes as a whole ("Ada;ada@example.org") is taken apart.

    Raises BrokenRow, CellTooLong, NotASheet.
    """
    file.seek(0)
    codec, errors = decoding(encoding)
    text = io.TextIOWrapper(file, encoding=codec, errors=errors, newline="")
    number = 0
    try:
        reader = csv.reader(_without_hint(text), delimiter=separator, strict=True)
        for number, cells in enumerate(reader, start=1):
            if len(cells) == 1 and separator in cells[0]:
                cells = _in_quotes(cells[0], separator)
            if any(cells):
                yield number, cells
    except csv.Error as error:
        raise CellTooLong(number + 1) if "field limit" in str(error) else BrokenRow(number + 1) from error
    except UnicodeError as error:
        raise NotASheet("broken") from error
    finally:
        # The wrapper would close the upload with itself.
        text.detach()


def beginning(file: BinaryIO, encoding: str) -> str:
    """The first characters, without a character that was cut in the middle."""
    file.seek(0)
    codec, errors = decoding(encoding)
    errors = "replace" if errors == "strict" else errors
    return codecs.getincrementaldecoder(codec)(errors=errors).decode(file.read(LOOKED_AT))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """How many of the first rows have the most frequent number of cells, if that is more than one; and that number."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    try:
        for cells in itertools.islice(rows, 50):
            widths[len(cells)] += 1
    except csv.Error:
        # The sample ends within a cell.
        pass
    width, number = max(
        ((width, number) for width, number in widths.items() if width > 1), key=lambda one: one[::-1], default=(0, 0)
    )
    return number * min(width, 2), width


def _lines_in_quotes(text: str) -> list[str]:
    """What stands in each of the first lines if each is one cell."""
    try:
        rows = list(itertools.islice(csv.reader(io.StringIO(text, newline="")), 50))
    except csv.Error:
        return []
    return [cells[0] for cells in rows if len(cells) == 1]


def _in_quotes(line: str, separator: str) -> list[str]:
    """The cells of a row that was one cell; as it was where it is no row."""
    try:
        rows = list(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error:
        return [line]
    return rows[0] if len(rows) == 1 else [line]


def _without_hint(lines: Iterator[str]) -> Iterator[str]:
    """Excel's own line 'sep=;' counts as a row and holds nothing."""
    for position, line in enumerate(lines):
        yield "\n" if position == 0 and line.lower().startswith("sep=") and len(line.strip()) == 5 else line
