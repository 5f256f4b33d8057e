"""{% load draws %}: announced draws on pages and in mails."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone

from einlass.admission.models import Draw
from einlass.admission.value_forms import form_in_words

register = template.Library()


@register.filter
def value_form(value: Mapping[str, Any] | None) -> str:
    """{{ draw.announced_value|value_form }}: how the value is written, in words."""
    return form_in_words(value) if value else ""


@register.filter
def lacks_value(draw: Draw) -> bool:
    """{{ draw|lacks_value }}: the announced moment has passed, and nobody has entered the value."""
    return draw.lacks_value(timezone.now())
