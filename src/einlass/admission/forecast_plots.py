"""The drawings of the two pages that look ahead."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import formats
from django.utils.translation import gettext as _

from einlass.admission.overbooking import Advice, House, visible
from einlass.admission.plots import Plot, even_steps, labelled
from einlass.admission.simulation import SHARES, Outcome

# Risks are drawn by their powers of ten, down to this one.
SMALLEST: Final = -6


def crowd_plot(advice: Advice, *, limit: int) -> Plot:
    """How likely each number of people is: with the seats of today, and with those that may be given out."""
    first, last = visible(advice.now, advice.then, limit=limit)
    margin = max((last - first) // 20, 1)
    first, last = max(first - margin, 0), last + margin
    plot = Plot(first, last, 0, max(*advice.now.chances, *advice.then.chances))
    for style, expected in (("now", advice.now), ("then", advice.then)):
        points = [
            (number, expected.chances[number] if number < len(expected.chances) else 0.0)
            for number in range(first, last + 1)
        ]
        plot.band(f"area-{style}", [(first, 0), (last, 0)], points)
        plot.line(style, points)
    plot.ticks(labelled(even_steps(first, last, most=4), _number), [])
    plot.mark_x(limit, _("hall: %(number)s") % {"number": _number(limit)})
    return plot


def risk_plot(advice: Advice, house: House, *, risk: float) -> Plot:
    """The risk of too many, by how many seats beyond the hall are given out."""
    most = max(house.overbooking(house.room), 1)
    plot = Plot(0, most, SMALLEST, 0)
    points = [
        (house.overbooking(more), math.log10(max(chance, 10**SMALLEST)))
        for more, chance in advice.curve
        if house.allotted + more >= house.capacity
    ]
    if points:
        plot.line("then", points)
    plot.ticks(labelled(even_steps(0, most, most=5), _number), labelled(range(0, SMALLEST - 1, -1), _one_in_power))
    plot.mark_y(math.log10(risk), _("your limit"))
    plot.mark_x(advice.overbooking, _("at most %(number)s") % {"number": _number(advice.overbooking)})
    return plot


def filling_plot(outcome: Outcome, days: Sequence[date], *, limit: int) -> Plot:
    """Seats with a ticket, day by day: the middle of all runs, and the bands in which half and nine tenths of them lie."""
    lowest = min(day[0] for day in outcome.filled)
    highest = max(limit, *(day[-1] for day in outcome.filled))
    low = max(lowest - (highest - lowest) * 0.08, 0)
    plot = Plot(0, len(days) - 1, low, highest + (highest - low) * 0.06)
    series = [[(number, day[share]) for number, day in enumerate(outcome.filled)] for share in range(len(SHARES))]
    plot.band("wide", series[0], series[4])
    plot.band("narrow", series[1], series[3])
    plot.line("then", series[2])
    last = len(days) - 1
    thirds = sorted({0, round(last / 3), round(last * 2 / 3), last})
    plot.ticks(
        labelled(thirds, lambda day: formats.date_format(days[int(day)], _("j M"))),
        labelled(even_steps(low, plot.high, most=5), _number),
    )
    plot.mark_y(limit, _("hall: %(number)s") % {"number": _number(limit)})
    return plot


def risk_in_words(chance: float) -> str:
    """Such as "1 in 1,350"; as per cent where that says more."""
    if chance < 10**SMALLEST:
        return _("less than 1 in a million")
    if chance > 0.1:
        return f"{formats.number_format(chance * 100, 0)}\u202f%"
    return _("1 in %(number)s") % {"number": _number(round(1 / chance))}


def _number(value: float) -> str:
    return str(intcomma(int(value)))


def _one_in_power(power: float) -> str:
    return _("always") if power == 0 else _("1 in %(number)s") % {"number": _short(10 ** round(-power))}


def _short(number: int) -> str:
    if number >= 1_000_000:
        return _("%(number)s mill.") % {"number": number // 1_000_000}
    return _number(number)
