"""Promising a draw in public, and setting a mistaken one aside."""

from datetime import datetime

from django.db import transaction

from einlass.admission import letters
from einlass.admission.actions.draws import locked, user_or_none
from einlass.admission.announcement import announcement, digest
from einlass.admission.errors import (
    AlreadyCommitted,
    DrawAnnulled,
    HeldIntoThePast,
    IsRehearsal,
    NotSolved,
    OffersAreOut,
    ReasonMissing,
    SourceMissing,
)
from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.models import User


@transaction.atomic
def commit_draw(
    draw: Draw,
    *,
    value_source: str,
    publish_at: datetime | None = None,
    tells_entrants: bool = False,
    by: User | str,
    at: datetime,
) -> Draw:
    """Publish the fingerprint and where the public value will come from. Nothing can be changed afterwards.

    publish_at: until when the outcome is held; without it, it is public as soon as it is drawn.
    tells_entrants: mail the announcement to everybody in the draw, each with their own entry.
    Raises NotSolved, AlreadyCommitted, DrawAnnulled, IsRehearsal, SourceMissing, HeldIntoThePast.
    """
    draw = locked(draw)
    _may_be_committed(draw)
    draw.value_source = " ".join(value_source.split())
    if not draw.value_source:
        raise SourceMissing
    if publish_at is not None and publish_at <= at:
        raise HeldIntoThePast
    draw.publish_at, draw.committed_at, draw.committed_by = publish_at, at, user_or_none(by)
    draw.announcement = announcement(draw)
    if tells_entrants:
        letters.tell_entrants(draw, at=at)
        draw.entrants_told_at = at
    draw.save(
        update_fields=[
            "value_source",
            "publish_at",
            "committed_at",
            "committed_by",
            "announcement",
            "entrants_told_at",
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


def _may_be_committed(draw: Draw) -> None:
    if draw.is_rehearsal:
        raise IsRehearsal(draw)
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.committed_at is not None:
        raise AlreadyCommitted(draw)
    if draw.solved_at is None:
        raise NotSolved(draw)
