"""Those who wait after a draw: freed seats go to them in drawn order, and they are told where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from einlass.admission import letters
from einlass.admission.actions.offers import drawn_and_locked, must_end_later, offer_to
from einlass.admission.errors import AdmittedFirst, NobodyFits, NobodyToOffer, NoSeatLeft, WavesOnly
from einlass.admission.models import Contingent, Draw, Offer
from einlass.admission.offer_plan import fills_by_waves, plan_of
from einlass.admission.queries import Place, last_draw, waiting_entries, waiting_places
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import Event, User


@dataclass(frozen=True)
class Refill:
    """offers: made.  passed_over: sizes of the teams that came first but did not fit, in drawn order."""

    offers: list[Offer]
    passed_over: list[int]


@transaction.atomic
def refill(event: Event, *, expires_at: datetime, by: User, at: datetime) -> Refill:
    """Offer the free seats of the draw's contingent to those who wait after the last draw, in drawn order, teams whole.

    A team that does not fit is passed over and keeps its place; those of it who would also come alone get the seats.
    Raises AdmittedFirst, WavesOnly, NoSeatLeft, NobodyToOffer, NobodyFits, EndsInThePast.
    """
    newest = last_draw(event)
    if newest is None:
        raise NobodyToOffer
    draw = drawn_and_locked(newest)
    if draw.offered_at is None:
        raise AdmittedFirst(draw)
    if fills_by_waves(draw, plan_of(draw.event)):
        raise WavesOnly(draw)
    must_end_later(draw.event, expires_at, at=at)
    waiting = waiting_places(draw)
    if not waiting:
        raise NobodyToOffer
    list(_locked_applications(place.application for place in waiting))
    contingent = Contingent.objects.select_for_update(no_key=True).get(pk=draw.contingent_id)
    if contingent.free < 1:
        raise NoSeatLeft(contingent)
    chosen, passed_over = fill_in_order(waiting, contingent.free)
    if not chosen:
        raise NobodyFits(contingent.free)
    applications = Application.objects.counted().filter(pk__in=chosen)
    offers = offer_to(applications, contingent, draw=draw, expires_at=expires_at, by=by, at=at)
    audit.record(
        draw.event,
        "refill",
        draw.subject,
        at=at,
        by=by,
        after={"offers": len(offers), "passed_over": passed_over},
    )
    return Refill(offers, passed_over)


def fill_in_order(waiting: Iterable[Place], seats: int) -> tuple[list[int], list[int]]:
    """Applications that get the seats, and sizes of the units that did not fit.

    waiting: in drawn order; those of a unit stand together.
    """
    chosen: list[int] = []
    passed_over: list[int] = []
    for _, together in groupby(waiting, key=lambda place: place.unit):
        unit = list(together)
        free = seats - len(chosen)
        if free == 0:
            break
        if len(unit) <= free:
            chosen += [place.application for place in unit]
        elif alone := [place.application for place in unit if place.also_alone]:
            chosen += alone[:free]
        else:
            passed_over.append(len(unit))
    return chosen, passed_over


@transaction.atomic
def announce_waiting(draw: Draw, *, by: User, at: datetime) -> int:
    """Tell everybody who was not drawn, with the number of people before them; returns how many. Once per draw.

    Raises NotDrawn, DrawAnnulled, AdmittedFirst, NobodyToOffer.
    """
    draw = drawn_and_locked(draw)
    if draw.offered_at is None:
        raise AdmittedFirst(draw)
    entries = list(waiting_entries(draw).select_related("application"))
    if draw.waiting_told_at is not None or not entries:
        raise NobodyToOffer
    letters.tell_waiting(draw.event, draw, [(entry.application, (entry.place or 1) - 1) for entry in entries], at=at)
    draw.waiting_told_at = at
    draw.save(update_fields=["waiting_told_at"])
    audit.record(draw.event, "announce_waiting", draw.subject, at=at, by=by, after={"waiting": len(entries)})
    return len(entries)


def _locked_applications(keys: Iterable[int]) -> Iterable[Application]:
    wanted = list(keys)
    for start in range(0, len(wanted), 500):
        yield from (
            Application.objects.select_for_update(no_key=True)
            .filter(pk__in=wanted[start : start + 500])
            .order_by("pk")
        )
