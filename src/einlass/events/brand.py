"""An event's brand colour, made readable: the shades that buttons and links need in light and dark.

Contrast as in WCAG 2.2, "relative luminance" and "contrast ratio".
"""

import colorsys
from typing import Final

LIGHT_PAPER: Final = "#faf7f4"
DARK_PAPER: Final = "#191315"
WHITE: Final = "#ffffff"
READABLE: Final = 4.6  # WCAG AA asks for 4.5; the rest is room for rounding


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def fill(colour: str) -> str:
    """The colour, darkened until white text on it can be read."""
    return _shifted(colour, WHITE, step=-0.01)


def text_on_light(colour: str) -> str:
    """The colour, darkened until it can be read on light paper."""
    return _shifted(colour, LIGHT_PAPER, step=-0.01)


def text_on_dark(colour: str) -> str:
    """The colour, lightened until it can be read on dark paper, with room for raised surfaces."""
    return _shifted(colour, DARK_PAPER, step=0.01, ratio=7.0)


def stylesheet(colour: str) -> str:
    """The tokens that depend on the brand colour, as CSS."""
    return (
        f":root{{--brand-fill:{fill(colour)};--brand-text:{text_on_light(colour)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--brand-text:{text_on_dark(colour)}}}}}\n"
    )


def _shifted(colour: str, background: str, *, step: float, ratio: float = READABLE) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    while contrast(colour, background) < ratio and 0 <= lightness <= 1:
        lightness += step
        red, green, blue = colorsys.hls_to_rgb(hue, min(max(lightness, 0), 1), saturation)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colour


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
