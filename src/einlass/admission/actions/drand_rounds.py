"""Drawing with a round of drand: pasted in by hand, or fetched by the worker when it comes out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Q

from einlass.admission.actions.drawing import give, may_be_drawn
from einlass.admission.actions.draws import locked
from einlass.admission.drand_relays import RoundMissing, fetch_round
from einlass.admission.errors import (
    AdmissionError,
    BadValue,
    NotCommitted,
    RoundForged,
    RoundNotYet,
    RoundUnreachable,
)
from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.models import User
from fairdraw import drand

# A relay has a round a moment after its time; one that could not be fetched is asked for again after a while.
RELAY_DELAY: Final = timedelta(seconds=1)
TRY_AGAIN: Final = timedelta(minutes=1)

log = structlog.get_logger("einlass.admission")


@transaction.atomic
def give_drand_round(draw: Draw, signature: str, *, by: User | str, at: datetime) -> Draw:
    """Draw with the announced round of drand; its randomness is the value. signature: 96 hexadecimal digits.

    Raises NotCommitted, AlreadyDrawn, DrawAnnulled, BadValue, RoundNotYet, RoundForged.
    """
    draw = locked(draw)
    may_be_drawn(draw)
    if draw.drand_round is None:
        raise BadValue
    if at < drand.time_of(draw.drand_round):
        raise RoundNotYet(draw)
    draw.drand_signature = signature.strip().lower()
    try:
        value = drand.randomness(draw.drand_round, draw.drand_signature)
    except drand.BadSignature as error:
        raise RoundForged(draw) from error
    draw.drand_failure = ""
    draw.save(update_fields=["drand_signature", "drand_failure"])
    return give(draw, value, by=by, at=at)


def fetch_drand_round(draw: Draw, *, relays: Sequence[str], by: User | str, at: datetime) -> Draw:
    """Ask the relays for the announced round, and draw. What keeps it from coming stays with the draw, for the page.

    Raises RoundUnreachable, and what give_drand_round raises.
    """
    if draw.drand_round is None or draw.committed_at is None:
        raise NotCommitted(draw)
    if at < drand.time_of(draw.drand_round):
        raise RoundNotYet(draw)
    try:
        signature = fetch_round(draw.drand_round, relays)
    except RoundMissing as error:
        waiting = Draw.objects.filter(pk=draw.pk, value_at=None)
        waiting.update(drand_failure=str(error)[:300], solving_at=at)
        raise RoundUnreachable(str(error)) from error
    return give_drand_round(draw, signature, by=by, at=at)


def fetch_due_rounds(*, relays: Sequence[str], at: datetime) -> int:
    """Draw every draw whose round of drand has come out; returns how many. The worker calls it every few seconds.

    A round that could not be fetched is asked for again after a minute.
    """
    due = Draw.objects.filter(committed_at__isnull=False, value_at=None, annulled_at=None)
    due = due.filter(drand_round__lt=drand.round_from(at - RELAY_DELAY)).defer("bundle", "result")
    drawn = 0
    for draw in due.exclude(~Q(drand_failure=""), solving_at__gt=at - TRY_AGAIN) if relays else ():
        try:
            fetch_drand_round(draw, relays=relays, by=audit.WORKER, at=at)
            drawn += 1
        # Somebody pasted the round in meanwhile, or it is not there: the page says so, and the next minute asks again.
        except AdmissionError as refusal:
            log.warning("a round of drand was not drawn", draw=draw.code, why=type(refusal).__name__)
    return drawn
