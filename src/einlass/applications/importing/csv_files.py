"""CSV as spreadsheets write it: which encoding, which separator, and the rows."""

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Generator, Iterator
from typing import BinaryIO, Final

from einlass.applications.importing.errors import BrokenRow, CellTooLong, NotASheet

SEPARATORS: Final = (";", ",", "\t")
LOOKED_AT: Final = 65536
BOMS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(file: BinaryIO) -> str:
    """utf-8, utf-8-sig, utf-16 or cp1252. Raises NotASheet where it is no text."""
    file.seek(0)
    start = file.read(4)
    for mark, name in BOMS.items():
        if start.startswith(mark):
            return name
    return "utf-8" if _is_text(file, "utf-8") else "cp1252" if _is_text(file, "cp1252") else _refuse()


def separator_of(text: str) -> str:
    """The separator that cuts the first rows into most cells, and all of them alike."""
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def csv_rows(file: BinaryIO, encoding: str, separator: str) -> Generator[tuple[int, list[str]], None, None]:
    """Rows with the numbers that a spreadsheet gives them; those without content are left out.

    Raises BrokenRow, CellTooLong, NotASheet.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        reader = csv.reader(_without_hint(text), delimiter=separator, strict=True)
        for number, cells in enumerate(reader, start=1):
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
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(file.read(LOOKED_AT))


def _is_text(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(1 << 20):
            if b"\0" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse() -> str:
    raise NotASheet("other")


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


def _without_hint(lines: Iterator[str]) -> Iterator[str]:
    """Excel's own line 'sep=;' counts as a row and holds nothing."""
    for position, line in enumerate(lines):
        yield "\n" if position == 0 and line.lower().startswith("sep=") and len(line.strip()) == 5 else line
