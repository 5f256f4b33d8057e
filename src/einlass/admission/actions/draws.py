"""A draw from freezing its entries to its lottery. Each step happens once, in this order, and stays.

fairdraw is loaded where it is used: with its solver it takes a second and tens of megabytes, and a server that draws
nothing needs neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from einlass.admission import tasks
from einlass.admission.actions.entries import NewEntry, add_entries, keep_in_entries
from einlass.admission.draw_pool import make_lottery
from einlass.admission.draw_summary import draw_summary
from einlass.admission.entry_codes import entry_code, new_salt
from einlass.admission.errors import (
    ContingentMissing,
    DrawInProgress,
    NoSeatLeft,
    NothingToDraw,
    RehearsalExists,
    SolveRunning,
)
from einlass.admission.failure import failure_facts
from einlass.admission.freezing import Entrant, Frozen, bounds_of, count_entrants, freeze_rules, read_entrants
from einlass.admission.lottery_check import checked_text
from einlass.admission.models import SILENCE, Contingent, Draw
from einlass.admission.queries import applications_for_draw, draw_contingent, draws_holding_seats, rehearsal_of
from einlass.admission.rules import PUBLISHED
from einlass.events import audit
from einlass.events.models import Event, User
from fairdraw import FairdrawError

if TYPE_CHECKING:
    import fairdraw

# So many entries are frozen before the answer to the organiser, which takes a second or two.
MOST_AT_ONCE: Final = 20_000
# Shares of the progress bar that the steps of solving end at; panels take nearly all of the time.
STEPS = {"types": (0, 2), "feasible": (2, 5), "chances": (5, 20), "panels": (20, 95), "proof": (95, 99)}


@transaction.atomic
def freeze_draw(event: Event, *, by: User | str, at: datetime, is_rehearsal: bool = False) -> Draw:
    """Fix who is in the draw and how many seats there are, and have it solved by the worker.

    In are all applications that count, were sent to the draw and have had no offer. Teams go in whole.
    Raises ContingentMissing, DrawInProgress, RehearsalExists, NoSeatLeft, NothingToDraw, and for a quota that no draw
    of these entries could keep QuotaBeyondPool, QuotaOfNobody.
    """
    bounds = bounds_of(event)
    found = applications_for_draw(event).select_for_update(no_key=True, of=("self",)).order_by("pk")
    entrants = read_entrants(found, bounds)
    # The lock on the contingent lets one organiser at a time come here.
    contingents = Contingent.objects.select_for_update(no_key=True)
    contingent = contingents.filter(event=event, purpose=Contingent.Purpose.DRAW).first()
    contingent = _ready_to_freeze(event, contingent, number=len(entrants), is_rehearsal=is_rehearsal)
    frozen = freeze_rules(event, bounds, Counter(entrant.counted for entrant in entrants))
    draw = Draw.objects.create(
        event=event,
        contingent=contingent,
        is_rehearsal=is_rehearsal,
        seats=contingent.free,
        rules=frozen.rules,
        frozen_at=at,
        frozen_by=user_or_none(by),
        entry_count=len(entrants),
    )
    add_entries(draw, _entries(draw.entry_prefix, entrants, frozen))
    audit.record(
        event,
        "start_rehearsal" if is_rehearsal else "freeze_draw",
        draw.subject,
        at=at,
        by=by,
        after={
            "entries": draw.entry_count,
            "seats": draw.seats,
            "rules": [{name: rule[name] for name in PUBLISHED} for rule in draw.rules],
        },
    )
    transaction.on_commit(lambda: tasks.solve_draw.enqueue(draw.pk))
    return draw


@transaction.atomic
def start_freeze(event: Event, *, by: User, at: datetime, is_rehearsal: bool = False) -> Draw | None:
    """Freeze a draw; from MOST_AT_ONCE entries on the worker does it, and None is returned.

    The same refusals as freeze_draw; one that only comes up in the worker is logged.
    """
    number = applications_for_draw(event).count()
    if number < MOST_AT_ONCE:
        return freeze_draw(event, by=by, at=at, is_rehearsal=is_rehearsal)
    _ready_to_freeze(event, draw_contingent(event), number=number, is_rehearsal=is_rehearsal)
    bounds = bounds_of(event)
    freeze_rules(event, bounds, count_entrants(applications_for_draw(event), bounds))
    transaction.on_commit(lambda: tasks.freeze_draw.enqueue(event.pk, by.pk, is_rehearsal))
    return None


@transaction.atomic
def start_solve_again(draw: Draw, *, by: User, at: datetime) -> Draw:
    """Have a draw solved once more whose solve failed or whose worker died. Raises SolveRunning."""
    draw = locked(draw)
    if not draw.may_solve_again(at):
        raise SolveRunning(draw)
    draw.failure, draw.progress, draw.solving_at = "", 0, at
    draw.save(update_fields=["failure", "progress", "solving_at"])
    audit.record(draw.event, "start_solve_again", draw.subject, at=at, by=by)
    transaction.on_commit(lambda: tasks.solve_draw.enqueue(draw.pk))
    return draw


def solve_draw(draw: Draw, *, at: datetime, clock: Callable[[], datetime] | None = None) -> Draw:
    """Compute the lottery; why it failed is kept with the draw. Run by the worker.

    clock: tells the time while it goes on; without one, all of it happens `at`.

    Solving takes longer than a transaction should; it reports as it goes and stores everything at once at the end.
    What the public verifier would refuse is not kept. Doing it twice, even at the same time, changes nothing: the
    first to finish is kept.
    """
    clock = clock or (lambda: at)
    draw = Draw.objects.select_related("event").get(pk=draw.pk)
    if draw.solved_at is not None or draw.annulled_at is not None:
        return draw
    Draw.objects.filter(pk=draw.pk).update(solving_at=at, failure="")
    reporter = _Reporter(draw, clock)
    try:
        lottery = make_lottery(draw, progress=reporter)
        text = checked_text(draw, lottery, progress=reporter)
    except FairdrawError as error:
        failure = error
        return _kept(draw, lambda draw: _keep_failure(draw, failure, at=clock()))
    return _kept(draw, lambda draw: _keep_lottery(draw, lottery, text, at=clock()))


def continue_draws(*, at: datetime) -> int:
    """Take up every draw whose worker died while it solved, drew or mailed; returns how many. The worker calls it every minute."""
    unsolved = Draw.objects.filter(solved_at=None, failure="", annulled_at=None, solving_at__lt=at - SILENCE)
    # What was announced is carried out even if the draw was annulled meanwhile.
    undrawn = Draw.objects.filter(value_at__isnull=False, drawn_at=None, solving_at__lt=at - SILENCE)
    untold = Draw.objects.filter(committed_at__isnull=False, entrants_told_at=None, solving_at__lt=at - SILENCE)
    taken_up = 0
    for draws, job in (
        (unsolved, tasks.solve_draw),
        (undrawn, tasks.draw_outcome),
        (untold, tasks.tell_entrants),
    ):
        for key in list(draws.values_list("pk", flat=True)):
            # Of two workers only one sees the old moment still standing.
            if draws.filter(pk=key).update(solving_at=at):
                job.enqueue(key)
                taken_up += 1
    return taken_up


def locked(draw: Draw) -> Draw:
    """Its long texts are read where they are asked for: of a million entries each has 60 MB."""
    return (
        Draw.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "contingent")
        .defer("bundle", "result")
        .get(pk=draw.pk)
    )


def user_or_none(by: User | str) -> User | None:
    """Whom to keep with a draw: nobody where the worker did it."""
    return by if isinstance(by, User) else None


def _ready_to_freeze(event: Event, contingent: Contingent | None, *, number: int, is_rehearsal: bool) -> Contingent:
    if contingent is None:
        raise ContingentMissing(event, Contingent.Purpose.DRAW)
    if is_rehearsal:
        if (other := rehearsal_of(contingent)) is not None:
            raise RehearsalExists(other)
    elif (unfinished := draws_holding_seats(contingent).first()) is not None:
        raise DrawInProgress(unfinished)
    if not number:
        raise NothingToDraw(event)
    if contingent.free < 1:
        raise NoSeatLeft(contingent)
    return contingent


def _entries(prefix: str, entrants: Iterable[Entrant], frozen: Frozen) -> Iterator[NewEntry]:
    """One entry each under a fresh code; members of a team share a unit."""
    units: dict[int, int] = {}
    numbers = count(1)
    for key, email, team, counted in entrants:
        if team is None:
            unit = next(numbers)
        elif (known := units.get(team)) is not None:
            unit = known
        else:
            unit = units[team] = next(numbers)
        salt = new_salt()
        yield NewEntry(key, prefix + entry_code(salt, email), salt, email, unit, frozen.hits_of[counted])


class _Reporter:
    """Writes down how far the solve is, about once a second; stops it when the draw has been annulled."""

    def __init__(self, draw: Draw, clock: Callable[[], datetime]) -> None:
        self._draw, self._clock = draw, clock
        self._last = clock()

    def __call__(self, progress: fairdraw.Progress) -> bool:
        now = self._clock()
        if (now - self._last).total_seconds() < 1:
            return True
        self._last = now
        begin, end = STEPS.get(progress.step, (0, 99))
        share = min(progress.done / progress.of, 1) if progress.of else 1
        running = Draw.objects.filter(pk=self._draw.pk, annulled_at=None, solved_at=None)
        # Raised only: the steps may come round again, and a second worker begins at the beginning.
        reached = Greatest(F("progress"), Value(round(begin + (end - begin) * share)))
        return bool(running.update(progress=reached, solving_at=now))


@transaction.atomic
def _kept(draw: Draw, keep: Callable[[Draw], Draw]) -> Draw:
    """Store what came out, unless the draw was solved or annulled meanwhile, or is a rehearsal thrown away."""
    if not Draw.objects.filter(pk=draw.pk).exists():
        return draw
    draw = locked(draw)
    return draw if draw.solved_at is not None or draw.annulled_at is not None else keep(draw)


def _keep_lottery(draw: Draw, lottery: fairdraw.Lottery, text: str, *, at: datetime) -> Draw:
    _keep_chances(draw, lottery)
    draw.bundle, draw.commitment = text, sha256(text.removesuffix("\n").encode()).hexdigest()
    draw.summary = draw_summary(draw, lottery)
    draw.solved_at, draw.solving_at, draw.progress, draw.failure = at, None, 100, ""
    draw.save(update_fields=["bundle", "commitment", "summary", "solved_at", "solving_at", "progress", "failure"])
    audit.record(
        draw.event,
        "solve_draw",
        draw.subject,
        at=at,
        by=audit.WORKER,
        after={"commitment": draw.commitment, "outcomes": lottery.panels},
    )
    return draw


def _keep_chances(draw: Draw, lottery: fairdraw.Lottery) -> None:
    facts: dict[str, tuple[float, int]] = {}
    for kind, chance in zip(lottery.types, lottery.type_chances(), strict=True):
        facts |= dict.fromkeys((code for unit in kind.units for code in unit), (float(chance), len(kind.units)))
    keep_in_entries(draw, ["chance", "alike"], facts)


def _keep_failure(draw: Draw, error: FairdrawError, *, at: datetime) -> Draw:
    draw.failure, draw.solving_at = str(error), None
    draw.summary = {"failure": failure_facts(draw, error)}
    draw.save(update_fields=["failure", "solving_at", "summary"])
    audit.record(draw.event, "solve_failed", draw.subject, at=at, by=audit.WORKER, after={"why": draw.failure})
    return draw
