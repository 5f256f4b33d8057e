"""Logos and title pictures: read, checked, and written anew in the widths that pages ask for.

What somebody sends is never served as it came: a picture is decoded and encoded again, so nothing hides in it and no
place or camera is told. An SVG is drawn as a picture too, by typst, which runs no script and fetches nothing.
"""

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from typing import Final

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

MEGABYTES: Final = 10
# Beyond this a picture that is small as a file may fill the memory once it is decoded.
MOST_PIXELS: Final = 60_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
WIDTHS: Final = {"logo": (240, 480), "title": (640, 1280, 1920)}
SMALLEST: Final = {"logo": 64, "title": 640}
ACTIVE_SVG: Final = re.compile(
    rb"<\s*(script|foreignobject|!doctype|!entity|iframe|image)|\bon\w+\s*=|javascript:|href\s*=\s*[\"'](?!#)", re.I
)


class BadPicture(Exception):
    """reason: too_large, not_a_picture, too_many_pixels, too_small or active (an SVG that holds script or links)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Rendition:
    """One width of a picture, as WebP."""

    width: int
    height: int
    content: bytes


def render_picture(content: bytes, kind: str) -> tuple[str, list[Rendition]]:
    """Fingerprint and renditions, the narrowest first. kind: logo or title. Raises BadPicture."""
    if len(content) > MEGABYTES * 1_000_000:
        raise BadPicture("too_large")
    picture = _opened(_svg_as_png(content) if _is_svg(content) else content)
    if picture.width < SMALLEST[kind]:
        raise BadPicture("too_small")
    widths = sorted({min(width, picture.width) for width in WIDTHS[kind]})
    renditions = [_rendition(picture, width) for width in widths]
    return hashlib.sha256(renditions[-1].content).hexdigest()[:16], renditions


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise BadPicture("too_many_pixels")
            upright = ImageOps.exif_transpose(picture)
            has_alpha = "transparency" in upright.info or "A" in upright.getbands()
            return upright.convert("RGBA" if has_alpha else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadPicture("not_a_picture") from error


def _rendition(picture: Image.Image, width: int) -> Rendition:
    height = max(1, round(picture.height * width / picture.width))
    written = io.BytesIO()
    picture.resize((width, height), Image.Resampling.LANCZOS).save(written, "WEBP", quality=82, method=4)
    return Rendition(width, height, written.getvalue())


def _is_svg(content: bytes) -> bool:
    return b"<svg" in content[:2000].lower()


def _svg_as_png(content: bytes) -> bytes:
    if ACTIVE_SVG.search(content):
        raise BadPicture("active")
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(bytes(sys.inputs.svg), width: 480pt)"
    )
    try:
        text = content.decode()
        page = typst.compile(source.encode(), format="png", ppi=144, sys_inputs={"svg": text})
    except (RuntimeError, UnicodeDecodeError, typst.TypstError) as error:
        raise BadPicture("not_a_picture") from error
    return page if isinstance(page, bytes) else page[0]
