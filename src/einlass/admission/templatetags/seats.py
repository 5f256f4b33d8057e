"""Seats on pages: what a state is called, and the links of the picture."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from einlass.admission.seat_map import SeatNow

register = template.Library()


@register.filter
def seat_state(state: str) -> str:
    """{{ seat.state|seat_state }}: what a seat is doing, in words."""
    match state:
        case "accepted":
            return _("ticket")
        case "offered":
            return _("no answer yet")
        case "held":
            return _("held for a draw")
        case "returned":
            return _("free again")
        case "free":
            return _("free")
        case "loose":
            return _("in no contingent")
        case _:
            return _("given up")


@register.simple_tag
def seat_links(seats: Iterable[SeatNow]) -> SafeString:
    """Each seat as a small square that leads to its story; made here, because there are a thousand and more.

    Only the first is in the order of the tab key; seat-picture.js goes on with the arrow keys.
    """
    words: dict[str, str] = {}
    links: list[str] = []
    for seat in seats:
        word = words.get(seat.state) or words.setdefault(seat.state, str(escape(seat_state(seat.state))))
        skip = ' tabindex="-1"' if links else ""
        links.append(
            f'<a class="seat seat--{seat.state}" href="{seat.number}/"{skip} title="{seat.number}: {word}"></a>'
        )
    return mark_safe("".join(links))  # noqa: S308 - numbers, our own states, and words that are escaped
