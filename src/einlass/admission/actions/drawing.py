"""From the public value to the outcome, and the outcome made public. Each happens once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from django.db import transaction

from einlass.admission import tasks
from einlass.admission.actions.draws import locked, user_or_none
from einlass.admission.actions.entries import keep_in_entries
from einlass.admission.announcement import announced_form
from einlass.admission.draw_summary import outcome_summary
from einlass.admission.errors import (
    AlreadyDrawn,
    AlreadyPublished,
    BadValue,
    DrawAnnulled,
    HeldUntil,
    IsRehearsal,
    NotCommitted,
    NotDrawn,
    RoundPromised,
    ValueNotDue,
)
from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.models import User

if TYPE_CHECKING:
    import fairdraw

# With so many entries the outcome is worked out before the answer to the organiser; from there on the worker does it.
MOST_AT_ONCE: Final = 20_000


@transaction.atomic
def give_value(draw: Draw, value: str, *, by: User | str, at: datetime) -> Draw:
    """Draw: the public value is given once and for all, and picks the outcome.

    value: in any usual spelling; it is kept in the announced form.
    From MOST_AT_ONCE entries on the worker works the outcome out; the value is fixed from now on.
    Raises NotCommitted, AlreadyDrawn, DrawAnnulled, BadValue, RoundPromised, ValueNotDue.
    """
    draw = locked(draw)
    return give(draw, check_value(draw, value, at=at), by=by, at=at)


def check_value(draw: Draw, value: str, *, at: datetime) -> str:
    """The value as it would be kept. Raises what give_value refuses, before anything is done."""
    may_be_drawn(draw)
    if draw.drand_round is not None:
        raise RoundPromised(draw)
    if draw.is_rehearsal:
        return f"Rehearsal: {value}" if value.strip() else value
    if not draw.lacks_value(at):
        raise ValueNotDue(draw)
    return _canonical(draw, value)


def give(draw: Draw, value: str, *, by: User | str, at: datetime) -> Draw:
    """Fix the value of a locked draw, and work the outcome out unless that takes long."""
    import fairdraw

    try:
        draw.value = fairdraw.normalise(value)
    except fairdraw.BadInput as error:
        raise BadValue(draw, value) from error
    draw.value_at, draw.drawn_by, draw.solving_at = at, user_or_none(by), at
    draw.save(update_fields=["value", "value_at", "drawn_by", "solving_at"])
    audit.record(
        draw.event,
        "give_value",
        draw.subject,
        at=at,
        by=by,
        after={"commitment": draw.commitment, "value": draw.value},
    )
    if draw.entry_count < MOST_AT_ONCE:
        return _keep_result(draw, *_result_of(draw), at=at)
    transaction.on_commit(lambda: tasks.draw_outcome.enqueue(draw.pk))
    return draw


def draw_outcome(draw: Draw, *, at: datetime) -> Draw:
    """Work out the outcome of a draw whose value was given. Run by the worker; doing it twice changes nothing.

    An annulled draw as well: what was announced is carried out, so that nobody can annul an outcome away.
    """
    draw = Draw.objects.get(pk=draw.pk)
    if draw.value_at is None or draw.drawn_at is not None:
        return draw
    found = _result_of(draw)
    with transaction.atomic():
        draw = locked(draw)
        return draw if draw.drawn_at is not None else _keep_result(draw, *found, at=at)


@transaction.atomic
def publish_draw(draw: Draw, *, by: User | str, at: datetime) -> Draw:
    """Make a held outcome public, of an annulled draw as well. Raises NotDrawn, AlreadyPublished, IsRehearsal, HeldUntil."""
    draw = locked(draw)
    if draw.is_rehearsal:
        raise IsRehearsal(draw)
    if draw.drawn_at is None:
        raise NotDrawn(draw)
    if draw.published_at is not None:
        raise AlreadyPublished(draw)
    if draw.publish_at is not None and at < draw.publish_at:
        raise HeldUntil(draw)
    return _publish(draw, by=by, at=at)


def publish_held_draws(*, at: datetime) -> int:
    """Make every outcome public whose announced moment has come; returns how many. The worker calls it every minute."""
    due = Draw.objects.filter(drawn_at__isnull=False, published_at=None, publish_at__lte=at)
    return len([publish_draw(draw, by=audit.WORKER, at=at) for draw in due.defer("bundle", "result")])


def may_be_drawn(draw: Draw) -> None:
    """One that was announced before it was annulled is drawn all the same: what it would have given is public."""
    if draw.annulled_at is not None and draw.committed_at is None:
        raise DrawAnnulled(draw)
    if draw.value_at is not None:
        raise AlreadyDrawn(draw)
    if draw.solved_at is None or not (draw.committed_at or draw.is_rehearsal):
        raise NotCommitted(draw)


def _canonical(draw: Draw, typed: str) -> str:
    import fairdraw

    try:
        return announced_form(draw).canonical(typed)
    except fairdraw.BadInput as error:
        raise BadValue(draw, typed) from error


def _result_of(draw: Draw) -> tuple[fairdraw.Lottery, fairdraw.Result]:
    import fairdraw

    lottery = fairdraw.Lottery.from_json(draw.bundle)
    return lottery, fairdraw.draw(lottery, draw.value, draw.drand_signature or None)


def _keep_result(draw: Draw, lottery: fairdraw.Lottery, result: fairdraw.Result, *, at: datetime) -> Draw:
    """Store the outcome of a locked draw, and publish it unless it is held or rehearsed."""
    kinds = _keep_places(draw, lottery, result)
    draw.result, draw.drawn_at, draw.solving_at = result.to_json(), at, None
    draw.summary["outcome"] = outcome_summary(draw, lottery, result, kinds)
    draw.save(update_fields=["result", "drawn_at", "solving_at", "summary"])
    audit.record(
        draw.event,
        "draw_outcome",
        draw.subject,
        at=at,
        by=audit.WORKER,
        after={
            "seed": result.seed,
            "outcome": result.panel,
            "admitted": len(result.admitted),
            "waiting": len(result.waiting),
        },
    )
    is_held = draw.publish_at is not None and at < draw.publish_at
    return draw if draw.is_rehearsal or is_held else _publish(draw, by=audit.WORKER, at=at)


def _publish(draw: Draw, *, by: User | str, at: datetime) -> Draw:
    draw.published_at = at
    draw.save(update_fields=["published_at"])
    audit.record(draw.event, "publish_draw", draw.subject, at=at, by=by)
    return draw


def _keep_places(draw: Draw, lottery: fairdraw.Lottery, result: fairdraw.Result) -> list[dict[str, int]]:
    """Store how each entry fared. For each size of team, the smallest first: how many units, how many of them drawn."""
    from fairdraw.people import unit_key

    inside = len(result.admitted)
    # Among units that are alike the keys decide; the places come from another one, so that no type comes late.
    seed = bytes.fromhex(result.seed)
    order = {code: number for number, code in enumerate(chain(result.admitted, result.waiting), start=1)}
    facts: dict[str, tuple[bool, int, int, int]] = {}
    units, drawn = Counter[int](), Counter[int]()
    for kind in lottery.types:
        in_order = sorted(kind.units, key=lambda unit: unit_key(seed, unit[0]))
        admitted = sum(order[unit[0]] <= inside for unit in in_order)
        units[kind.size] += len(in_order)
        drawn[kind.size] += admitted
        for rank, unit in enumerate(in_order, start=1):
            for code in unit:
                number = order[code]
                facts[code] = (
                    (True, number, admitted, rank) if number <= inside else (False, number - inside, admitted, rank)
                )
    keep_in_entries(draw, ["admitted", "place", "alike_drawn", "rank"], facts)
    return [{"size": size, "units": number, "admitted": drawn[size]} for size, number in sorted(units.items())]
