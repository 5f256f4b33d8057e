"""Template tags and filters that every template may use without loading them."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from einlass.web.deadlines import deadline_minute
from einlass.web.faces import fits_heading_face, fits_text_face
from einlass.web.icons import ICONS
from einlass.web.localized import localized as localized_text
from einlass.web.markdown import page_html
from einlass.web.zone_names import zone_name

register = template.Library()


@register.filter
def localized(texts: Mapping[str, str] | None) -> str:
    """{{ event.summary|localized }}: the text in the active language."""
    return localized_text(texts)


@register.filter
def face(name: object) -> str:
    """class="{{ speaker.name|face }}": the class of a heading that people wrote, so that no word is set in two typefaces."""
    text = str(name or "")
    if fits_heading_face(text):
        return ""
    return "face-text" if fits_text_face(text) else "face-any"


@register.filter
def markdown(texts: Mapping[str, str] | None) -> SafeString:
    """{{ event.description|markdown }}: the text in the active language, as HTML of ours."""
    return page_html(localized_text(texts))


@register.filter
def deadline(value: datetime | None) -> SafeString | str:
    """{{ event.applications_close_at|deadline }}: the last minute that counts, with the name of its zone, as a time element."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', deadline_minute(value).isoformat(), deadline_text(value))


@register.filter
def deadline_text(value: datetime | None) -> str:
    """As `deadline`, where no HTML can stand: in mails, titles and sentences of ours."""
    return zoned_moment(deadline_minute(value)) if value else ""


@register.filter
def zoned_moment(value: datetime | None) -> str:
    """As `moment`, with the name of the zone: 'Tue 24 November 2026, 18:00 CET', '… 18:00 (Asia/Kathmandu, UTC+5:45)'."""
    return f"{moment(value)}\N{NO-BREAK SPACE}{zone_name(value)}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """{{ offer.expires_at|moment }}: day and time in the event's zone, such as 'Tue 24 November 2026, 18:00'."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    day = formats.date_format(local, "D, j. F Y" if _is_german() else "D j F Y")
    return f"{day}, {local:%H:%M}" + ("\N{NO-BREAK SPACE}Uhr" if _is_german() else "")


@register.filter
def clock(value: datetime | None) -> str:
    """{{ slot.starts_at|clock }}: the time of day in the event's zone, such as '09:30'."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def percent(share: float | None) -> str:
    """{{ chance|percent }}: 0.3529 as '35.3 %' (German '35,3 %')."""
    if share is None:
        return ""
    # Rounded first: Django cuts digits off.
    return formats.number_format(round(share * 100, 1), 1) + "\u202f%"


@register.filter
def mail_link(address: str) -> SafeString:
    """{{ event.contact_email|mail_link }}: the address, to be touched and written to."""
    return format_html('<a href="mailto:{}">{}</a>', quote(address, safe="@"), address)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "ticket" %}: a small line drawing, hidden from screen readers."""
    return mark_safe(  # noqa: S308 - our own constants
        f'<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: object) -> str:
    """{% address_with page=3 %}: this page's query string with some parameters set, or dropped where empty."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return "?" + query.urlencode()


def _is_german() -> bool:
    return formats.get_format("DECIMAL_SEPARATOR") == ","
