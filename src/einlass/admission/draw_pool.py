"""What a frozen draw hands to fairdraw: its entries and its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from einlass.admission.models import Draw
from einlass.admission.rules import Rule

# A draw takes seconds, or a minute where quotas leave no room; a worker is not kept longer than this by one that does not end.
SOLVE_SECONDS: Final = 1800

if TYPE_CHECKING:
    import fairdraw
    from fairdraw.solving import Callback


def make_lottery(draw: Draw, *, progress: Callback) -> fairdraw.Lottery:
    """Compute the lottery of a frozen draw. Raises fairdraw's errors, among them Infeasible, Cancelled and TooLittleTime."""
    import fairdraw

    if draw.follows_id is not None:
        return _follow_up(draw, progress)
    return fairdraw.solve(pool_of(draw), rules_of(draw), progress=progress, seconds=SOLVE_SECONDS)


def _follow_up(draw: Draw, progress: Callback) -> fairdraw.Lottery:
    """The lottery of a wave: its bundle names the draw before it, who holds a seat and who is gone."""
    import fairdraw

    chain: list[Draw] = []
    before = draw.follows
    while before is not None:
        chain.append(before)
        before = before.follows
    newest, *earlier = [fairdraw.Lottery.from_json(one.bundle) for one in chain]
    result = fairdraw.Result.from_json(chain[0].result)
    return fairdraw.follow_up(
        newest, result, draw.gone, before=earlier, seats=draw.seats, progress=progress, seconds=SOLVE_SECONDS
    )


def pool_of(draw: Draw) -> fairdraw.Pool:
    """Entries that the same rules count share one mapping, and who is alone names no team: there may be a million."""
    import fairdraw

    shared: dict[tuple[int, ...], Mapping[str, tuple[str, ...]]] = {}
    entries = []
    rows = draw.entries.order_by("unit").values_list("unit", "code", "hits").iterator(chunk_size=5000)
    for unit, group in groupby(rows, key=itemgetter(0)):
        members = list(group)
        team = f"unit {unit}" if len(members) > 1 else None
        for _unit, code, hits in members:
            key = tuple(hits)
            if key not in shared:
                shared[key] = _answers(draw.rules, key)
            entries.append(fairdraw.Entry(code, team=team, attributes=shared[key]))
    return fairdraw.Pool(tuple(entries))


def _answers(rules: Sequence[Rule], hits: Sequence[int]) -> dict[str, tuple[str, ...]]:
    """What an entry answered, as far as rules ask; to a question with several choices there may be several answers."""
    answers: dict[str, tuple[str, ...]] = {}
    for hit in hits:
        attribute = rules[hit]["attribute"]
        answers[attribute] = (*answers.get(attribute, ()), rules[hit]["value"])
    return answers


def rules_of(draw: Draw) -> fairdraw.Rules:
    import fairdraw

    quotas = tuple(
        fairdraw.Quota(rule["attribute"], rule["value"], rule["least"], rule["most"]) for rule in draw.rules
    )
    return fairdraw.Rules(draw.seats, quotas)
