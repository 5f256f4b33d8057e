"""The bundle lottery.json: what a lottery looks like as a document.

The format is described in docs/lottery.md under "The bundle".
"""

from __future__ import annotations

from typing import Any

from fairdraw.lottery import Lottery, Previous
from fairdraw.proof import Branch, Tree

FORMAT = "fairdraw lottery 2"
METHOD = "leximin by types; panels of equal chance; order by SHA-256"


def document_of(lottery: Lottery) -> dict[str, Any]:
    # Members of teams count towards few different sets of quotas, so each set stands in the file once.
    kinds = sorted({hits for kind in lottery.types for unit in kind.members for hits in unit})
    number_of = {hits: number for number, hits in enumerate(kinds)}
    return {
        # What comes later has its place, so that a verifier of this format refuses it rather than passes it over.
        "bands": None,
        "seated": None,
        "wishes": None,
        "fill": lottery.fill and {"most": lottery.fill.most, "tree": _tree_to_document(lottery.fill.tree)},
        "format": FORMAT,
        "method": METHOD,
        "seats": lottery.seats,
        "filled": lottery.filled,
        "rules": [
            {"attribute": quota.attribute, "value": quota.value, "least": quota.least, "most": quota.most}
            for quota in lottery.quotas
        ],
        "kinds": [list(kind) for kind in kinds],
        "types": [
            {
                "adds": [[quota, count] for quota, count in enumerate(kind.adds) if count],
                "codes": [code for unit in kind.units for code in unit],
                "members": [number_of[hits] for unit in kind.members for hits in unit],
                "panels": [each.least, *each.planes],
                "size": kind.size,
                "weight": str(kind.weight),
            }
            for kind, each in zip(lottery.types, lottery.appearances, strict=True)
        ],
        "panels": lottery.panels,
        "proof": {
            "bound": str(lottery.bound),
            "levels": [
                {
                    "claims": list(level.claims),
                    "tree": _tree_to_document(level.tree),
                    "types": list(level.types),
                    "value": str(level.value),
                }
                for level in lottery.levels
            ],
            "loss": {"most": lottery.loss.most, "entries": lottery.loss.entries},
            "gain": {"most": lottery.gain.most, "entries": lottery.gain.entries},
            "min_chance": str(lottery.min_chance),
            "witness": lottery.witness
            and {
                "panels": [list(panel) for panel in lottery.witness.panels],
                "shares": list(lottery.witness.shares),
            },
        },
        "previous": lottery.previous and _previous_to_document(lottery.previous),
    }


def _previous_to_document(previous: Previous) -> dict[str, Any]:
    return {
        "lottery": previous.lottery,
        "result": previous.result,
        "held": list(previous.held),
        "gone": list(previous.gone),
        "counts": list(previous.counts),
    }


def _tree_to_document(tree: Tree) -> Any:
    if not isinstance(tree, Branch):
        return list(tree)
    low, high = _tree_to_document(tree.low), _tree_to_document(tree.high)
    return {"at": tree.at, "high": high, "low": low, "type": tree.kind}
