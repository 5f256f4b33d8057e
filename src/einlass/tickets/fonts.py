"""The fonts that a text needs on paper: our own two faces, and Noto for every other script.

A name is set in one face where one has all its letters. A family's file is opened only where a text needs it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.conf import settings

from einlass.web.faces import fits_heading_face, fits_text_face

HEADING: Final = "Young Serif"
TEXT: Final = "Hanken Grotesk"
OWN_FOLDERS: Final = (
    "hanken-grotesk/400Regular",
    "hanken-grotesk/500Medium",
    "hanken-grotesk/600SemiBold",
    "young-serif/400Regular",
)


@dataclass(frozen=True)
class Font:
    """family: its name for the typesetter; package: that of the JavaScript package that brings the file."""

    family: str
    package: str


LATIN: Final = Font("Noto Sans", "noto-sans")  # Cyrillic and Greek as well
EMOJI: Final = Font("Noto Emoji", "noto-emoji")
IDEOGRAPHS: Final = Font("Noto Sans CJK TC", "")  # Japanese and Korean as well; comes as a Python package
# By the first word of a character's name in Unicode, which is its script.
BY_SCRIPT: Final = {
    **dict.fromkeys(("LATIN", "CYRILLIC", "GREEK"), LATIN),
    **dict.fromkeys(("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH"), IDEOGRAPHS),
    **{
        script.upper(): Font(f"Noto Sans {script}", f"noto-sans-{script.lower()}")
        for script in (
            *("Arabic", "Armenian", "Balinese", "Bengali", "Cherokee", "Devanagari", "Ethiopic", "Georgian"),
            *("Gujarati", "Gurmukhi", "Hebrew", "Javanese", "Kannada", "Khmer", "Lao", "Malayalam", "Mongolian"),
            *("Myanmar", "Oriya", "Sinhala", "Syriac", "Tamil", "Telugu", "Thaana", "Thai", "Tifinagh", "Yi"),
        )
    },
    "CANADIAN": Font("Noto Sans Canadian Aboriginal", "noto-sans-canadian-aboriginal"),
    "NKO": Font("Noto Sans NKo", "noto-sans-nko"),
    "TIBETAN": Font("Noto Serif Tibetan", "noto-serif-tibetan"),
}
# In the order in which they are tried.
ALL: Final = (*dict.fromkeys(BY_SCRIPT.values()), EMOJI)


def heading_families(text: str) -> list[str]:
    """The families for a name or a title, the first to be tried first; one wherever one is enough."""
    return [HEADING] if fits_heading_face(text) else text_families(text)


def text_families(text: str) -> list[str]:
    """As `heading_families`, for running text."""
    return [TEXT] if fits_text_face(text) else [font.family for font in noto_fonts(text)]


def noto_fonts(text: str) -> list[Font]:
    """What `text` needs besides our own two faces: Latin first, emoji last, so that they do not set the spaces."""
    if fits_text_face(text) or fits_heading_face(text):
        return []
    scripts = {_font_of(character) for character in unicodedata.normalize("NFC", text)}
    return [LATIN, *(font for font in ALL if font in scripts and font is not LATIN)]


def font_folders(texts: Iterable[str]) -> list[Path]:
    """The folders of all files that `texts` need, our own faces first."""
    fonts = dict.fromkeys(font for text in texts for font in noto_fonts(text))
    return [*(settings.NPM / "@expo-google-fonts" / folder for folder in OWN_FOLDERS), *map(_folder, fonts)]


def _font_of(character: str) -> Font | None:
    """None: every font has it, or nobody sees it (spaces, marks that join letters)."""
    script = unicodedata.name(character, "").replace("-", " ").partition(" ")[0]
    if script in BY_SCRIPT:
        return BY_SCRIPT[script]
    return EMOJI if unicodedata.category(character) in {"So", "Sk"} else None


def _folder(font: Font) -> Path:
    if font is IDEOGRAPHS:
        return Path(str(files("cvttf_NotoSansCJK_Regular")))
    return settings.NPM / "@expo-google-fonts" / font.package / "400Regular"
