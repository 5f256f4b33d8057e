"""Promising a draw in public, and setting a mistaken one aside."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from einlass.admission import letters, tasks
from einlass.admission.actions.draws import MOST_AT_ONCE, locked, user_or_none
from einlass.admission.announcement import announcement, digest
from einlass.admission.errors import (
    AlreadyCommitted,
    DrawAnnulled,
    HeldIntoThePast,
    IsRehearsal,
    NotSolved,
    OffersAreOut,
    ReasonMissing,
    RoundTooSoon,
    SourceMissing,
)
from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.models import User
from fairdraw import drand

# How long before a round of drand comes out it must be announced.
NOTICE: Final = timedelta(minutes=1)


@transaction.atomic
def commit_draw(
    draw: Draw,
    *,
    value_source: str = "",
    drand_round: int | None = None,
    publish_at: datetime | None = None,
    tells_entrants: bool = False,
    by: User | str,
    at: datetime,
) -> Draw:
    """Publish the fingerprint and where the public value will come from. Nothing can be changed afterwards.

    drand_round: a round of drand that gives the value; it names itself as the source.
    publish_at: until when the outcome is held; without it, it is public as soon as it is drawn.
    tells_entrants: mail the announcement to everybody in the draw, each with their own entry.
    Raises NotSolved, AlreadyCommitted, DrawAnnulled, IsRehearsal, SourceMissing, RoundTooSoon,
    HeldIntoThePast.
    """
    draw = locked(draw)
    _may_be_committed(draw)
    if drand_round is not None:
        _may_be_promised(drand_round, at=at)
        value_source = f"drand quicknet, round {drand_round}"
    draw.value_source, draw.drand_round = " ".join(value_source.split()), drand_round
    if not draw.value_source:
        raise SourceMissing
    if publish_at is not None and publish_at <= at:
        raise HeldIntoThePast
    draw.publish_at, draw.committed_at, draw.committed_by = publish_at, at, user_or_none(by)
    draw.announcement = announcement(draw)
    draw.summary["tells_entrants"] = tells_entrants
    draw.save(
        update_fields=[
            "value_source",
            "drand_round",
            "publish_at",
            "committed_at",
            "committed_by",
            "announcement",
            "summary",
        ]
    )
    audit.record(
        draw.event,
        "commit_draw",
        draw.subject,
        at=at,
        by=by,
        after={
            "commitment": draw.commitment,
            "value_source": draw.value_source,
            "announcement": digest(draw.announcement),
        },
    )
    if not tells_entrants:
        return draw
    if draw.entry_count < MOST_AT_ONCE:
        return tell_entrants(draw, at=at)
    Draw.objects.filter(pk=draw.pk).update(solving_at=at)
    transaction.on_commit(lambda: tasks.tell_entrants.enqueue(draw.pk))
    return draw


@transaction.atomic
def tell_entrants(draw: Draw, *, at: datetime) -> Draw:
    """Mail the announcement to everybody in the draw, once; a second time changes nothing."""
    draw = locked(draw)
    if draw.committed_at is None or draw.entrants_told_at is not None or draw.annulled_at is not None:
        return draw
    letters.tell_entrants(draw, at=at)
    draw.entrants_told_at = at
    draw.save(update_fields=["entrants_told_at"])
    return draw


@transaction.atomic
def annul_draw(draw: Draw, reason: str, *, by: User | str, at: datetime) -> Draw:
    """Set a mistaken draw aside, in public and with a reason.

    Raises OffersAreOut, DrawAnnulled, ReasonMissing, IsRehearsal.
    """
    if not reason.strip():
        raise ReasonMissing
    draw = locked(draw)
    if draw.is_rehearsal:
        raise IsRehearsal(draw)
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.offered_at is not None or draw.offers.exists():
        raise OffersAreOut(draw)
    draw.annulled_at, draw.annulled_reason = at, reason.strip()
    draw.save(update_fields=["annulled_at", "annulled_reason"])
    audit.record(draw.event, "annul_draw", draw.subject, at=at, by=by, after={"reason": draw.annulled_reason})
    return draw


def _may_be_promised(drand_round: int, *, at: datetime) -> None:
    """A round that is out, or that some of its signers could hurry to work out, is no promise."""
    if drand.time_of(drand_round) < at + NOTICE:
        raise RoundTooSoon


def _may_be_committed(draw: Draw) -> None:
    if draw.is_rehearsal:
        raise IsRehearsal(draw)
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.committed_at is not None:
        raise AlreadyCommitted(draw)
    if draw.solved_at is None:
        raise NotSolved(draw)
