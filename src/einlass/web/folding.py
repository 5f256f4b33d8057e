"""Text as it is compared when people search."""

import unicodedata
from typing import Final

# Letters that NFKD does not take apart.
PLAIN_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def folded(text: str) -> str:
    """Text for searching: lower case, without accents, so that 'Sahin' finds 'Şahin'."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(PLAIN_LETTERS)
