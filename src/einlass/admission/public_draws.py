"""The draws of an event as everybody may see them: each with its place in the chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from einlass.admission.models import Draw
from einlass.admission.queries import light_draws
from einlass.events.models import Event


@dataclass(frozen=True)
class PublicDraw:
    """wave: 0 for a draw that follows no other, else how many waves there are in its chain up to this one."""

    draw: Draw
    wave: int


def public_draws(event: Event) -> list[PublicDraw]:
    """All but rehearsals, the oldest first, in one query. What of each is public, its template knows."""
    draws = light_draws(event).filter(is_rehearsal=False).defer("bundle", "result", "gone")
    by_key = {draw.pk: draw for draw in reversed(draws)}
    return [PublicDraw(draw, wave_number(draw, by_key)) for draw in by_key.values()]


def wave_number(draw: Draw, by_key: Mapping[int, Draw]) -> int:
    """How many draws it follows, one after the other."""
    number = 0
    while draw.follows_id is not None:
        draw, number = by_key[draw.follows_id], number + 1
    return number


def first_and_newest(draws: Sequence[PublicDraw], *, newest: int) -> list[PublicDraw]:
    """For a short list: where it began, and what happened last."""
    return [*draws] if len(draws) <= newest + 1 else [draws[0], *draws[-newest:]]
