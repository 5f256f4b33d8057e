"""A draw from freezing its entries to its result. Each step happens once, in this order, and stays.

fairdraw is loaded where it is used: with its solver it takes a second and tens of megabytes, and a server that draws
nothing needs neither.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import count, islice
from typing import TYPE_CHECKING, Final

from django.db import transaction

from einlass.admission import tasks
from einlass.admission.draw_pool import make_lottery
from einlass.admission.draw_summary import draw_summary
from einlass.admission.entry_codes import entry_code, new_salt
from einlass.admission.errors import (
    AlreadyDrawn,
    BadValue,
    ContingentMissing,
    DrawAnnulled,
    DrawInProgress,
    NoSeatLeft,
    NothingToDraw,
    NotSolved,
    OffersAreOut,
    ReasonMissing,
    SolveRunning,
    SourceMissing,
)
from einlass.admission.failure import failure_facts
from einlass.admission.freezing import Entrant, Frozen, bounds_of, count_entrants, freeze_rules, read_entrants
from einlass.admission.models import Contingent, Draw, DrawEntry
from einlass.admission.queries import applications_for_draw, draw_contingent, draws_holding_seats
from einlass.admission.rules import PUBLISHED
from einlass.events import audit
from einlass.events.models import Event, User

if TYPE_CHECKING:
    import fairdraw

AT_ONCE: Final = 1000
# So many entries are frozen before the answer to the organiser, which takes a second or two.
MOST_AT_ONCE: Final = 20_000
# Shares of the progress bar that the steps of solving end at; panels take nearly all of the time.
STEPS = {"types": (0, 2), "feasible": (2, 5), "chances": (5, 20), "panels": (20, 95), "proof": (95, 99)}


@transaction.atomic
def freeze_draw(event: Event, *, by: User, at: datetime, value_source: str) -> Draw:
    """Fix who is in the draw and how many seats there are, and have it solved by the worker.

    In are all applications that count, were sent to the draw and have had no offer. Teams go in whole.
    Raises ContingentMissing, DrawInProgress, NoSeatLeft, NothingToDraw, SourceMissing, and for a quota that no draw of
    these entries could keep QuotaBeyondPool, QuotaOfNobody.
    """
    bounds = bounds_of(event)
    found = applications_for_draw(event).select_for_update(no_key=True, of=("self",)).order_by("pk")
    entrants = read_entrants(found, bounds)
    # The lock on the contingent lets one organiser at a time come here.
    contingents = Contingent.objects.select_for_update(no_key=True)
    contingent = contingents.filter(event=event, purpose=Contingent.Purpose.DRAW).first()
    contingent = _ready_to_freeze(event, contingent, number=len(entrants), value_source=value_source)
    frozen = freeze_rules(event, bounds, Counter(entrant.counted for entrant in entrants))
    draw = Draw.objects.create(
        event=event,
        contingent=contingent,
        seats=contingent.free,
        rules=frozen.rules,
        frozen_at=at,
        frozen_by=by,
        entry_count=len(entrants),
        value_source=value_source.strip(),
    )
    entries = _entries(draw, entrants, frozen)
    while batch := list(islice(entries, AT_ONCE)):
        DrawEntry.objects.bulk_create(batch)
    audit.record(
        event,
        "freeze_draw",
        draw.subject,
        at=at,
        by=by,
        after={
            "entries": draw.entry_count,
            "seats": draw.seats,
            "rules": [{name: rule[name] for name in PUBLISHED} for rule in draw.rules],
            "value_source": draw.value_source,
        },
    )
    transaction.on_commit(lambda: tasks.solve_draw.enqueue(draw.pk))
    return draw


@transaction.atomic
def start_freeze(event: Event, *, by: User, at: datetime, value_source: str) -> Draw | None:
    """Freeze a draw; from MOST_AT_ONCE entries on the worker does it, and None is returned.

    The same refusals as freeze_draw; one that only comes up in the worker is logged.
    """
    number = applications_for_draw(event).count()
    if number < MOST_AT_ONCE:
        return freeze_draw(event, by=by, at=at, value_source=value_source)
    _ready_to_freeze(event, draw_contingent(event), number=number, value_source=value_source)
    bounds = bounds_of(event)
    freeze_rules(event, bounds, count_entrants(applications_for_draw(event), bounds))
    transaction.on_commit(lambda: tasks.freeze_draw.enqueue(event.pk, by.pk, value_source))
    return None


@transaction.atomic
def start_solve_again(draw: Draw, *, by: User, at: datetime) -> Draw:
    """Have a draw solved once more whose solve failed or whose worker died. Raises SolveRunning."""
    draw = _locked(draw)
    if not draw.may_solve_again(at):
        raise SolveRunning(draw)
    draw.failure, draw.progress, draw.solving_at = "", 0, at
    draw.save(update_fields=["failure", "progress", "solving_at"])
    audit.record(draw.event, "start_solve_again", draw.subject, at=at, by=by)
    transaction.on_commit(lambda: tasks.solve_draw.enqueue(draw.pk))
    return draw


def solve_draw(draw: Draw, *, at: datetime, clock: Callable[[], datetime] | None = None) -> Draw:
    """Compute the lottery and publish its fingerprint; why it failed is kept with the draw. Run by the worker.

    clock: tells the time while it goes on; without one, all of it happens `at`.

    Solving takes longer than a transaction should; it reports as it goes and stores everything at once at the end.
    Doing it twice, even at the same time, changes nothing: the first to finish is kept.
    """
    import fairdraw

    clock = clock or (lambda: at)
    draw = Draw.objects.select_related("event").get(pk=draw.pk)
    if draw.solved_at is not None or draw.annulled_at is not None:
        return draw
    Draw.objects.filter(pk=draw.pk).update(solving_at=at, progress=0, failure="")
    try:
        lottery = make_lottery(draw, progress=_Reporter(draw, clock))
    except fairdraw.FairdrawError as error:
        return _keep_failure(draw, error, at=clock())
    return _keep_lottery(draw, lottery, at=clock())


@transaction.atomic
def give_value(draw: Draw, value: str, *, by: User, at: datetime) -> Draw:
    """Draw: turn the public value into the result, once and for all.

    Raises NotSolved before the fingerprint is published, AlreadyDrawn, DrawAnnulled, BadValue.
    """
    import fairdraw

    draw = _locked(draw)
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.drawn_at is not None:
        raise AlreadyDrawn(draw)
    if draw.solved_at is None:
        raise NotSolved(draw)
    try:
        result = fairdraw.draw(fairdraw.Lottery.from_json(draw.bundle), value)
    except fairdraw.BadInput as error:
        raise BadValue from error
    _keep_result(draw, result)
    draw.value, draw.result, draw.drawn_at, draw.drawn_by = result.value, result.to_json(), at, by
    draw.save(update_fields=["value", "result", "drawn_at", "drawn_by"])
    audit.record(
        draw.event,
        "give_value",
        draw.subject,
        at=at,
        by=by,
        after={
            "commitment": draw.commitment,
            "value": draw.value,
            "seed": result.seed,
            "outcome": result.panel,
            "admitted": len(result.admitted),
            "waiting": len(result.waiting),
        },
    )
    return draw


@transaction.atomic
def annul_draw(draw: Draw, reason: str, *, by: User, at: datetime) -> Draw:
    """Set a mistaken draw aside, in public and with a reason. Raises OffersAreOut, DrawAnnulled, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    draw = _locked(draw)
    if draw.annulled_at is not None:
        raise DrawAnnulled(draw)
    if draw.offered_at is not None:
        raise OffersAreOut(draw)
    draw.annulled_at, draw.annulled_reason = at, reason.strip()
    draw.save(update_fields=["annulled_at", "annulled_reason"])
    audit.record(draw.event, "annul_draw", draw.subject, at=at, by=by, after={"reason": draw.annulled_reason})
    return draw


def _ready_to_freeze(event: Event, contingent: Contingent | None, *, number: int, value_source: str) -> Contingent:
    if not value_source.strip():
        raise SourceMissing
    if contingent is None:
        raise ContingentMissing(event, Contingent.Purpose.DRAW)
    unfinished = draws_holding_seats(contingent).first()
    if unfinished is not None:
        raise DrawInProgress(unfinished)
    if not number:
        raise NothingToDraw(event)
    if contingent.free < 1:
        raise NoSeatLeft(contingent)
    return contingent


def _locked(draw: Draw) -> Draw:
    return (
        Draw.objects.select_for_update(no_key=True, of=("self",))
        .select_related("event", "contingent")
        .get(pk=draw.pk)
    )


def _entries(draw: Draw, entrants: Iterable[Entrant], frozen: Frozen) -> Iterator[DrawEntry]:
    """One entry each under a fresh code; members of a team share a unit."""
    units: dict[int, int] = {}
    numbers = count(1)
    used: set[str] = set()
    for key, application_code, team, counted in entrants:
        if team is None:
            unit = next(numbers)
        elif (known := units.get(team)) is not None:
            unit = known
        else:
            unit = units[team] = next(numbers)
        salt = new_salt()
        while (code := entry_code(salt, application_code)) in used:
            salt = new_salt()
        used.add(code)
        hits = frozen.hits_of[counted]
        yield DrawEntry(draw=draw, application_id=key, code=code, salt=salt, unit=unit, hits=hits)


class _Reporter:
    """Writes down how far the solve is, about once a second; stops it when the draw has been annulled."""

    def __init__(self, draw: Draw, clock: Callable[[], datetime]) -> None:
        self._draw, self._clock, self._last = draw, clock, clock()

    def __call__(self, progress: fairdraw.Progress) -> bool:
        now = self._clock()
        if (now - self._last).total_seconds() < 1:
            return True
        self._last = now
        begin, end = STEPS.get(progress.step, (0, 99))
        share = min(progress.done / progress.of, 1) if progress.of else 1
        running = Draw.objects.filter(pk=self._draw.pk, annulled_at=None, solved_at=None)
        return bool(running.update(progress=round(begin + (end - begin) * share), solving_at=now))


@transaction.atomic
def _keep_lottery(draw: Draw, lottery: fairdraw.Lottery, *, at: datetime) -> Draw:
    import fairdraw

    draw = _locked(draw)
    if draw.solved_at is not None or draw.annulled_at is not None:
        return draw
    _keep_chances(draw, lottery)
    draw.bundle, draw.commitment = lottery.to_json(), fairdraw.commit(lottery)
    draw.summary = draw_summary(draw, lottery)
    draw.solved_at, draw.solving_at, draw.progress, draw.failure = at, None, 100, ""
    draw.save(update_fields=["bundle", "commitment", "summary", "solved_at", "solving_at", "progress", "failure"])
    audit.record(
        draw.event,
        "publish_fingerprint",
        draw.subject,
        at=at,
        by=audit.WORKER,
        after={"commitment": draw.commitment, "outcomes": lottery.panels},
    )
    return draw


def _keep_chances(draw: Draw, lottery: fairdraw.Lottery) -> None:
    codes_by_chance: dict[float, list[str]] = defaultdict(list)
    for code, exact in lottery.chances().items():
        codes_by_chance[float(exact)].append(code)
    for chance, codes in codes_by_chance.items():
        for start in range(0, len(codes), 500):
            draw.entries.filter(code__in=codes[start : start + 500]).update(chance=chance)


@transaction.atomic
def _keep_failure(draw: Draw, error: fairdraw.FairdrawError, *, at: datetime) -> Draw:
    draw = _locked(draw)
    if draw.solved_at is None and draw.annulled_at is None:
        draw.failure, draw.solving_at = str(error), None
        draw.summary = {"failure": failure_facts(draw, error)}
        draw.save(update_fields=["failure", "solving_at", "summary"])
        audit.record(draw.event, "solve_failed", draw.subject, at=at, by=audit.WORKER, after={"why": draw.failure})
    return draw


def _keep_result(draw: Draw, result: fairdraw.Result) -> None:
    places = {code: (True, place) for place, code in enumerate(result.admitted, start=1)}
    places |= {code: (False, place) for place, code in enumerate(result.waiting, start=1)}
    entries = list(draw.entries.all())
    for entry in entries:
        entry.admitted, entry.place = places[entry.code]
    # An upsert of rows that all exist: ten times as fast as bulk_update with its CASE expressions.
    DrawEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["admitted", "place"],
        batch_size=500,
    )
