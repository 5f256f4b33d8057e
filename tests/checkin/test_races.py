"""Many at once, each with a connection of its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from einlass.checkin.actions.scans import let_in
from einlass.checkin.errors import NotAdmitted
from einlass.checkin.models import Entry, Scan
from einlass.checkin.moments import to_ms
from einlass.checkin.queries import changes, last_change
from einlass.events.models import Role
from tests.builders import NOON, make_event, make_member
from tests.builders.checkin import EPOCH, make_device, make_gate
from tests.builders.tickets import make_ticket

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MANY = 20


def all_at_once(work, things):
    barrier = Barrier(len(things))

    def run(thing):
        try:
            barrier.wait()
            return work(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


def send(device, ticket, seqs=(1,)):
    scans = [
        {
            "seq": seq,
            "number": ticket.number,
            "generation": 0,
            "kind": "in",
            "verdict": "welcome",
            "wall_ms": to_ms(NOON),
            "offset_ms": 0,
        }
        for seq in seqs
    ]
    answer = Client().post(
        "/api/v1/checkin/scans",
        json.dumps({"epoch": EPOCH, "scans": scans}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {device.token}"},
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["results"][0]["resolution"]


def test_twenty_scans_of_one_ticket_at_once_give_one_entry():
    event = make_event(ends_at=NOON.replace(year=2099))
    gates = [make_gate(event), make_gate(event)]
    devices = [make_device(gates[number % 2]) for number in range(MANY)]
    ticket = make_ticket(event)

    all_at_once(lambda device: send(device, ticket), devices)
    settled = [send(device, ticket) for device in devices]

    assert sorted(settled) == ["again"] * (MANY - 1) + ["entry"]
    entry = Entry.objects.get()
    assert entry.again == MANY - 1
    assert entry.scan.device.code == min(device.code for device in devices)
    assert Scan.objects.count() == MANY


def test_twenty_hands_at_once_let_a_person_in_once():
    event = make_event()
    gate = make_gate(event)
    ticket = make_ticket(event)
    crew = make_member(event, Role.DOOR)

    def try_to_let_in(_):
        try:
            return let_in(gate, ticket, at=NOON, by=crew).verdict
        except NotAdmitted as refusal:
            return refusal.verdict.verdict

    verdicts = all_at_once(try_to_let_in, range(MANY))

    assert sorted(verdicts) == ["again"] * (MANY - 1) + ["welcome"]
    assert Scan.objects.count() == 1


def test_the_same_batch_twenty_times_at_once_is_stored_once():
    event = make_event(ends_at=NOON.replace(year=2099))
    device = make_device(make_gate(event))
    ticket = make_ticket(event)

    answers = all_at_once(lambda _: send(device, ticket, seqs=range(1, 6)), range(MANY))

    assert answers == ["entry"] * MANY
    assert Scan.objects.count() == 5


def test_no_change_slips_behind_a_cursor():
    event = make_event(ends_at=NOON.replace(year=2099))
    gate = make_gate(event)
    devices = [make_device(gate) for _ in range(8)]
    tickets = [make_ticket(event) for _ in devices]
    seen = set()
    cursor = last_change(event)

    def scan_or_watch(number):
        nonlocal cursor
        if number < len(devices):
            return send(devices[number], tickets[number])
        for _ in range(30):
            news = changes(gate, cursor)
            seen.update(row[0] for row in news["entries"])
            cursor = news["cursor"]
        return None

    all_at_once(scan_or_watch, range(len(devices) + 1))
    seen.update(row[0] for row in changes(gate, cursor)["entries"])

    assert seen == {ticket.number for ticket in tickets}
