"""Chances per group of a solved draw: for each attribute that a rule asks about, and each of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Avg, Count, Max, Min
from django.utils.translation import gettext as _

from einlass.admission.attributes import Attribute, attributes_for_quotas, by_key, in_each_language
from einlass.admission.models import Draw
from einlass.applications.models import Application
from einlass.events.models import Event

# Values without a rule are shown one by one if there are so few of them, each with so many entries; else together.
MOST_VALUES: Final = 12
FEWEST_ENTRIES: Final = 5
NO_ANSWER: Final = ""


@dataclass
class Spread:
    """The chances of some entries: how many, the least, their sum, the largest."""

    entries: int = 0
    least: float = 1.0
    sum: float = 0.0
    most: float = 0.0

    def add(self, other: Spread) -> None:
        self.entries += other.entries
        self.least, self.most = min(self.least, other.least), max(self.most, other.most)
        self.sum += other.sum

    def facts(self) -> dict[str, Any]:
        return {"entries": self.entries, "least": self.least, "mean": self.sum / self.entries, "most": self.most}


def chances_by_group(draw: Draw) -> list[dict[str, Any]]:
    """Plain JSON, from the chances that the entries have. Two queries and one per attribute that a rule asks about.

    [{attribute, names, values: [{value, names, entries, least, mean, most, rule}, …]}, …]: names by language; least, mean
    and most are chances; rule: {least, most} as it binds the draw, or None. What a rule counts is as frozen; values
    without a rule are as the applications say them now. The last value may be "" (no answer) or None (all others).
    """
    keys = {rule["key"] for rule in draw.rules if "key" in rule}
    if not keys:
        return []
    counted = _by_rule(draw)
    attributes = by_key(attributes_for_quotas(draw.event))
    return [
        _facts(draw, attributes[key], _by_answer(draw, attributes[key]), counted) for key in attributes if key in keys
    ]


def _by_rule(draw: Draw) -> dict[int, Spread]:
    spreads: dict[int, Spread] = {}
    for hits, spread in _spreads(draw.entries.order_by().values_list("hits"), "chance"):
        for hit in hits:
            spreads.setdefault(hit, Spread()).add(spread)
    return spreads


def _by_answer(draw: Draw, attribute: Attribute) -> dict[str, Spread]:
    spreads: dict[str, Spread] = {}
    found = Application.objects.filter(draw_entries__draw=draw).order_by()
    rows = found.annotate(raw_answer=attribute.column).values_list("raw_answer")
    for raw, spread in _spreads(rows, "draw_entries__chance"):
        for answer in attribute.answers(raw) or (NO_ANSWER,):
            spreads.setdefault(answer, Spread()).add(spread)
    return spreads


def _spreads(rows: Any, chance: str) -> Iterator[tuple[Any, Spread]]:
    found = rows.annotate(number=Count(chance), low=Min(chance), mean=Avg(chance), high=Max(chance))
    for value, number, low, mean, high in found:
        if number:
            yield value, Spread(number, low, mean * number, high)


def _facts(
    draw: Draw, attribute: Attribute, answered: Mapping[str, Spread], counted: Mapping[int, Spread]
) -> dict[str, Any]:
    rules = {rule["option"]: number for number, rule in enumerate(draw.rules) if rule["key"] == attribute.key}
    values, others = [], []
    for value in attribute.values:
        number = rules.get(value.key)
        if number is not None:
            rule = {side: draw.rules[number][side] for side in ("least", "most")}
            values.append({"value": value.key, "names": dict(value.names), **counted[number].facts(), "rule": rule})
        elif value.key in answered:
            others.append((value.key, dict(value.names), answered[value.key]))
    shown = {key for key, _names, spread in others if spread.entries >= FEWEST_ENTRIES}
    if len(values) + len(shown) > MOST_VALUES:
        shown = set()
    values += [
        {"value": key, "names": names, **one.facts(), "rule": None} for key, names, one in others if key in shown
    ]
    rest = [spread for key, _names, spread in others if key not in shown]
    values += _together(draw.event, None, rest)
    values += _together(draw.event, NO_ANSWER, [answered[NO_ANSWER]] if NO_ANSWER in answered else [])
    return {"attribute": attribute.key, "names": dict(attribute.names), "values": values}


def _together(event: Event, key: str | None, spreads: Sequence[Spread]) -> Iterable[dict[str, Any]]:
    if not spreads:
        return
    total = Spread()
    for spread in spreads:
        total.add(spread)
    names = in_each_language(event, lambda: _("not asked or no answer") if key == NO_ANSWER else _("all others"))
    yield {"value": key, "names": names, **total.facts(), "rule": None}
