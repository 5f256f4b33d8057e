"""Taking a rehearsal from its first application to its doors, by the steps of the demo."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from einlass.admission.actions import make_offers_for_admitted
from einlass.admission.errors import AdmissionError, NobodyToOffer
from einlass.admission.models import Contingent
from einlass.admission.wording import words
from einlass.checkin.models import Device
from einlass.demo import steps
from einlass.demo.door import arrival_of, pair_phone, read_ticket, send_readings
from einlass.demo.rehearsing.copying import copy_event
from einlass.demo.rehearsing.people import invent_applications
from einlass.events.models import Event, SeatsGiven
from einlass.programme.actions import release_schedule
from einlass.programme.errors import ProgrammeError
from einlass.reviews.actions import decide as decide_about
from einlass.reviews.actions import send_undecided_to_draw
from einlass.reviews.models import Verdict
from einlass.reviews.queries import undecided
from einlass.setup.afterwards.deleting import delete_rows
from einlass.setup.event_tasks.actions import Report
from einlass.setup.event_tasks.errors import TaskFailed
from einlass.setup.models import EventTask
from einlass.setup.rehearsing import wording
from einlass.tickets.models import Ticket

CAME: Final = 0.6
PHONES_PER_GATE: Final = 2
Step = Callable[[Event, EventTask, datetime], None]


def run(task: EventTask, report: Report) -> Mapping[str, Any]:
    """The worker's part. Begun again, it wipes what an earlier worker left half done, and starts over."""
    source, by = task.event, task.asked_by
    if source is None or by is None:
        raise TaskFailed(wording.event_gone())
    for unfinished in source.rehearsals.all():
        delete_rows(unfinished)
    report(2, "event")
    try:
        event = copy_event(source, at=timezone.now(), by=by)
        for percent, name, step in STEPS:
            report(percent, name)
            step(event, task, timezone.now())
            event.refresh_from_db()
    except AdmissionError as refusal:
        raise TaskFailed(wording.stopped_by(words(refusal))) from refusal
    return {"rehearsal": event.slug}


def _apply(event: Event, task: EventTask, at: datetime) -> None:
    options = task.options
    invent_applications(event, options["people"], options["shares"], seed=f"rehearsal {options['seed']}", at=at)


def _review(event: Event, task: EventTask, at: datetime) -> None:
    """By hand as many as there are seats for it; a few are declined."""
    steps.pass_moments(event, at, "applications_close_at")
    by = steps.organiser_of(event)
    curated = Contingent.objects.filter(event=event, purpose=Contingent.Purpose.CURATED).first()
    chosen = steps.some(undecided(event).filter(team=None), round(1.1 * curated.size) if curated else 0)
    admitted = chosen[: curated.size] if curated else []
    if admitted:
        decide_about(admitted, Verdict.ADMIT, by=by, at=at, reason=wording.invented_reason())
    if chosen[len(admitted) :]:
        decide_about(chosen[len(admitted) :], Verdict.DECLINE, by=by, at=at, reason=wording.invented_reason())


def _send_to_draw(event: Event, task: EventTask, at: datetime) -> None:
    steps.pass_moments(event, at, "applications_close_at", "draw_at")
    if event.seats_given != SeatsGiven.CURATED:
        send_undecided_to_draw(event, by=steps.organiser_of(event), at=at)


def _offer(event: Event, task: EventTask, at: datetime) -> None:
    if event.seats_given == SeatsGiven.CURATED:
        steps.pass_moments(event, at, "applications_close_at", "draw_at", "offers_open_at")
        with suppress(NobodyToOffer):
            make_offers_for_admitted(
                event, expires_at=steps.evening_in(event, at, days=7), by=steps.organiser_of(event), at=at
            )
        return
    draw = steps.solved_draw(event, at)
    if draw.failure:
        raise TaskFailed(wording.no_lottery())
    steps.draw_and_offer(event, at)


def _fill(event: Event, task: EventTask, at: datetime) -> None:
    steps.fill_and_publish(event, at)
    # An event that has no programme yet rehearses without one.
    with suppress(ProgrammeError):
        release_schedule(event, {"en": "Rehearsal", "de": "Generalprobe"}, by=steps.organiser_of(event), at=at)


def _open_doors(event: Event, task: EventTask, at: datetime) -> None:
    steps.let_the_day_come(event, at)
    event.refresh_from_db()
    _let_in(event, chance=random.Random(f"door {task.options['seed']}"), at=at)


def _let_in(event: Event, *, chance: random.Random, at: datetime) -> None:
    """Through the event's own gates, each ticket at one that is for its category."""
    gates = [
        (gate, {category.pk for category in gate.categories.all()})
        for gate in event.gates.prefetch_related("categories").order_by("pk")
    ]
    phones = {
        gate.pk: [
            pair_phone(gate, f"{gate.name} {number}"[:60], event.doors_open_at)
            for number in range(1, PHONES_PER_GATE + 1)
        ]
        for gate, _allowed in gates
    }
    heard: dict[Device, list[Any]] = defaultdict(list)
    tickets = list(Ticket.objects.filter(event=event, revoked_at=None).order_by("pk"))
    for ticket in chance.sample(tickets, round(len(tickets) * CAME)):
        fitting = [gate for gate, allowed in gates if not allowed or ticket.category_id in allowed]
        if fitting:
            phone = chance.choice(phones[chance.choice(fitting).pk])
            read_ticket(heard[phone], ticket, arrival_of(event, at, chance), "welcome")
    for phone, readings in heard.items():
        send_readings(phone, readings, at)


STEPS: Final[tuple[tuple[int, str, Step], ...]] = (
    (8, "applications", _apply),
    (20, "review", _review),
    (25, "draw", _send_to_draw),
    (30, "offers", _offer),
    (60, "programme", _fill),
    (85, "doors", _open_doors),
)
