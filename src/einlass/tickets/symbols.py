"""The picture of a ticket code: QR version 5, level M, always the same mask."""

import io
from itertools import groupby
from typing import Final

import segno

MODULES: Final = 37
QUIET_ZONE: Final = 4
# Choosing the best mask takes six times as long as drawing with one, and cameras do not care.
MASK: Final = 2


def symbol_path(text: str) -> str:
    """The dark modules as path data on a grid of 37 by 37, one stroke of width 1 per run of a row."""
    path = []
    for y, row in enumerate(_symbol(text).matrix):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                path.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(path)


def symbol_svg(path: str, *, title: str) -> str:
    """A picture that stands alone: dark on white, with its quiet zone."""
    size = MODULES + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{QUIET_ZONE} -{QUIET_ZONE} {size} {size}" width="{size * 10}" '
        f'height="{size * 10}" role="img" aria-label="{title}"><path fill="#fff" d="M-{QUIET_ZONE}-{QUIET_ZONE}h{size}v{size}'
        f'h-{size}z"/><path stroke="#000" shape-rendering="crispEdges" d="{path}"/></svg>'
    )


def symbol_png(text: str) -> bytes:
    """A picture of 720 by 720 pixels, for places that show no SVG."""
    out = io.BytesIO()
    _symbol(text).save(out, kind="png", scale=16, border=QUIET_ZONE)
    return out.getvalue()


def _symbol(text: str) -> segno.QRCode:
    return segno.make_qr(text, version=5, error="m", mode="alphanumeric", mask=MASK, boost_error=False)
