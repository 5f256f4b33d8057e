"""Words for parts, kinds and languages: {% load programme %}."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language

from einlass.programme.releases import ReleasedStage
from einlass.programme.words import kind_in_words, language_in_words, language_name, part_in_words

register = template.Library()
register.filter("part", part_in_words)
register.filter("kind", kind_in_words)
register.filter("held_in", language_in_words)
register.filter("language_name", language_name)


@register.filter
def tone(code: str) -> int:
    """One of seven tones for a person's initials, always the same for the same code."""
    return sum(code.encode()) % 7 + 1


@register.filter
def position_in(key: str, stages: Sequence[ReleasedStage]) -> int:
    """The place of a stage among all, from 1."""
    return next((number for number, stage in enumerate(stages, start=1) if stage.key == key), 0)


@register.filter
def day_of(moment: datetime) -> str:
    """The day in the event's zone, such as 'Saturday 31 October 2026' (German 'Samstag, 31. Oktober 2026')."""
    is_german = (get_language() or "").startswith("de")
    return formats.date_format(timezone.localtime(moment), "l, j. F Y" if is_german else "l j F Y")
