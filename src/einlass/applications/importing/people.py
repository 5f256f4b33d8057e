"""Names and addresses as people write and paste them, made what is printed and what can be mailed. No database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ADDRESS: Final = re.compile(r"[^\s@<>()\[\]\",;:|]+@[^\s@<>()\[\]\",;:|]+")
NUMBERING: Final = re.compile(r"\s*(?:\d{1,4}[.):]|[-–•*·])\s+")
# What letters begin with and tickets leave out; "Dr." and "Prof." are part of a name.
SALUTATION: Final = re.compile(
    r"(?:sehr geehrte[r]?\s+)?(?:herrn?|frau|hr\.|fr\.|mr\.?|mrs\.?|ms\.?|mx\.?|miss|monsieur|madame|mme\.?)\s+(?=\S)",
    re.IGNORECASE,
)
# Shown as a space, or as nothing at all.
BLANKS: Final = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n]+")
INVISIBLE: Final = re.compile(r"[\u00ad\u200b\u2060\ufeff\u061c\u200e\u200f\u180e]")


class TwoAddresses(ValueError):
    """One person has one address."""


@dataclass(frozen=True)
class Receiver:
    """Somebody in a list of addressees. name: empty where only the address stands there."""

    name: str
    email: str


def without_invisible(text: str) -> str:
    """Without what nobody sees: zero-width characters, byte-order marks, marks of direction; one kind of space.

    The joiners stay that emoji and Persian need.
    """
    if text.isascii() and "\t" not in text and "\n" not in text:
        return text.strip()
    return BLANKS.sub(" ", INVISIBLE.sub("", text)).strip()


def address_in(text: str) -> str:
    """The address in a cell: without "mailto:", a name around it and a full stop behind it; the cell where there is none.

    Raises TwoAddresses.
    """
    text = without_invisible(text)
    found = list(dict.fromkeys(one.lower() for one in _addresses(text)))
    if len(found) > 1:
        raise TwoAddresses(text)
    return _addresses(text)[0] if found else text


def printed_name(text: str, *, is_turned_round: bool = False) -> str:
    """A name as it is printed: "Frau Brandlhuber, Tilda" is "Tilda Brandlhuber"."""
    name = without_salutation(without_invisible(text))
    if is_turned_round and "," in name:
        surname, _comma, first = name.partition(",")
        name = without_salutation(f"{first.strip()} {surname.strip()}".strip())
    return name


def without_number(text: str) -> str:
    """Without the number or the dash that a list puts before each line."""
    match = NUMBERING.match(text)
    return text[match.end() :] if match else text


def without_salutation(name: str) -> str:
    return SALUTATION.sub("", name, count=1) if SALUTATION.match(name) else name


def is_turned_round(names: Sequence[str]) -> bool:
    """Whether most of the names have one comma between letters, as "Brandlhuber, Tilda" has."""
    filled = [name for name in names if name.strip()]
    turned = [name for name in filled if re.fullmatch(r"[^,\d]*\w[^,\d]*,[^,\d]*\w[^,\d]*", name)]
    return len(turned) * 2 > len(filled)


def receivers_in(text: str) -> list[Receiver]:
    """Everybody in a line of addressees, as mail programs copy it: "Ada Lovelace <ada@example.org>; ..."."""
    found, start = [], 0
    text = without_number(text)
    for match in ADDRESS.finditer(text):
        name = text[start : match.start()].replace("mailto:", "").strip(" \t,;:<>()[]\"'|")
        found.append(Receiver(_readable(name), match[0].rstrip(".")))
        start = match.end()
    return found


def _readable(name: str) -> str:
    name = printed_name(name)
    return printed_name(name, is_turned_round=True) if is_turned_round([name]) else name


def _addresses(text: str) -> list[str]:
    return [one.strip(".'").removeprefix("mailto:") for one in ADDRESS.findall(text)]
