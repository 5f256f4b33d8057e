"""{% load admission_chances %}"""

from collections.abc import Mapping, Sequence
from typing import Final

from django import template
from django.utils.translation import gettext as _

from einlass.admission import chance_charts as charts
from einlass.admission.models import Draw
from einlass.admission.rules import rule_name
from einlass.web.templatetags.web import percent

register = template.Library()

# The smallest chance that one digit after the point shows, and from where on it is rounded up to that.
LEAST: Final = 0.001
SHOWN: Final = 0.0005


@register.simple_tag
def chance_charts(draw: Draw) -> list[charts.Chart]:
    """{% chance_charts draw as charts %}: what _chances.html draws; empty until the draw is solved."""
    return charts.chance_charts(draw.summary)


@register.filter
def chance(share: float | None) -> str:
    """{{ entry.chance|chance }}: as percent does, but neither a small chance looks like none nor a large one like a certain seat."""
    if share is None:
        return ""
    if share in {0, 1}:
        return f"{100 * int(share)}\u202f%"
    if share < SHOWN:
        return _("less than %(chance)s") % {"chance": percent(LEAST)}
    if share > 1 - SHOWN:
        return _("more than %(chance)s") % {"chance": percent(1 - LEAST)}
    return percent(share)


@register.filter
def rule_names(names: Mapping[str, Sequence[str]]) -> str:
    """{{ rule.names|rule_names }}: attribute and value in the reader's language."""
    return rule_name({"names": names})
