"""A follow-up draw: seats came free, and those who wait draw for them under what is left of the quotas."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from fairdraw.entries import Rules
from fairdraw.errors import BadInput
from fairdraw.lottery import Lottery, Previous, commit
from fairdraw.people import Result
from fairdraw.solving import Callback, Reporter, make_lottery
from fairdraw.texts import shown
from fairdraw.types import Unit, group
from fairdraw.work_limits import check_work


def follow_up(
    lottery: Lottery,
    result: Result,
    gone: Collection[str] = (),
    *,
    before: Sequence[Lottery] = (),
    seats: int | None = None,
    panels: int = 1000,
    progress: Callback | None = None,
    seconds: float | None = None,
) -> Lottery:
    """Make the lottery for the seats that came free; it names the commitment of the first and its result.

    gone: codes of those who want no seat any more, whether they were in or waited. The rest of a team stays.
    before: the lotteries before this one, if someone is gone who came in through one of them.
    seats: how many to draw; all that are free if left out.
    Who is in stays in and counts towards the quotas. If fewer wait than a quota still asks for, all that wait
    are enough for it. Everyone who waits gets the leximin chance anew.
    Raises BadInput, Infeasible, Cancelled, TooLittleTime. Cost: as solve, for those who wait.
    """
    check_work(panels, seconds)
    if seats is not None:
        Rules(seats)
    if result.commitment != commit(lottery):
        raise BadInput("The result belongs to another lottery.")
    if sorted(result.admitted + result.waiting) != sorted(code for code, _ in lottery.hits()):
        raise BadInput("The result names other entries than the lottery.")
    inside = {*result.admitted, *(lottery.previous.held if lottery.previous else ())}
    unknown = sorted(set(gone) - inside - set(result.waiting))
    if unknown:
        raise BadInput(f"{shown(unknown[0])} was not in the draw before.")
    held = tuple(sorted(inside - set(gone)))
    counts = _counts([lottery, *before], result, set(gone))
    previous = Previous(
        result.commitment,
        hashlib.sha256(result.to_json().rstrip("\n").encode()).hexdigest(),
        held,
        tuple(sorted(set(gone))),
        counts,
    )
    everything = lottery.seats + (len(lottery.previous.held) if lottery.previous else 0)
    free = everything - len(held) if seats is None else seats
    if free < 1:
        raise BadInput(f"There are {free} free seats; nothing can be drawn.")
    waiting = group({}, _waiting(lottery, set(result.waiting) - set(gone)), lottery.quotas, free, counts)
    if not waiting:
        raise BadInput("Nobody waits any more.")
    return make_lottery(waiting, free, lottery.quotas, panels, Reporter(progress, seconds), previous)


def _waiting(lottery: Lottery, codes: Collection[str]) -> Iterable[Unit]:
    """The units of those codes; a team without those who are gone."""
    for kind in lottery.types:
        for number, unit in enumerate(kind.units):
            kept = [place for place, code in enumerate(unit) if code in codes]
            if kept:
                hits = kind.hits(number)
                yield Unit(tuple(unit[at] for at in kept), tuple(hits[at] for at in kept), Fraction(kind.weight))


def _counts(lotteries: Sequence[Lottery], result: Result, gone: Collection[str]) -> tuple[int, ...]:
    """How many of those who stay in count towards each quota; the latest lottery comes first."""
    previous = lotteries[0].previous
    counts = list(previous.counts) if previous else [0] * len(lotteries[0].quotas)
    hits_of = {code: hits for lottery in lotteries for code, hits in lottery.hits()}
    came = [(code, 1) for code in result.admitted if code not in gone]
    left = [(code, -1) for code in (previous.held if previous else ()) if code in gone]
    for code, step in came + left:
        if code not in hits_of:
            raise BadInput(f"{shown(code)} came in through an earlier lottery, which is needed as well.")
        for quota in hits_of[code]:
            counts[quota] += step
    return tuple(counts)
