"""Why a draw could not be solved: facts for its summary, so that a page says them in its reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from einlass.admission.models import Draw
from einlass.admission.rules import Rule

if TYPE_CHECKING:
    from fairdraw import Change, FairdrawError


def failure_facts(draw: Draw, error: FairdrawError) -> dict[str, Any]:
    """Plain JSON. kind: infeasible, cancelled or other.

    changes: what would help together, fewest seats in all; alternatives: what would help alone; each
    {names, side, now, then} with the names of the rule, which are None for the number of seats.
    """
    import fairdraw

    match error:
        case fairdraw.Infeasible(explanation=explanation):
            return {
                "kind": "infeasible",
                "changes": _changes(draw.rules, explanation.changes),
                "alternatives": _changes(draw.rules, explanation.alternatives),
            }
        case fairdraw.Cancelled():
            return {"kind": "cancelled"}
    return {"kind": "other"}


def _changes(rules: Sequence[Rule], changes: Iterable[Change]) -> list[dict[str, Any]]:
    named = {(rule["attribute"], rule["value"]): rule["names"] for rule in rules}
    return [
        {
            "names": named[one.quota.attribute, one.quota.value] if one.quota else None,
            "side": one.side,
            "now": one.now,
            "then": one.then,
        }
        for one in changes
    ]
