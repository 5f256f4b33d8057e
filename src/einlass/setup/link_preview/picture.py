"""Drawing the picture, 1200 × 630 pixels, by typst: it sets every script for which we ship a font."""

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from einlass.events.link_preview import LinkPreview
from einlass.tickets.fonts import TEXT, font_folders, heading_families, text_families

TEMPLATE: Final = Path(__file__).parent / "typst" / "picture.typ"
WIDTH: Final = 1200
HEIGHT: Final = 630
# A point of the page is a pixel of the picture.
PIXELS_PER_INCH: Final = 72.0
# Two threads that draw at once would take twice the memory and no less time.
_turn = threading.Lock()


def preview_png(preview: LinkPreview) -> bytes:
    """The picture as PNG; the latest are held in memory."""
    with _turn:
        return _drawn(preview)


@lru_cache(maxsize=32)
def _drawn(preview: LinkPreview) -> bytes:
    texts = [preview.name, preview.when, preview.where]
    families = [family for text in texts for family in text_families(text)]
    facts = {
        "name": preview.name,
        "when": preview.when,
        "where": preview.where,
        "colour": preview.colour,
        "language": preview.language,
        "name_font": heading_families(preview.name),
        "text_font": list(dict.fromkeys([TEXT, *families])),
    }
    compiler = typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=list(font_folders(texts)), ignore_system_fonts=True
    )
    page = compiler.compile(format="png", ppi=PIXELS_PER_INCH, sys_inputs={"preview": json.dumps(facts)})
    # One page comes as its bytes alone.
    assert isinstance(page, bytes)
    return page
