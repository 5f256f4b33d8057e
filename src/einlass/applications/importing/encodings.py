"""Which characters the bytes of a text file mean, guessed by how a list of people reads in each encoding."""

import codecs
import re
import unicodedata
from collections.abc import Callable
from typing import BinaryIO, Final

from einlass.applications.importing.errors import NotASheet

LOOKED_AT: Final = 1 << 18
CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")
# A picture or a program has far more of them than a text in which some slipped in.
MOST_CONTROLS: Final = 0.01
BOMS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Of one byte a letter: what Windows, MS-DOS (many exports of old programs) and old Macs wrote. The first wins a tie.
BYTEWISE: Final = ("cp1252", "cp850", "mac_roman")
# A file put together from two: UTF-8, and what is none read as one of the others.
MIXED: Final = {f"utf-8+{name}": name for name in BYTEWISE}
ENCODINGS: Final = ("utf-8", "utf-16", *BYTEWISE, *MIXED)
OFTEN: Final = frozenset("äöüÄÖÜßé")
LETTERS: Final = frozenset("áàâãåæçèêëíìîïñóòôõøúùûýÿœÁÀÂÅÆÇÈÉÊËÍÎÏÑÓÔØÚÝŒžŽšŠ")
# Between words, and never within one.
SIGNS: Final = frozenset("\u00a0–—„“”‚‘’«»€§°·…•©®™")


def encoding_of(file: BinaryIO) -> str:
    """One of ENCODINGS, or utf-8-sig. Raises NotASheet where it is no text."""
    file.seek(0)
    start = file.read(4)
    for mark, name in BOMS.items():
        if start.startswith(mark):
            return name
    broken, has_both = _broken_bytes(file)
    if not broken:
        return "utf-8"
    likeliest = max(BYTEWISE, key=lambda name: _likeness(broken, name))
    return f"utf-8+{likeliest}" if has_both else likeliest


def decoding(name: str) -> tuple[str, str]:
    """The codec and what it does with bytes that are none of its letters, for `io.TextIOWrapper`."""
    if name in MIXED:
        return "utf-8", MIXED[name] + " instead"
    return name, "replace" if name in BYTEWISE else "strict"


def _broken_bytes(file: BinaryIO) -> tuple[bytes, bool]:
    """The lines that are no UTF-8, as far as they are looked at; and whether other lines have letters in UTF-8.

    Raises NotASheet where bytes that no text has come.
    """
    file.seek(0)
    broken, has_utf8 = bytearray(), False
    for line in file:
        if b"\0" in line:
            raise NotASheet("other")
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            has_utf8 = True
        except UnicodeDecodeError:
            if len(broken) < LOOKED_AT:
                broken += line[:LOOKED_AT]
    if len(CONTROLS.findall(broken)) > len(broken) * MOST_CONTROLS:
        raise NotASheet("other")
    return bytes(broken), has_utf8


def _likeness(lines: bytes, name: str) -> int:
    """How much the lines read like names: letters of Europe's languages count, signs within a word count against."""
    text = lines.decode(name, errors="replace")
    neighbours = zip(" " + text, text, text[1:] + " ", strict=False)
    return sum(_worth(before, letter, after) for before, letter, after in neighbours if not letter.isascii())


def _worth(before: str, letter: str, after: str) -> int:
    is_within = before.isalpha() and after.isalpha()
    if letter in OFTEN or letter in LETTERS:
        is_odd = letter.isupper() and before.islower()
        return -2 if is_odd else 3 if letter in OFTEN else 1
    if letter in SIGNS:
        return -3 if is_within and letter != "’" else 0
    return -3 if unicodedata.category(letter)[0] != "L" else -1


def _read_as(name: str) -> Callable[[UnicodeError], tuple[str, int]]:
    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(name, errors="replace"), error.end

    return read


for _name in BYTEWISE:
    codecs.register_error(f"{_name} instead", _read_as(_name))
