"""What spreadsheets and wrong encodings do to cells: found, named, and repaired where a person says so. No database."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import ftfy
from ftfy.badness import is_bad

from einlass.applications.importing.headings import key_of, keys_of

Kind = Literal["mojibake", "exponent", "zeros", "serial"]
# A number in scientific notation: its last digits are gone for ever.
EXPONENT: Final = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
# Days since the end of 1899, as spreadsheets count: from 1927 to 2064.
SERIAL: Final = re.compile(r"(?:[1-5]\d{4})(?:\.0+)?")
# The replacement character, and what MS-DOS drew tables with.
NO_LETTERS: Final = re.compile(r"\ufffd|[\u2500-\u259f]")
DAY_NOUGHT: Final = date(1899, 12, 30)
POSTCODES: Final = frozenset(map(key_of, ("plz", "postleitzahl", "postcode", "postal code", "zip", "zip code")))
PHONES: Final = frozenset(
    map(
        key_of,
        (
            "telefon",
            "telefonnummer",
            "tel",
            "handy",
            "handynummer",
            "mobil",
            "rufnummer",
            "phone",
            "mobile",
            "telephone",
        ),
    )
)
GERMAN_POSTCODE: Final = 5
# A telephone number of Germany without its first nought and without its country.
PHONE: Final = re.compile(r"1[567]\d{8,9}|[2-9]\d{7,10}")


@dataclass(frozen=True)
class Damage:
    """kind; repaired: what would stand in the cell after a repair, empty where nothing can be saved."""

    kind: Kind
    repaired: str


Finder = Callable[[str], Damage | None]


def finder_for(heading: str, digits: Sequence[int] | None, *, is_date: bool, is_number: bool) -> Finder:
    """Looks for damage in the cells of one column.

    digits: shortest and longest cell of a column that holds digits only (reading.Sheet.facts); None for other columns.
    """
    keys = set(keys_of(heading))
    lost_zeros = _lost_zeros(keys, digits)

    def find(text: str) -> Damage | None:
        if not text.isascii():
            return _mojibake(text)
        if not text[:1].isdigit() and text[:1] not in {"+", "-"}:
            return None
        if not is_number and EXPONENT.fullmatch(text):
            return Damage("exponent", "")
        if is_date and SERIAL.fullmatch(text):
            return Damage("serial", (DAY_NOUGHT + timedelta(days=int(float(text)))).isoformat())
        return lost_zeros(text)

    return find


def repaired(text: str, damage: Damage | None, repairs: Mapping[str, bool]) -> str:
    """The cell as it counts: repaired where a person said so for this kind of damage."""
    return damage.repaired if damage is not None and repairs.get(damage.kind) else text


def mended_letters(text: str) -> str:
    """The text with letters put right that were once read in the wrong encoding."""
    damage = None if text.isascii() else _mojibake(text)
    return text if damage is None else damage.repaired


def _mojibake(text: str) -> Damage | None:
    """ "JÃ¶rg" is "Jörg". What cannot be saved, such as "J\N{REPLACEMENT CHARACTER}rg", stays as it is and is named all the same."""
    if not NO_LETTERS.search(text) and not is_bad(text):
        return None
    return Damage("mojibake", _decoded_again(text))


def _decoded_again(text: str) -> str:
    better = ftfy.fix_encoding(text)
    if better != text:
        return better
    for codec in ("cp850", "mac_roman"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _lost_zeros(keys: set[str], digits: Sequence[int] | None) -> Finder:
    if keys & POSTCODES and digits is not None and digits[0] == GERMAN_POSTCODE - 1 and digits[1] == GERMAN_POSTCODE:
        return lambda text: Damage("zeros", text.zfill(GERMAN_POSTCODE)) if len(text) < GERMAN_POSTCODE else None
    if keys & PHONES:
        return lambda text: Damage("zeros", "0" + text) if PHONE.fullmatch(text) else None
    return _none


def _none(text: str) -> Any:
    return None
