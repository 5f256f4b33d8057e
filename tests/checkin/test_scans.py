from datetime import timedelta

import pytest

from einlass.checkin.actions.scans import scan_fact, store_scans
from einlass.checkin.errors import ScanConflict
from einlass.checkin.models import Entry, Scan
from einlass.checkin.moments import to_ms
from einlass.checkin.queries import acknowledged, inside, last_change, results
from einlass.checkin.resolve import resolve
from tests.builders import NOON, make_event
from tests.builders.checkin import EPOCH, make_device, make_gate, make_reading
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


def resolutions(device, *readings, at=NOON):
    stored = store_scans(device, EPOCH, readings, at=at)
    return [result["resolution"] for result in results(device, stored)]


def test_the_first_scan_of_a_ticket_is_its_entry():
    event = make_event()
    ticket = make_ticket(event)
    device = make_device(make_gate(event))

    assert resolutions(device, make_reading(ticket)) == ["entry"]

    ticket.refresh_from_db()
    assert inside(event) == 1
    assert ticket.entered_at == NOON


def test_the_second_scan_is_again_and_says_where_the_first_was():
    event = make_event()
    ticket = make_ticket(event)
    main, side = (make_device(make_gate(event, name=name)) for name in ("Main", "Side"))
    store_scans(main, EPOCH, [make_reading(ticket)], at=NOON)

    stored = store_scans(side, EPOCH, [make_reading(ticket, wall_ms=to_ms(NOON) + 5)], at=NOON)

    assert results(side, stored) == [
        {
            "seq": 1,
            "resolution": "again",
            "first": {
                "at_ms": to_ms(NOON),
                "gate": "Main",
                "device": main.name,
                "device_code": main.code,
                "epoch": EPOCH,
                "seq": 1,
            },
        }
    ]
    assert inside(event) == 1


def test_a_late_older_scan_becomes_the_entry():
    event = make_event()
    ticket = make_ticket(event)
    gate = make_gate(event)
    online, offline = make_device(gate), make_device(gate)
    store_scans(online, EPOCH, [make_reading(ticket)], at=NOON)

    earlier = make_reading(ticket, wall_ms=to_ms(NOON) - 60_000)
    assert resolutions(offline, earlier, at=NOON + timedelta(hours=1)) == ["entry"]

    entry = Entry.objects.get()
    assert (entry.scan.device, entry.again) == (offline, 1)


def test_a_devices_clock_is_corrected_by_its_offset():
    event = make_event()
    device = make_device(make_gate(event))

    scan = store_scans(
        device, EPOCH, [make_reading(make_ticket(event), wall_ms=to_ms(NOON) - 90_000, offset_ms=80_000)], at=NOON
    )[0]

    assert (scan.corrected_at, scan.is_sure) == (NOON - timedelta(seconds=10), True)


def test_a_time_in_the_future_becomes_the_receipts_and_is_flagged():
    event = make_event()
    device = make_device(make_gate(event))

    scan = store_scans(device, EPOCH, [make_reading(make_ticket(event), wall_ms=to_ms(NOON) + 60_000)], at=NOON)[0]

    assert (scan.corrected_at, scan.is_sure) == (NOON, False)


def test_sending_twice_stores_once():
    event = make_event()
    device = make_device(make_gate(event))
    reading = make_reading(make_ticket(event))
    resolutions(device, reading)
    first_change = last_change(event)

    assert resolutions(device, reading, reading) == ["entry"]

    assert Scan.objects.count() == 1
    assert last_change(event) == first_change


def test_the_same_number_with_other_content_is_refused_and_nothing_is_stored():
    event = make_event()
    device = make_device(make_gate(event))
    store_scans(device, EPOCH, [make_reading(make_ticket(event))], at=NOON)

    with pytest.raises(ScanConflict) as refusal:
        store_scans(
            device, EPOCH, [make_reading(make_ticket(event)), make_reading(make_ticket(event), seq=2)], at=NOON
        )

    assert refusal.value.seqs == [1]
    assert Scan.objects.count() == 1


def test_an_offset_measured_later_is_no_conflict():
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)
    store_scans(device, EPOCH, [make_reading(ticket, offset_ms=None)], at=NOON)

    assert resolutions(device, make_reading(ticket, offset_ms=12)) == ["entry"]


def test_only_a_run_without_gaps_is_acknowledged():
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)

    assert acknowledged(device, EPOCH) == 0
    store_scans(device, EPOCH, [make_reading(ticket, seq=2), make_reading(ticket, seq=3)], at=NOON)
    assert acknowledged(device, EPOCH) == 0
    store_scans(device, EPOCH, [make_reading(ticket, seq=1), make_reading(ticket, seq=6)], at=NOON)
    assert acknowledged(device, EPOCH) == 3
    assert acknowledged(device, "f" * 16) == 0


def test_an_undo_takes_the_entry_back():
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)
    store_scans(device, EPOCH, [make_reading(ticket)], at=NOON)

    undo = make_reading(ticket, seq=2, kind="undo", verdict="", undoes_seq=1)
    assert resolutions(device, undo) == ["stored"]

    ticket.refresh_from_db()
    assert inside(event) == 0
    assert ticket.entered_at is None


def test_an_undo_without_number_that_arrives_first_still_counts():
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)
    store_scans(device, EPOCH, [make_reading(seq=2, kind="undo", verdict="", undoes_seq=1)], at=NOON)

    assert resolutions(device, make_reading(ticket)) == ["stored"]
    assert inside(event) == 0


def test_a_number_that_is_on_no_list_is_stored_and_counts():
    event = make_event()
    device = make_device(make_gate(event))

    readings = [make_reading(seq=seq, number=4_000_000_000, generation=0, reason="not_listed") for seq in (1, 2)]

    assert resolutions(device, *readings) == ["entry", "again"]
    assert inside(event) == 1


def test_a_refusal_lets_nobody_in():
    event = make_event()
    device = make_device(make_gate(event))

    reading = make_reading(make_ticket(event), verdict="refused", reason="wrong_category")
    assert resolutions(device, reading) == ["refused"]

    forged = make_reading(seq=2, verdict="refused", reason="forged", raw="E1FAKE")
    assert resolutions(device, forged) == ["refused"]
    assert Scan.objects.get(seq=2).raw == "E1FAKE"
    assert inside(event) == 0


def test_what_is_kept_is_what_all_scans_say():
    event = make_event()
    gate = make_gate(event)
    tickets = [make_ticket(event) for _ in range(3)]
    devices = [make_device(gate) for _ in range(2)]
    for number, device in enumerate(devices):
        readings = [
            make_reading(ticket, seq=seq, wall_ms=to_ms(NOON) - seq * (1 + number) * 1000)
            for seq, ticket in enumerate(tickets, start=1)
        ]
        store_scans(device, EPOCH, readings, at=NOON)
    store_scans(devices[0], EPOCH, [make_reading(tickets[0], seq=4, kind="undo", verdict="", undoes_seq=1)], at=NOON)

    for ticket in tickets:
        found = resolve(scan_fact(scan) for scan in ticket.scans.select_related("device"))
        entry = Entry.objects.get(ticket=ticket)
        assert scan_fact(entry.scan) == found.entry
        assert entry.again == len(found.again)
