"""Which of our typefaces has every letter of a text, so that no name is set in two of them.

The ranges are those letters that the font files have; a test reads the files.
"""

import unicodedata
from typing import Final

# Young Serif, the face of headings: western and central European Latin.
HEADING_LETTERS: Final = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x17E), (0x218, 0x21B), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E)),
    *((0x2010, 0x2010), (0x2013, 0x2014), (0x2018, 0x201A), (0x201C, 0x201E), (0x2026, 0x2026), (0x20AC, 0x20AC)),
)
# Hanken Grotesk, the face of everything else: the same and Vietnamese.
TEXT_LETTERS: Final = (
    *((0x20, 0x7E), (0xA0, 0x17E), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x218, 0x21B), (0x1E80, 0x1E85)),
    *((0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2013, 0x2015), (0x2018, 0x201A), (0x201C, 0x201E), (0x2026, 0x2026)),
    *((0x20AB, 0x20AC), (0x2190, 0x2190), (0x2192, 0x2192)),
)

Ranges = tuple[tuple[int, int], ...]


def fits_heading_face(text: str) -> bool:
    return _has_all(HEADING_LETTERS, text)


def fits_text_face(text: str) -> bool:
    return _has_all(TEXT_LETTERS, text)


def _has_all(ranges: Ranges, text: str) -> bool:
    """Composed first: a browser and a typesetter put "e" and its accent together where the font has both in one."""
    return all(
        character in "\n\r\t" or any(first <= ord(character) <= last for first, last in ranges)
        for character in unicodedata.normalize("NFC", text)
    )
