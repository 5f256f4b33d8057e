"""{% load admission_chances %}"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any, Final

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from einlass.admission import chance_charts as charts
from einlass.admission.models import Draw
from einlass.admission.promises import Promise, promises
from einlass.admission.rules import rule_name
from einlass.admission.spread_chart import SpreadLine, spread_chart
from einlass.web.templatetags.web import percent

register = template.Library()

# The smallest chance that one digit after the point shows, and from where on it is rounded up to that.
LEAST: Final = 0.001
SHOWN: Final = 0.0005
# Of a small share no digit beyond 0.0001 % is shown: a power of ten.
FINEST: Final = -6


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
    if share >= 1 - SHOWN:
        return _("more than %(chance)s") % {"chance": percent(1 - LEAST)}
    return percent(share)


@register.simple_tag
def spread_lines(draw: Draw) -> list[SpreadLine]:
    """{% spread_lines draw as lines %}: how many people have which chance."""
    return spread_chart(draw.summary)


@register.simple_tag
def promises_of(draw: Draw) -> list[Promise]:
    """{% promises_of draw as promises %}: each quota as promised and as kept; for a solved draw."""
    return promises(draw)


@register.filter
def hair(share: float) -> str:
    """{{ draw.summary.loss.most|hair }}: a small share of a chance with two digits, rounded up, such as '0.093 %'.

    As the page that checks says it (check-view.js), so that both show one number.
    """
    if share <= 0:
        return "0\u202f%"
    exponent = max(floor(log10(share)) - 1, FINEST)
    digits = Decimal(ceil(share / 10**exponent - 1e-9))
    in_percent = digits.scaleb(exponent + 2).normalize()
    return formats.number_format(in_percent, max(0, -int(in_percent.as_tuple().exponent))) + "\u202f%"


@register.filter
def in_full(share: float) -> str:
    """{{ draw.summary.chances.least.chance|in_full }}: with three digits after the point, such as '18.346 %'."""
    return formats.number_format(100 * share, 3) + "\u202f%"


@register.filter
def precise(share: float) -> str:
    """{{ draw.summary.bound|precise }}: with two digits, rounded up because it is a bound, such as '18.40 %'."""
    return formats.number_format(ceil(round(share * 10_000, 6)) / 100, 2) + "\u202f%"


@register.filter
def largest_departure(summary: Mapping[str, Any]) -> float:
    """{{ draw.summary|largest_departure }}: how far the list of outcomes lies from the fairest chances, either way."""
    return max(float(summary["loss"]["most"]), float(summary["gain"]["most"]))


@register.filter
def rule_names(names: Mapping[str, Sequence[str]]) -> str:
    """{{ rule.names|rule_names }}: attribute and value in the reader's language."""
    return rule_name({"names": names})
