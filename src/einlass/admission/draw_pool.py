"""What a frozen draw hands to fairdraw: its entries and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from einlass.admission.models import Draw

if TYPE_CHECKING:
    import fairdraw
    from fairdraw.solving import Callback


def make_lottery(draw: Draw, *, progress: Callback) -> fairdraw.Lottery:
    """Compute the lottery of a frozen draw. Raises fairdraw's errors, among them Infeasible and Cancelled."""
    import fairdraw

    return fairdraw.solve(_pool(draw), _rules(draw), progress=progress)


def _pool(draw: Draw) -> fairdraw.Pool:
    import fairdraw

    answers = [(rule["attribute"], rule["value"]) for rule in draw.rules]
    entries = draw.entries.values_list("code", "unit", "hits")
    return fairdraw.Pool(
        tuple(
            fairdraw.Entry(code, team=f"unit {unit}", attributes=dict(answers[hit] for hit in hits))
            for code, unit, hits in entries
        )
    )


def _rules(draw: Draw) -> fairdraw.Rules:
    import fairdraw

    quotas = tuple(
        fairdraw.Quota(rule["attribute"], rule["value"], rule["least"], rule["most"]) for rule in draw.rules
    )
    return fairdraw.Rules(draw.seats, quotas)
