"""Seats that a wave leaves free, and the rules that keep them: found in the lottery, said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.admission.models import Draw
from einlass.admission.rules import Rule, rule_name

if TYPE_CHECKING:
    from fairdraw import Lottery


def kept_seats(lottery: Lottery) -> dict[str, Any] | None:
    """Plain JSON: how many seats no outcome fills, and which rules are at their limit in all of them; None if all are filled.

    seats: left free.  rules: {place: the rule's number, side: least or most}.
    """
    seats = lottery.seats - lottery.filled
    if seats <= 0:
        return None
    table, taken = lottery.table(), lottery.previous.counts if lottery.previous else (0,) * len(lottery.quotas)
    rules = []
    for place, (quota, waiting) in enumerate(zip(lottery.quotas, lottery.counts(), strict=True)):
        # What a rule that cannot bind counts stands in no type, and keeps no seat.
        counts = table @ [kind.adds[place] for kind in lottery.types]
        most, least = quota.most, quota.least
        if most is not None and most - taken[place] < waiting and counts.min() >= most - taken[place]:
            rules.append({"place": place, "side": "most"})
        elif least is not None and least > taken[place] and counts.max() <= least - taken[place]:
            rules.append({"place": place, "side": "least"})
    return {"seats": seats, "rules": rules}


def why_kept(draw: Draw) -> dict[str, str]:
    """Why a wave leaves seats free, in each language of the event; empty if it fills all."""
    texts: dict[str, str] = {}
    for language in draw.event.languages or ["en"]:
        with translation.override(language):
            texts[language] = _words(draw)
    return texts if any(texts.values()) else {}


def _words(draw: Draw) -> str:
    if draw.summary.get("failure", {}).get("kind") == "unfair":
        return _("For so few seats no list of outcomes comes near enough to the fairest chances.")
    if failure := draw.summary.get("failure"):
        names = [
            _side(change["names"], change["side"], change["now"])
            for change in failure.get("changes", [])
            if change["names"]
        ]
        return _("No outcome keeps all rules with those who wait: %(rules)s.") % {"rules": "; ".join(names) or "–"}
    kept = draw.summary.get("kept")
    if not kept:
        return ""
    text = ngettext("%(seats)d seat is kept", "%(seats)d seats are kept", kept["seats"]) % {"seats": kept["seats"]}
    names = [_rule(draw.rules[one["place"]], one["side"]) for one in kept["rules"]]
    if names:
        return _("%(seats)s; else a rule would break: %(rules)s.") % {"seats": text, "rules": "; ".join(names)}
    return _("%(seats)s, because only larger teams are left.") % {"seats": text}


def _rule(rule: Rule, side: str) -> str:
    return _said(rule_name(rule), side, rule[side])


def _side(names: Mapping[str, Sequence[str]], side: str, bound: int) -> str:
    return _said(rule_name({"names": names}), side, bound)


def _said(name: str, side: str, bound: int) -> str:
    text = _("“%(name)s” at least %(bound)d") if side == "least" else _("“%(name)s” at most %(bound)d")
    return text % {"name": name, "bound": bound}
