"""The draws of an event as everybody may see them: each with its place in the chain and what it waits for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from einlass.admission import drand
from einlass.admission.models import Draw
from einlass.admission.queries import light_draws
from einlass.events.models import Event


@dataclass(frozen=True)
class PublicDraw:
    """wave: 0 for a draw that follows no other, else how many waves there were in its chain, with this one.

    due_at: when the announced value can be known, as far as that was said.  is_overdue: it can be known, and is missing.
    """

    draw: Draw
    wave: int
    due_at: datetime | None = None
    is_overdue: bool = False


def public_draws(event: Event, *, at: datetime) -> list[PublicDraw]:
    """All but rehearsals, the oldest first, in one query. What of each is public, its template knows."""
    draws = light_draws(event).filter(is_rehearsal=False).defer("bundle", "result", "announcement", "gone")
    by_key = {draw.pk: draw for draw in reversed(draws)}
    return [public_draw(draw, wave=wave_number(draw, by_key), at=at) for draw in by_key.values()]


def public_draw(draw: Draw, *, wave: int, at: datetime) -> PublicDraw:
    due_at = value_due_at(draw)
    return PublicDraw(draw, wave, due_at, is_overdue(draw, at=at))


def value_due_at(draw: Draw) -> datetime | None:
    """When the value can be known, as announced; None if nobody said."""
    return drand.time_of(draw.drand_round) if draw.drand_round else None


def is_overdue(draw: Draw, *, at: datetime) -> bool:
    """Whether the announced moment has passed, and the value was not entered. An annulled draw still owes its outcome."""
    due_at = value_due_at(draw)
    return draw.committed_at is not None and draw.value_at is None and due_at is not None and at >= due_at


def wave_number(draw: Draw, by_key: Mapping[int, Draw]) -> int:
    """How many draws it follows, one after the other."""
    number = 0
    while draw.follows_id is not None:
        draw, number = by_key[draw.follows_id], number + 1
    return number


def first_and_newest(draws: Sequence[PublicDraw], *, newest: int) -> list[PublicDraw]:
    """For a short list: where it began, and what happened last."""
    return [*draws] if len(draws) <= newest + 1 else [draws[0], *draws[-newest:]]
