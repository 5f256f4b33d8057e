"""What a wave would find now: how many seats are free, who waits, and what keeps it from beginning."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from einlass.admission.models import Contingent, Draw, DrawEntry, OfferPlan, Seat, WaveReport
from einlass.admission.offer_plan import fills_by_waves, plan_of, will_fill_by_waves
from einlass.admission.queries import draw_contingent, draws_holding_seats, last_draw, waiting_entries
from einlass.events.models import Event

Outcome = WaveReport.Outcome


@dataclass(frozen=True)
class Outlook:
    """outcome: STARTED where a wave can begin, else why not.  smallest: size of the smallest team that waits.

    by_waves: seats that come free are drawn among all who wait; otherwise they are offered in drawn order.
    """

    outcome: str
    draw: Draw | None
    contingent: Contingent | None
    free: int = 0
    waiting: int = 0
    smallest: int = 0
    by_waves: bool = False


def outlook(event: Event) -> Outlook:
    draw, contingent = last_draw(event), draw_contingent(event)
    if draw is None or contingent is None:
        return Outlook(Outcome.NO_DRAW, draw, contingent, by_waves=will_fill_by_waves(event))
    sizes = Counter(waiting_entries(draw).values_list("unit", flat=True))
    waiting, smallest = sum(sizes.values()), min(sizes.values(), default=0)
    free = max(contingent.free, 0)
    return Outlook(
        _outcome(draw, contingent, free=free, waiting=waiting, smallest=smallest),
        draw,
        contingent,
        free,
        waiting,
        smallest,
        fills_by_waves(draw, plan_of(event)),
    )


def _outcome(draw: Draw, contingent: Contingent, *, free: int, waiting: int, smallest: int) -> str:
    if draw.offered_at is None:
        return Outcome.OFFERS_FIRST
    if draws_holding_seats(contingent).exists():
        return Outcome.RUNNING
    if not waiting:
        return Outcome.NOBODY_WAITS
    if not free:
        return Outcome.NO_SEAT
    return Outcome.NOBODY_FITS if smallest > free else Outcome.STARTED


def chain_of(draw: Draw) -> list[Draw]:
    """The draw and all that it follows, newest first, without their long texts."""
    chain = [draw]
    while (before := chain[-1].follows_id) is not None:
        chain.append(Draw.objects.defer("bundle", "result").get(pk=before))
    return chain


def gone_codes(draw: Draw, entering: Iterable[str]) -> list[str]:
    """Codes of those who need no seat of a wave after `draw`, whether they were in or waited.

    entering: codes of those who wait and enter the wave. Who was drawn in the chain and holds a seat stays in; all others
    who were drawn or waited are gone: they declined, withdrew, did not answer, or have a seat by another way.
    """
    chain = chain_of(draw)
    out_before = {code for one in chain for code in one.gone}
    drawn = DrawEntry.objects.filter(draw__in=chain, admitted=True)
    seated = Seat.objects.filter(offer__isnull=False, freed_at=None).values("offer__application")
    inside = set(drawn.values_list("code", flat=True)) - out_before
    held = set(drawn.filter(application__in=seated).values_list("code", flat=True)) & inside
    waited = set(draw.entries.filter(admitted=False).values_list("code", flat=True))
    return sorted((inside - held) | (waited - set(entering)))


def stops_at(plan: OfferPlan) -> datetime:
    """From when on no wave starts by itself: as set, else two days before the doors open."""
    return plan.waves_stop_at or plan.event.doors_open_at - timedelta(days=2)


def next_wave_at(plan: OfferPlan, at: datetime) -> datetime | None:
    """When the worker looks next, if it does at all: each working day at the wave's time, until the stop moment."""
    if not plan.waves_are_automatic:
        return None
    moment = plan.working_time.next_at(plan.wave_time, at)
    return moment if moment < stops_at(plan) else None
