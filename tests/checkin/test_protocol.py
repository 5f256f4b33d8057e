"""The protocol of the door against the real server, with phones written in Python: whatever gets lost, comes twice or
comes in another order, no scan is lost or invented, and in the end all agree.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from einlass.checkin.actions.scans import scan_fact
from einlass.checkin.models import Entry, Scan
from einlass.checkin.moments import to_ms
from einlass.checkin.resolve import resolve
from tests.builders import NOON, make_event
from tests.builders.checkin import EPOCH, make_device, make_gate
from tests.builders.tickets import make_ticket

ROOT = "/api/v1/checkin"
phones = st.integers(0, 2)
tickets = st.integers(0, 2)


@dataclass
class Phone:
    """What a phone keeps. Its clock is wrong by `-offset_ms`, and it knows."""

    code: str
    token: str
    offset_ms: int
    scans: list = field(default_factory=list)
    acked: int = 0
    cursor: int = 0
    entries: dict = field(default_factory=dict)

    def read(self, number, at_ms):
        knows = number in self.entries or any(
            scan["number"] == number and scan["kind"] == "in" and scan["seq"] not in self.undone
            for scan in self.scans
        )
        self.keep(kind="in", verdict="again" if knows else "welcome", number=number, at_ms=at_ms)

    def keep(self, *, at_ms, **fields):
        self.scans.append(
            {
                "seq": len(self.scans) + 1,
                "generation": 0,
                "wall_ms": at_ms - self.offset_ms,
                "offset_ms": self.offset_ms,
                **fields,
            }
        )

    @property
    def undone(self):
        return {scan["undoes_seq"] for scan in self.scans if scan["kind"] == "undo"}

    def ask(self, method, path, **data):
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = getattr(Client(), method)(f"{ROOT}/{path}", headers=headers, **data)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def upload(self, scans, *, answer_arrives=True):
        body = json.dumps({"epoch": EPOCH, "scans": scans})
        answer = self.ask("post", "scans", data=body, content_type="application/json")
        if answer_arrives:
            self.acked = max(self.acked, answer["acked"])

    def download(self):
        answer = self.ask("get", f"changes?cursor={self.cursor}")
        assert answer["cursor"] >= self.cursor
        for number, at_ms, *where in answer["entries"]:
            if at_ms is None:
                self.entries.pop(number, None)
            else:
                self.entries[number] = (at_ms, *where)
        self.cursor = answer["cursor"]
        return answer


class Door(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.undo_all = transaction.atomic()
        self.undo_all.__enter__()
        self.event = make_event()
        gate = make_gate(self.event)
        self.tickets = [make_ticket(self.event).number for _ in range(3)]
        devices = [make_device(gate) for _ in range(3)]
        self.phones = [
            Phone(device.code, device.token, offset)
            for device, offset in zip(devices, (0, 45_000, -3_600_000), strict=True)
        ]

    def teardown(self):
        try:
            self.all_agree_in_the_end()
        finally:
            transaction.set_rollback(True)
            self.undo_all.__exit__(None, None, None)

    @rule(phone=phones, ticket=tickets, seconds=st.integers(-300, 0))
    def read_a_ticket(self, phone, ticket, seconds):
        self.phones[phone].read(self.tickets[ticket], to_ms(NOON + timedelta(seconds=seconds)))

    @rule(phone=phones)
    def take_the_last_back(self, phone):
        phone = self.phones[phone]
        reads = [scan for scan in phone.scans if scan["kind"] == "in" and scan["seq"] not in phone.undone]
        if reads:
            phone.keep(kind="undo", verdict="", number=None, undoes_seq=reads[-1]["seq"], at_ms=to_ms(NOON))

    @precondition(lambda self: any(phone.scans for phone in self.phones))
    @rule(
        phone=phones,
        start=st.integers(0, 8),
        size=st.integers(1, 5),
        is_reversed=st.booleans(),
        is_doubled=st.booleans(),
        answer_arrives=st.booleans(),
    )
    def send_some(self, phone, start, size, is_reversed, is_doubled, answer_arrives):
        phone = self.phones[phone]
        batch = phone.scans[start : start + size] * (2 if is_doubled else 1)
        phone.upload(batch[::-1] if is_reversed else batch, answer_arrives=answer_arrives)

    @rule(phone=phones)
    def send_what_is_not_acknowledged(self, phone):
        phone = self.phones[phone]
        phone.upload(phone.scans[phone.acked :])

    @rule(phone=phones)
    def ask_for_changes(self, phone):
        self.phones[phone].download()

    @invariant()
    def nothing_is_invented_or_changed(self):
        sent = {(phone.code, scan["seq"]): scan for phone in self.phones for scan in phone.scans}
        for scan in Scan.objects.filter(event=self.event).select_related("device"):
            original = sent[scan.device.code, scan.seq]
            assert (scan.kind, scan.verdict, scan.number) == (
                original["kind"],
                original["verdict"],
                original["number"],
            )

    @invariant()
    def what_is_acknowledged_is_stored(self):
        for phone in self.phones:
            stored = set(Scan.objects.filter(device__code=phone.code).values_list("seq", flat=True))
            assert set(range(1, phone.acked + 1)) <= stored

    @invariant()
    def what_is_kept_is_what_the_scans_say(self):
        facts = [scan_fact(scan) for scan in Scan.objects.filter(event=self.event).select_related("device")]
        numbers = {
            (scan.device.code, scan.seq): scan.number for scan in Scan.objects.select_related("device") if scan.number
        }
        kept = {
            entry.number: (scan_fact(entry.scan), entry.again)
            for entry in Entry.objects.filter(event=self.event, scan__isnull=False).select_related("scan__device")
        }
        expected = {}
        for number in self.tickets:
            found = resolve(
                fact
                for fact in facts
                if numbers.get((fact.device, fact.undoes_seq if fact.kind == "undo" else fact.seq)) == number
            )
            if found.entry:
                expected[number] = (found.entry, len(found.again))
        assert kept == expected

    def all_agree_in_the_end(self):
        for phone in self.phones:
            phone.upload(phone.scans)
            assert phone.acked == len(phone.scans)
        answers = [phone.download() for phone in self.phones]
        assert Scan.objects.filter(event=self.event).count() == sum(len(phone.scans) for phone in self.phones)
        assert self.phones[0].entries == self.phones[1].entries == self.phones[2].entries
        assert {answer["inside"] for answer in answers} == {len(self.phones[0].entries)}
        self.what_is_kept_is_what_the_scans_say()


@pytest.mark.django_db
def test_phones_and_server_agree_whatever_happens_on_the_way():
    with time_machine.travel(NOON, tick=False):
        run_state_machine_as_test(
            Door,
            settings=settings(
                max_examples=12,
                stateful_step_count=25,
                # Without shrinking: making a failure small costs minutes here.
                phases=[Phase.generate],
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
