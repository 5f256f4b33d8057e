"""What people type, made clean, and made findable."""

import unicodedata
from typing import Final

from einlass.web.folding import folded as folded

# They turn the direction of the text around them, so a name could make a whole line read backwards.
DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_text(typed: str, *, lines: bool = False) -> str:
    """Text without control characters, trimmed, in composed form (NFC); line breaks stay where `lines` says so.

    Emoji and right-to-left letters stay as they are.
    """
    if typed.isascii() and typed.isprintable():
        return typed.strip() if lines else " ".join(typed.split())
    typed = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    kept = typed if typed.isprintable() else "".join(_cleaned(letter, lines) for letter in typed)
    if lines:
        return kept.strip()
    return " ".join(kept.split())


def _cleaned(letter: str, lines: bool) -> str:
    if letter == "\n":
        return "\n" if lines else " "
    if letter == "\t" or unicodedata.category(letter) in {"Zl", "Zp"}:
        return " "
    if unicodedata.category(letter) in {"Cc", "Cs"} or letter in DIRECTION_OVERRIDES:
        return ""
    return letter
