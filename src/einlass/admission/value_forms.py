"""The form in which a public value is announced, in words, and what is wrong with a value that is not in it."""

from collections.abc import Mapping, Sequence
from math import comb
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairdraw import ValueForm
from fairdraw.announcement import ASCENDING, BETWEEN


def possible_values(count: int, low: int, high: int, order: str) -> int:
    """How many different values a form of numbers has."""
    numbers = high - low + 1
    return comb(numbers, count) if order == ASCENDING else numbers**count


def form_in_words(value: Mapping[str, Any]) -> str:
    """How the value of announcement.json is written; the example is not in it."""
    if value["form"] == "drand":
        return _("64 hexadecimal digits, as drand publishes them")
    if value["count"] == 1:
        text = _("a whole number from %(low)d to %(high)d")
    elif value["order"] == ASCENDING:
        text = _(
            "%(count)d different whole numbers from %(low)d to %(high)d, the smallest first, with one blank between them"
        )
    else:
        text = _(
            "%(count)d whole numbers from %(low)d to %(high)d, in the order in which they came, with one blank between them"
        )
    return text % {name: value[name] for name in ("count", "low", "high")}


def why_not(form: ValueForm | None, typed: str) -> str:
    """What is wrong with a value that the form refuses. form: None where any will do, but not none at all."""
    parts = [part for part in BETWEEN.split(typed) if part]
    if not parts or form is None:
        return _("Please type the public value.")
    if form.count is None:
        return _("The value of this draw comes from drand; nothing else can take its place.")
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            return _("“%(word)s” is not a whole number. Please type the numbers only, with blanks between them.") % {
                "word": part[:40]
            }
    if len(parts) != form.count:
        text = ngettext(
            "%(count)d number was announced, but you typed %(typed)d.",
            "%(count)d numbers were announced, but you typed %(typed)d.",
            form.count,
        )
        return text % {"count": form.count, "typed": len(parts)}
    # A number with very many digits would take long to read, and is wrong anyway.
    return _why_not_these([int(part[-20:]) for part in parts], form)


def _why_not_these(numbers: Sequence[int], form: ValueForm) -> str:
    for number in numbers:
        if not (form.low or 0) <= number <= (form.high or 0):
            facts = {"number": number, "low": form.low, "high": form.high}
            return _("%(number)d is not a number from %(low)d to %(high)d.") % facts
        if form.order == ASCENDING and numbers.count(number) > 1:
            return _("%(number)d is there twice, but each number can be drawn once only.") % {"number": number}
    return _("This is not in the announced form. Please write it like %(example)s.") % {"example": form.example}
