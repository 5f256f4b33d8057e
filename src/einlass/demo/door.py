"""The demo's door: two gates, their phones, and the people who have come so far."""

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from einlass.checkin.actions.contact import note_contact
from einlass.checkin.actions.gates import add_gate, change_gate, open_pairing, pair_device
from einlass.checkin.actions.scans import Reading, store_scans
from einlass.checkin.models import Device, Gate
from einlass.checkin.moments import to_ms
from einlass.checkin.tokens import new_epoch
from einlass.events.models import Event, User
from einlass.tickets.models import Ticket

MAIN: Final = "Haupteingang"
SIDE: Final = "Seiteneingang"
SIDE_CATEGORIES: Final = ("speaker", "press", "crew", "partner")
PHONES: Final = {MAIN: ("Telefon Nele", "Telefon Kaan", "Telefon Ruth"), SIDE: ("Telefon Ole",)}
DOUBLE_ENTRIES: Final = 3
BATCH: Final = 200


def open_gates(event: Event, *, at: datetime, by: User | str) -> None:
    """A main entrance for everybody and a side entrance for those who work that day."""
    beside = list(event.categories.filter(key__in=SIDE_CATEGORIES))
    for name, categories in ((MAIN, []), (SIDE, beside)):
        add_gate(
            event,
            name=name,
            opens_at=event.doors_open_at,
            closes_at=event.ends_at,
            categories=categories,
            at=at,
            by=by,
        )


def let_people_in(event: Event, share: float, *, seed: int, at: datetime) -> None:
    """A share of the ticket holders has come since the doors opened, most of them shortly before the beginning."""
    chance = random.Random(seed)
    gates = _gates_on_the_day(event, at)
    phones = {
        name: [pair_phone(gate, phone, event.doors_open_at) for phone in PHONES[name]] for name, gate in gates.items()
    }
    tickets = list(Ticket.objects.filter(event=event, revoked_at=None).select_related("category").order_by("pk"))
    arrived = sorted(
        ((arrival_of(event, at, chance), ticket) for ticket in chance.sample(tickets, round(len(tickets) * share))),
        key=lambda arrival: (arrival[0], arrival[1].pk),
    )
    heard: dict[Device, list[Reading]] = defaultdict(list)
    for moment, ticket in arrived:
        gate = SIDE if ticket.category.key in SIDE_CATEGORIES and chance.random() < 0.8 else MAIN
        read_ticket(heard[chance.choice(phones[gate])], ticket, moment, "welcome")
    _read_twice(heard, phones, arrived[: len(arrived) // 2], chance)
    _refuse_some(heard, phones, tickets, at)
    for phone, readings in heard.items():
        send_readings(phone, readings, at)


def _gates_on_the_day(event: Event, at: datetime) -> dict[str, Gate]:
    """The two gates, open from the doors' opening to the end, wherever the day has moved since they were made."""
    for gate in event.gates.filter(name__in=PHONES):
        change_gate(
            gate,
            name=gate.name,
            opens_at=event.doors_open_at,
            closes_at=event.ends_at,
            categories=list(gate.categories.all()),
            at=at,
            by="worker",
        )
    return {gate.name: gate for gate in event.gates.filter(name__in=PHONES)}


def pair_phone(gate: Gate, name: str, at: datetime) -> Device:
    _, code = open_pairing(gate, name=name, at=at, by="worker")
    phone, _token = pair_device(code, name=name, at=at)
    return phone


def arrival_of(event: Event, at: datetime, chance: random.Random) -> datetime:
    """Between the opening and a moment ago: most in the rush before the beginning, the others at any time."""
    latest = at - timedelta(seconds=20)
    for _ in range(20 if chance.random() < 0.8 else 0):
        moment = event.starts_at + timedelta(minutes=chance.gauss(-12, 22))
        if event.doors_open_at <= moment <= latest:
            return moment
    return event.doors_open_at + (latest - event.doors_open_at) * chance.random()


def read_ticket(readings: list[Reading], ticket: Ticket, moment: datetime, verdict: str, reason: str = "") -> None:
    """One more scan of a phone; numbered and put in order when they are sent."""
    readings.append(
        Reading(
            seq=0,
            kind="in",
            verdict=verdict,
            reason=reason,
            number=ticket.number,
            generation=ticket.generation,
            wall_ms=to_ms(moment),
            mono_ms=0,
            offset_ms=0,
        )
    )


def _read_twice(
    heard: dict[Device, list[Reading]],
    phones: dict[str, list[Device]],
    arrived: list[tuple[datetime, Ticket]],
    chance: random.Random,
) -> None:
    """Somebody passed a picture of the code on: noticed at the gate, but for one phone that had no network."""
    for index, (moment, ticket) in enumerate(chance.sample(arrived, min(DOUBLE_ENTRIES, len(arrived)))):
        gate = SIDE if ticket.category.key in SIDE_CATEGORIES else MAIN
        verdict = "welcome" if index == 0 else "again"
        read_ticket(heard[phones[gate][-1]], ticket, moment + timedelta(minutes=3 + 2 * index), verdict)


def _refuse_some(
    heard: dict[Device, list[Reading]], phones: dict[str, list[Device]], tickets: list[Ticket], at: datetime
) -> None:
    """Guests who first try the side entrance, which is not for them."""
    strangers = [ticket for ticket in tickets if ticket.category.key not in SIDE_CATEGORIES][:4]
    for minutes, ticket in enumerate(strangers, start=2):
        read_ticket(heard[phones[SIDE][0]], ticket, at - timedelta(minutes=11 * minutes), "refused", "wrong_category")


def send_readings(phone: Device, readings: Iterable[Reading], at: datetime) -> None:
    epoch = new_epoch()
    numbered = [
        Reading(**{**vars(reading), "seq": seq, "mono_ms": 1000 * seq})
        for seq, reading in enumerate(sorted(readings, key=lambda reading: reading.wall_ms), start=1)
    ]
    for start in range(0, len(numbered), BATCH):
        store_scans(phone, epoch, numbered[start : start + BATCH], at=at)
    note_contact(phone, at=at)
