"""What a reader of values does not tell of a sheet: hidden rows and columns, and zeros that a cell shows before its number.

Read from the parts of the XLSX archive (ECMA-376, part 1: 18.3.1.13, 18.3.1.73, 18.8.30). Only used where memory and time are
limited: workbook_rows.py.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree

PIECE: Final = 1 << 20
LONGEST_TAG: Final = 1000
TAG: Final = re.compile(rb"<(?:\w+:)?(row|col|c)\b([^>]*)>(?:<(?:\w+:)?v>(\d{1,15})</)?")
ATTRIBUTE: Final = re.compile(rb'\b(r|s|t|min|max|hidden)="([^"]*)"')
ONLY_ZEROS: Final = re.compile(r"0{2,20}")
# Excel has so many columns; a part may claim more.
MOST_COLUMNS: Final = 16384


@dataclass
class SheetPart:
    """hidden_rows: their numbers; hidden_columns: positions from 0; leading_zeros: by row and position, digits that show."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    leading_zeros: dict[int, dict[int, int]] = field(default_factory=dict)


def sheet_part(path: str, name: str) -> SheetPart:
    """Nothing where the archive is not as it should be: then the values are all there is."""
    found = SheetPart()
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, name)
        if member is None:
            return found
        digits = _digits_by_style(archive)
        row = 0
        for kind, attributes, value in _tags(archive, member):
            if kind == b"col":
                _note_column(found, attributes)
            elif kind == b"row":
                row = int(attributes.get(b"r", b"%d" % (row + 1)))
                if attributes.get(b"hidden") in {b"1", b"true"}:
                    found.hidden_rows.add(row)
            elif value and attributes.get(b"t", b"n") == b"n" and attributes.get(b"s") in digits:
                place = _position(attributes.get(b"r", b""))
                if place is not None:
                    found.leading_zeros.setdefault(row, {})[place] = digits[attributes[b"s"]]
    return found


def _note_column(found: SheetPart, attributes: dict[bytes, bytes]) -> None:
    if attributes.get(b"hidden") in {b"1", b"true"}:
        first, last = int(attributes.get(b"min", b"1")), int(attributes.get(b"max", b"1"))
        found.hidden_columns |= set(range(first - 1, min(last, MOST_COLUMNS)))


def _tags(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[bytes, dict[bytes, bytes], bytes | None]]:
    """(name, attributes, whole number in it) of each row, column and cell."""
    with archive.open(member) as file:
        text, is_over = b"", False
        while not is_over:
            piece = file.read(PIECE)
            text, is_over = text + piece, len(piece) < PIECE
            # What begins near the end of a piece may end in the next.
            end = len(text) if is_over else len(text) - LONGEST_TAG
            for match in TAG.finditer(text):
                if match.start() >= end:
                    break
                yield match[1], dict(ATTRIBUTE.findall(match[2])), match[3]
            text = text[end:]


def _member(archive: zipfile.ZipFile, name: str) -> str | None:
    try:
        book, links = _parsed(archive, "xl/workbook.xml"), _parsed(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ElementTree.ParseError):
        return None
    link = next(
        (
            value
            for sheet in book.iter()
            if sheet.tag.endswith("}sheet") and sheet.get("name") == name
            for key, value in sheet.attrib.items()
            if key.endswith("}id")
        ),
        None,
    )
    target = next((one.get("Target", "") for one in links.iter() if one.get("Id") == link), "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in archive.namelist() else None


def _digits_by_style(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """How many digits a style shows at least, for styles that are nothing but zeros, such as 00000 for postcodes."""
    try:
        styles = _parsed(archive, "xl/styles.xml")
    except (KeyError, ElementTree.ParseError):
        return {}
    formats = {
        one.get("numFmtId"): len(one.get("formatCode", ""))
        for one in styles.iter()
        if one.tag.endswith("}numFmt") and ONLY_ZEROS.fullmatch(one.get("formatCode", ""))
    }
    cells = next((one for one in styles.iter() if one.tag.endswith("}cellXfs")), ())
    return {
        b"%d" % position: formats[style.get("numFmtId")]
        for position, style in enumerate(cells)
        if style.get("numFmtId") in formats
    }


def _parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    """Raises KeyError, ParseError. Memory is limited, and a document with definitions of its own is none of Excel's."""
    text = archive.read(member)
    if b"<!DOCTYPE" in text:
        raise KeyError(member)
    return ElementTree.fromstring(text)  # noqa: S314


def _position(reference: bytes) -> int | None:
    """'C7' is 2."""
    letters = reference.rstrip(b"0123456789")
    if not letters.isalpha() or len(letters) > 3:
        return None
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1
