"""{% load admission_chances %}"""

from collections.abc import Mapping, Sequence

from django import template

from einlass.admission import chance_charts as charts
from einlass.admission.models import Draw
from einlass.admission.rules import rule_name

register = template.Library()


@register.simple_tag
def chance_charts(draw: Draw) -> list[charts.Chart]:
    """{% chance_charts draw as charts %}: what _chances.html draws; empty until the draw is solved."""
    return charts.chance_charts(draw.summary)


@register.filter
def rule_names(names: Mapping[str, Sequence[str]]) -> str:
    """{{ rule.names|rule_names }}: attribute and value in the reader's language."""
    return rule_name({"names": names})
