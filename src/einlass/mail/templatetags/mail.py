"""For mail templates."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from einlass.mail.markdown import escaped
from einlass.web.templatetags.web import deadline_text, zoned_moment

register = template.Library()


@register.filter
def moment_of(value: str | datetime | None, zone: str) -> str:
    """{{ expires_at|moment_of:event_zone }}: a moment of the context, in words and in the event's zone."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    with timezone.override(ZoneInfo(zone)):
        return zoned_moment(at)


@register.filter
def deadline_of(value: str | datetime | None, zone: str) -> str:
    """As `moment_of`, for the end of a deadline: the last minute that counts."""
    if not value:
        return ""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    with timezone.override(ZoneInfo(zone)):
        return deadline_text(at)


@register.filter
def paragraphs(text: str) -> SafeString:
    """{{ note|paragraphs }}: a longer text that somebody wrote; other values are put on one line."""
    blocks = "\n".join(str(text).splitlines()).split("\n\n")
    return mark_safe("\n\n".join(escaped(block) for block in blocks if block.strip()))  # noqa: S308 - escaped
