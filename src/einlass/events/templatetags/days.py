"""The days of an event, for templates."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone

from einlass.events.day_words import day_in_words, span_in_words
from einlass.events.days import Hours, Visit, visits_of
from einlass.events.models import Event

register = template.Library()


@register.filter
def visits(event: Event) -> list[Visit]:
    """{% for day in event|visits %}: each day with its doors, opening and closing."""
    return visits_of(event)


@register.filter
def in_words(day: Visit) -> str:
    """{{ day|in_words }}: 'Thu 4 March 2027, 14:00–20:00'."""
    return day_in_words(day)


@register.filter
def span(event: Event) -> str:
    """{{ event|span }}: 'Thursday 4 March 2027' or '4–6 March 2027'."""
    return span_in_words(visits_of(event))


@register.filter
def sent_day(moments: list[str], zone: str) -> str:
    """{{ day|sent_day:event_zone }}: as `in_words`, of an opening and a closing in a mail's context."""
    opens_at, closes_at = (datetime.fromisoformat(moment) for moment in moments)
    with timezone.override(ZoneInfo(zone)):
        return day_in_words(Hours(opens_at, closes_at))
