"""Waves: seats that came free are drawn anew, in public, among all who wait, with what is left of the quotas.

A wave is a draw that follows another and goes through the same steps. Where the worker began it, the worker takes it
through them: the public value is a round of drand, announced before it exists.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from einlass.admission import tasks
from einlass.admission.actions.commitments import annul_draw, commit_draw
from einlass.admission.actions.draws import user_or_none
from einlass.admission.actions.entries import NewEntry, add_entries
from einlass.admission.actions.offers import drawn_and_locked, make_offers
from einlass.admission.chunks import in_chunks
from einlass.admission.errors import (
    AdmissionError,
    AdmittedFirst,
    DrawInProgress,
    InDrawnOrder,
    NobodyFits,
    NobodyToOffer,
    NoSeatLeft,
)
from einlass.admission.models import Contingent, Draw, OfferPlan, WaveReport
from einlass.admission.offer_plan import fills_by_waves, plan_of
from einlass.admission.queries import draws_holding_seats, last_draw, waiting_entries
from einlass.admission.wave_kept import why_kept
from einlass.admission.wave_outlook import Outlook, gone_codes, outlook, stops_at
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.web.localized import localized
from fairdraw import drand

Outcome = WaveReport.Outcome
# Between the announcement of a round and the round: time for everybody to see the fingerprint first.
NOTICE: Final = timedelta(minutes=5)
# A wave's time that passed while the worker stood still is made up for within this, and not later.
LATE: Final = timedelta(hours=1)


@transaction.atomic
def start_wave(event: Event, *, by: User | str, at: datetime) -> Draw:
    """Freeze a wave after the last draw: all who wait, for the seats that are free, under the same rules.

    Raises NobodyToOffer, AdmittedFirst, InDrawnOrder, DrawInProgress, NoSeatLeft, NobodyFits.
    """
    newest = last_draw(event)
    if newest is None:
        raise NobodyToOffer
    before = drawn_and_locked(newest)
    if before.offered_at is None:
        raise AdmittedFirst(before)
    if not fills_by_waves(before, plan_of(event)):
        raise InDrawnOrder(before)
    for chunk in in_chunks(sorted(waiting_entries(before).values_list("application", flat=True))):
        list(Application.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk").values_list("pk"))
    contingent = Contingent.objects.select_for_update(no_key=True).get(pk=before.contingent_id)
    unfinished = draws_holding_seats(contingent).first()
    if unfinished is not None:
        raise DrawInProgress(unfinished)
    wave = _freeze(before, contingent, by=by, at=at)
    WaveReport.objects.create(
        event=event,
        draw=wave,
        outcome=Outcome.STARTED,
        free=wave.seats,
        waiting=wave.entry_count,
        by_worker=not isinstance(by, User),
        at=at,
    )
    transaction.on_commit(lambda: tasks.solve_draw.enqueue(wave.pk))
    return wave


def start_due_waves(*, at: datetime) -> int:
    """Begin the waves whose time has come, and note why none began; returns how many. The worker calls it every minute."""
    plans = OfferPlan.objects.filter(waves_are_automatic=True).select_related("event")
    return sum(_start_due(plan, at=at) for plan in plans)


def continue_waves(*, at: datetime) -> int:
    """Take waves a step further; returns how many moved. The worker calls it every minute.

    One that cannot be solved is annulled with the reason. One that the worker began is committed to a round of drand, and
    its offers are made once its outcome is public.
    """
    waves = Draw.objects.filter(follows__isnull=False, annulled_at=None, offered_at=None).select_related("event")
    moved = 0
    for wave in waves.defer("bundle", "result"):
        if _gives_out_nothing(wave):
            moved += _give_up(wave, at=at)
        elif _is_led(wave):
            moved += _lead(wave, at=at)
    return moved


def _freeze(before: Draw, contingent: Contingent, *, by: User | str, at: datetime) -> Draw:
    """Entries keep their codes and salts, so that everybody finds themselves again along the chain of draws."""
    rows = waiting_entries(before).values_list("application_id", "code", "salt", "unit", "hits")
    entries = [NewEntry(*row) for row in rows.iterator(chunk_size=5000)]
    units: dict[int, int] = {}
    for entry in entries:
        units[entry.unit] = units.get(entry.unit, 0) + 1
    if not entries:
        raise NobodyToOffer
    if contingent.free < 1:
        raise NoSeatLeft(contingent)
    if min(units.values()) > contingent.free:
        raise NobodyFits(contingent.free)
    wave = Draw.objects.create(
        event=before.event,
        contingent=contingent,
        follows=before,
        seats=contingent.free,
        rules=before.rules,
        gone=gone_codes(before, [entry.code for entry in entries]),
        frozen_at=at,
        frozen_by=user_or_none(by),
        entry_count=len(entries),
        solving_at=at,
    )
    add_entries(wave, entries)
    audit.record(
        wave.event,
        "start_wave",
        wave.subject,
        at=at,
        by=by,
        after={"follows": before.code, "entries": wave.entry_count, "seats": wave.seats, "gone": len(wave.gone)},
    )
    return wave


def _start_due(plan: OfferPlan, *, at: datetime) -> int:
    due_at = plan.working_time.last_at(plan.wave_time, at)
    seen = WaveReport.objects.filter(event=plan.event, by_worker=True, at__gte=due_at)
    if at >= plan.event.ends_at or at - due_at > LATE or seen.exists():
        return 0
    found = outlook(plan.event)
    if found.draw is None or not found.by_waves:
        return 0
    if at >= stops_at(plan):
        _report(plan.event, found, Outcome.STOPPED, at=at)
        return 0
    if found.outcome != Outcome.STARTED:
        _report(plan.event, found, found.outcome, at=at)
        return 0
    kept = WaveReport.objects.filter(event=plan.event).exclude(outcome=Outcome.STARTED).first()
    if kept is not None and (kept.outcome, kept.free, kept.waiting) == (Outcome.KEPT, found.free, found.waiting):
        # Nothing has changed since a rule kept these seats.
        _report(plan.event, found, Outcome.KEPT, at=at, why=kept.why)
        return 0
    try:
        start_wave(plan.event, by=audit.WORKER, at=at)
    except AdmissionError:
        # Somebody was quicker; the next look says how it stands.
        return 0
    return 1


def _report(event: Event, found: Outlook, outcome: str, *, at: datetime, why: dict[str, str] | None = None) -> None:
    WaveReport.objects.create(
        event=event, outcome=outcome, free=found.free, waiting=found.waiting, why=why or {}, by_worker=True, at=at
    )


def _gives_out_nothing(wave: Draw) -> bool:
    """No outcome keeps the rules, or the only one that does is to give out no seat."""
    if wave.committed_at is not None:
        return False
    if wave.solved_at is not None:
        return wave.summary.get("filled") == 0
    return wave.summary.get("failure", {}).get("kind") == "infeasible" and bool(wave.failure)


@transaction.atomic
def _give_up(wave: Draw, *, at: datetime) -> int:
    """The seats stay free, and why is said here and in public."""
    why = why_kept(wave)
    annul_draw(wave, localized(why, (wave.event.languages or ["en"])[0])[:500], by=audit.WORKER, at=at)
    _report_wave(wave, Outcome.KEPT, why, at=at)
    return 1


def _report_wave(wave: Draw, outcome: str, why: dict[str, str], *, at: datetime) -> None:
    WaveReport.objects.create(
        event=wave.event,
        draw=wave,
        outcome=outcome,
        free=wave.seats,
        waiting=wave.entry_count,
        why=why,
        by_worker=_is_led(wave),
        at=at,
    )


def _lead(wave: Draw, *, at: datetime) -> int:
    """What comes next for a wave of the worker."""
    try:
        if wave.solved_at is not None and wave.committed_at is None:
            commit_draw(wave, drand_round=drand.round_from(at + NOTICE), by=audit.WORKER, at=at)
            if why := why_kept(wave):
                _report_wave(wave, Outcome.SOME_KEPT, why, at=at)
            return 1
        if wave.published_at is not None:
            ends_at = plan_of(wave.event).answer_until(at)
            make_offers(wave, expires_at=ends_at, by=audit.WORKER, at=at)
            # Those who wait on are not written to after each wave; their own page says how it stands.
            Draw.objects.filter(pk=wave.pk).update(waiting_told_at=at)
            return 1
    except AdmissionError:
        # Such as a seat that somebody took meanwhile: the page of the wave shows that its offers are not out.
        return 0
    return 0


def _is_led(wave: Draw) -> bool:
    """Whether the worker began it, and so takes it further."""
    return wave.wave_reports.filter(outcome=Outcome.STARTED, by_worker=True).exists()
