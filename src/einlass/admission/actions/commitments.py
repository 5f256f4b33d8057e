"""Promising a draw in public, and setting a mistaken one aside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from einlass.admission import letters, tasks
from einlass.admission.actions.draws import locked, user_or_none
from einlass.admission.announcement import announcement
from einlass.admission.errors import (
    AlreadyCommitted,
    DrawAnnulled,
    DueTooSoon,
    HeldIntoThePast,
    IsRehearsal,
    NotSolved,
    OffersAreOut,
    ReasonMissing,
)
from einlass.admission.models import Draw
from einlass.admission.queries import announced_draws, draw_to_replace
from einlass.events import audit
from einlass.events.models import Event, User
from fairdraw import ValueForm

# How long before its value is known a draw must be announced: some signers of drand could hurry to work a round out.
NOTICE: Final = timedelta(minutes=1)
# So many are written to before the answer to the organiser, which takes half a second; more by the worker.
MOST_AT_ONCE: Final = 2_000


@transaction.atomic
def commit_draw(
    draw: Draw, *, form: ValueForm, publish_at: datetime | None = None, by: User | str, at: datetime
) -> Draw:
    """Publish the fingerprint, and where the public value will come from, when, and how it is written.

    Nothing can be changed afterwards. The announcement gets the event's next number, names the annulled draw that it
    replaces, and is mailed to everybody in the draw, each with their own entry.
    publish_at: until when the outcome is held; without it, it is public as soon as it is drawn.
    Raises NotSolved, AlreadyCommitted, DrawAnnulled, IsRehearsal, DueTooSoon, HeldIntoThePast.
    """
    draw = locked(draw)
    check_announcement(draw, form=form, publish_at=publish_at, at=at)
    # One announcement of an event at a time, so that each finds the number after the last; the database has the last word.
    Event.objects.select_for_update(no_key=True).get(pk=draw.event_id)
    draw.number = announced_draws(draw.event).count() + 1
    draw.replaces = draw_to_replace(draw)
    draw.value_source, draw.drand_round, draw.value_due_at = form.source, form.round, form.at
    draw.publish_at, draw.committed_at, draw.committed_by = publish_at, at, user_or_none(by)
    draw.announcement = announcement(draw, form)
    draw.save(
        update_fields=[
            "number",
            "replaces",
            "value_source",
            "drand_round",
            "value_due_at",
            "publish_at",
            "committed_at",
            "committed_by",
            "announcement",
        ]
    )
    audit.record(
        draw.event,
        "commit_draw",
        draw.subject,
        at=at,
        by=by,
        after={
            "number": draw.number,
            "commitment": draw.commitment,
            "value_source": draw.value_source,
            "announcement": draw.announcement_digest,
            "replaces": draw.replaces.code if draw.replaces else None,
        },
    )
    if draw.entry_count < MOST_AT_ONCE:
        return tell_entrants(draw, at=at)
    Draw.objects.filter(pk=draw.pk).update(solving_at=at)
    transaction.on_commit(lambda: tasks.tell_entrants.enqueue(draw.pk))
    return draw


def tell_entrants(draw: Draw, *, at: datetime, clock: Callable[[], datetime] | None = None) -> Draw:
    """Mail the announcement to everybody in the draw, once; a second time, or at the same time, changes nothing.

    Some thousand mails are one transaction, so that neither the value nor other mails wait for a million of them.
    Of a draw that was annulled at once as well: who is in it has the fingerprint, whatever comes after.
    clock: tells the time while it goes on; without one, all of it happens `at`.
    """
    clock = clock or (lambda: at)
    draws = Draw.objects.filter(pk=draw.pk)
    heavy = ("bundle", "result", "replaces__bundle", "replaces__result")
    draw = draws.select_related("event", "replaces").defer(*heavy).get()
    if draw.committed_at is None or draw.entrants_told_at is not None:
        return draw
    for part in letters.entrants_in_parts(draw):
        with transaction.atomic():
            letters.tell_entrants(draw, part, at=at)
        draws.filter(drawn_at=None).update(solving_at=clock())
    draws.filter(entrants_told_at=None).update(entrants_told_at=at)
    draw.refresh_from_db(fields=["entrants_told_at", "solving_at"])
    return draw


@transaction.atomic
def annul_draw(draw: Draw, reason: str, *, by: User | str, at: datetime) -> Draw:
    """Set a mistaken draw aside, in public and with a reason. Nobody gets a seat by it.

    Once it was announced, its outcome is worked out and published all the same, as soon as the value is known.
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


def check_announcement(draw: Draw, *, form: ValueForm, publish_at: datetime | None, at: datetime) -> None:
    """What commit_draw refuses, before anything is done."""
    if draw.is_rehearsal:
        raise IsRehearsal(draw)
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.committed_at is not None:
        raise AlreadyCommitted(draw)
    if draw.solved_at is None:
        raise NotSolved(draw)
    if form.at < at + NOTICE:
        raise DueTooSoon
    if publish_at is not None and publish_at <= form.at:
        raise HeldIntoThePast
