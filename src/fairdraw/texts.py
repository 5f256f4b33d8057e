"""Which texts may stand in what is published: those of which nobody can make a second one that looks the same."""

from __future__ import annotations

import re
import unicodedata

LONGEST_CODE = 200
LONGEST_NAME = 1000
# Control characters, halves of characters, and what shows as a blank or not at all. A blank is a blank.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]"
)
# Those of them that part words.
_BLANKS = re.compile("[\t-\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def problem_of(text: object, longest: int, *, may_be_empty: bool = False) -> str | None:
    """Why this text may not be published, as the end of a sentence about it, or None if it may."""
    if not isinstance(text, str):
        return "is no text"
    if not text:
        return None if may_be_empty else "is empty"
    if len(text) > longest:
        return f"has {len(text)} characters; at most {longest} are allowed"
    if text.isascii() and text.isalnum():
        # Nearly all codes, of which there may be a million.
        return None
    if unseen := UNSEEN.search(text):
        return f"has the character U+{ord(unseen[0]):04X} in it, which cannot be told apart by sight"
    if text != text.strip(" "):
        return "begins or ends with a blank"
    if not unicodedata.is_normalized("NFC", text):
        return "is not in the Unicode form NFC, so it could be written in two ways"
    return None


def clean(text: str) -> str:
    """The same text as it may be published: NFC, one blank for others and for ends of lines, nothing that nobody sees.

    It may be empty, and too long.
    """
    seen = UNSEEN.sub(lambda unseen: " " if _BLANKS.fullmatch(unseen[0]) else "", text)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", seen)).strip(" ")


def shown(text: str) -> str:
    """A text in quotation marks for a message: what cannot be seen is written out, and long ones are cut."""
    cut = text if len(text) <= 60 else f"{text[:60]}…"
    return "'" + UNSEEN.sub(lambda unseen: f"\\u{ord(unseen[0]):04x}", cut) + "'"


def number_shown(number: object) -> str:
    """What should be a number, for a message, which must not become as long as the number is."""
    if isinstance(number, int) and number.bit_length() > 200:
        return f"a number of about {number.bit_length() * 301 // 1000:,} digits"
    return repr(number)[:60]
