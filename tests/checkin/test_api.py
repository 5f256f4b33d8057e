import gzip
import json
from datetime import timedelta

import pytest

from einlass.checkin.actions.gates import open_pairing, revoke_device
from einlass.checkin.models import Device, Scan
from einlass.checkin.moments import to_ms
from einlass.tickets.actions import revoke_ticket
from tests.builders import NOON, make_category, make_event
from tests.builders.checkin import EPOCH, make_device, make_gate
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/checkin"


@pytest.fixture(autouse=True)
def time_machine_at_noon():
    import time_machine

    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def post(client, path, body, device=None):
    headers = {"Authorization": f"Bearer {device.token}"} if device else {}
    return client.post(f"{ROOT}/{path}", json.dumps(body), content_type="application/json", headers=headers)


def get(client, path, device, **headers):
    return client.get(f"{ROOT}/{path}", headers={"Authorization": f"Bearer {device.token}", **headers})


def scan(ticket, seq=1, **fields):
    return {
        "seq": seq,
        "number": ticket.number,
        "generation": ticket.generation,
        "kind": "in",
        "verdict": "welcome",
        "reason": "",
        "wall_ms": to_ms(NOON),
        "mono_ms": 5,
        "offset_ms": 0,
        **fields,
    }


def test_a_phone_pairs_with_the_code_once(client):
    gate = make_gate(make_event(), name="Main")
    make_ticket(gate.event)
    device, code = open_pairing(gate, at=NOON, by="worker")

    answer = post(client, "pair", {"code": f" {code[:4].lower()}-{code[4:]} ", "name": "Ada's phone"})
    again = post(client, "pair", {"code": code, "name": "Eve's phone"})

    paired = answer.json()
    assert answer.status_code == 200
    assert paired["device"] == {"code": device.code, "name": "Ada's phone"}
    assert paired["gate"]["name"] == "Main"
    assert paired["event"]["tag"] == gate.event.ticket_series.event_tag
    assert paired["keys"][0]["slot"] == 0
    assert len(paired["epoch"]) == 16
    assert again.status_code == 404
    assert Device.objects.get().name == "Ada's phone"
    assert paired["token"] not in str(list(Device.objects.values()))


def test_a_code_older_than_fifteen_minutes_pairs_nothing(client, time_machine_at_noon):
    _, code = open_pairing(make_gate(make_event()), at=NOON, by="worker")

    time_machine_at_noon.move_to(NOON + timedelta(minutes=15))

    assert post(client, "pair", {"code": code}).status_code == 404


def test_who_guesses_codes_must_wait(client):
    _, code = open_pairing(make_gate(make_event()), at=NOON, by="worker")
    for _ in range(20):
        assert post(client, "pair", {"code": "WRONGCODE"}).status_code == 404

    assert post(client, "pair", {"code": code}).status_code == 429


def test_without_a_token_nothing_is_told(client):
    make_gate(make_event())

    for path in ("snapshot", "changes?cursor=0"):
        assert client.get(f"{ROOT}/{path}").status_code == 401
    assert post(client, "scans", {"epoch": EPOCH, "scans": []}).status_code == 401


def test_a_revoked_device_is_a_stranger(client):
    device = make_device(make_gate(make_event()))
    revoke_device(device, at=NOON, by="worker")

    assert get(client, "snapshot", device).status_code == 401
    assert post(client, "scans", {"epoch": EPOCH, "scans": []}, device).status_code == 401


def test_a_token_ends_a_day_after_the_event(client, time_machine_at_noon):
    event = make_event()
    device = make_device(make_gate(event))

    time_machine_at_noon.move_to(event.ends_at + timedelta(hours=23, minutes=59))
    assert get(client, "snapshot", device).status_code == 200
    time_machine_at_noon.move_to(event.ends_at + timedelta(hours=24))
    assert get(client, "snapshot", device).status_code == 401


def test_the_snapshot_holds_the_list_and_who_is_in(client):
    event = make_event()
    founder, press = make_category(event), make_category(event)
    gate = make_gate(event, name="Main", categories=[founder])
    device = make_device(gate)
    one, two = make_ticket(event, attendee_name="Ada", category=founder), make_ticket(event, category=press)
    revoke_ticket(two, at=NOON, by="worker")
    post(client, "scans", {"epoch": EPOCH, "scans": [scan(one)]}, device)

    body = get(client, "snapshot", device).json()

    assert body["tickets"] == [
        [1, 0, 0, founder.index, one.code, "Ada"],
        [2, 0, 1, press.index, two.code, two.attendee_name],
    ]
    assert body["entries"] == [[1, to_ms(NOON), "Main", device.name, device.code, EPOCH, 1]]
    assert body["inside"] == 1
    assert [category["admitted"] for category in body["categories"]] == [True, False]
    assert body["server_ms"] == to_ms(NOON)


def test_the_snapshot_tells_nothing_of_other_events(client):
    make_ticket(make_event())
    device = make_device(make_gate(make_event()))

    assert get(client, "snapshot", device).json()["tickets"] == []


def test_the_snapshot_is_compressed_and_not_sent_twice(client, time_machine_at_noon):
    event = make_event()
    make_ticket(event, attendee_name="Ada")
    device = make_device(make_gate(event))
    answer = get(client, "snapshot", device, **{"Accept-Encoding": "gzip, br"})

    time_machine_at_noon.move_to(NOON + timedelta(minutes=1))
    same = get(client, "snapshot", device, **{"If-None-Match": answer["ETag"]})
    make_ticket(event)
    other = get(client, "snapshot", device, **{"If-None-Match": answer["ETag"]})

    assert json.loads(gzip.decompress(answer.content))["tickets"][0][5] == "Ada"
    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200


def test_changes_tell_what_is_new_since_the_cursor(client):
    event = make_event()
    gate = make_gate(event)
    here, there = make_device(gate), make_device(gate)
    one, two = make_ticket(event), make_ticket(event)
    cursor = get(client, "snapshot", here).json()["cursor"]
    assert get(client, f"changes?cursor={cursor}", here).json()["tickets"] == []

    revoke_ticket(two, at=NOON, by="worker")
    post(client, "scans", {"epoch": EPOCH, "scans": [scan(one)]}, there)
    body = get(client, f"changes?cursor={cursor}", here).json()

    assert [row[:3] for row in body["tickets"]] == [[two.number, 0, 1]]
    assert body["entries"] == [[one.number, to_ms(NOON), gate.name, there.name, there.code, EPOCH, 1]]
    assert body["alerts"] == []
    assert get(client, f"changes?cursor={body['cursor']}", here).json()["entries"] == []


def test_changes_tell_of_double_entries_and_of_entries_taken_back(client):
    event = make_event()
    gate = make_gate(event)
    here, there = make_device(gate), make_device(gate)
    ticket = make_ticket(event)
    post(client, "scans", {"epoch": EPOCH, "scans": [scan(ticket)]}, here)
    post(client, "scans", {"epoch": EPOCH, "scans": [scan(ticket, wall_ms=to_ms(NOON) + 1)]}, there)

    double = get(client, "changes?cursor=0", here).json()
    undos = [scan(ticket, seq=2, kind="undo", verdict="", undoes_seq=1)]
    for device in (here, there):
        post(client, "scans", {"epoch": EPOCH, "scans": undos}, device)
    taken_back = get(client, f"changes?cursor={double['cursor']}", here).json()

    assert double["alerts"] == [
        [ticket.number, to_ms(NOON) + 1, gate.name, there.name, there.code, EPOCH, 1, "welcome"]
    ]
    assert taken_back["entries"] == [[ticket.number, None, None, None, None, None, None]]
    assert taken_back["inside"] == 0


def test_a_cursor_from_another_life_asks_for_a_snapshot(client):
    device = make_device(make_gate(make_event()))

    assert get(client, "changes?cursor=999", device).status_code == 410


@pytest.mark.parametrize("query", ["", "?cursor=-1", "?cursor=x", "?cursor=99999999999999999999"])
def test_a_cursor_that_is_none_is_refused(client, query):
    device = make_device(make_gate(make_event()))

    answer = get(client, f"changes{query}", device)

    assert answer.status_code == 422
    assert "cursor" in answer.json()["error"]


def test_scans_are_stored_and_acknowledged(client):
    event = make_event()
    device = make_device(make_gate(event))
    one, two = make_ticket(event), make_ticket(event)
    body = {"epoch": EPOCH, "scans": [scan(one), scan(two, seq=2), scan(one, seq=3, verdict="again")]}

    first, repeated = post(client, "scans", body, device).json(), post(client, "scans", body, device).json()

    assert first == repeated
    assert first["acked"] == 3
    assert [result["resolution"] for result in first["results"]] == ["entry", "entry", "again"]
    assert first["results"][2]["first"]["seq"] == 1
    assert first["inside"] == 2


def test_a_conflict_names_the_scans_and_stores_nothing(client):
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)
    post(client, "scans", {"epoch": EPOCH, "scans": [scan(ticket)]}, device)

    answer = post(client, "scans", {"epoch": EPOCH, "scans": [scan(ticket, mono_ms=6), scan(ticket, seq=2)]}, device)

    assert (answer.status_code, answer.json()["seqs"]) == (409, [1])
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"seq": 0},
        {"seq": 2**31},
        {"number": 2**32},
        {"generation": 256},
        {"kind": "out"},
        {"verdict": "maybe"},
        {"wall_ms": -1},
        {"wall_ms": 10**15},
        {"offset_ms": 10**15},
        {"mono_ms": -1},
        {"undoes_seq": 0},
        {"reason": "x" * 41},
    ],
)
def test_a_scan_that_cannot_be_is_refused_and_nothing_is_stored(client, broken):
    event = make_event()
    device = make_device(make_gate(event))

    answer = post(client, "scans", {"epoch": EPOCH, "scans": [scan(make_ticket(event), **broken)]}, device)

    assert answer.status_code == 422
    assert next(iter(broken)) in answer.json()["error"]
    assert not Scan.objects.exists()


def test_more_than_two_hundred_scans_are_refused(client):
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)

    answer = post(
        client, "scans", {"epoch": EPOCH, "scans": [scan(ticket, seq=seq) for seq in range(1, 202)]}, device
    )

    assert answer.status_code == 422
    assert not Scan.objects.exists()


def test_a_body_that_is_no_json_is_refused(client):
    device = make_device(make_gate(make_event()))

    answer = client.post(
        f"{ROOT}/scans", "{", content_type="application/json", headers={"Authorization": f"Bearer {device.token}"}
    )

    assert answer.status_code == 400
    assert "error" in answer.json()


def test_a_text_no_database_can_keep_is_kept_as_well_as_can_be(client):
    event = make_event()
    device = make_device(make_gate(event))
    odd = scan(make_ticket(event), number=None, verdict="refused", reason="unreadable", raw="a\0b\ud800" + "c" * 300)

    answer = post(client, "scans", {"epoch": EPOCH, "scans": [odd]}, device)

    assert answer.status_code == 200
    assert Scan.objects.get().raw == "a\ufffdb?" + "c" * 196
    assert post(client, "scans", {"epoch": EPOCH, "scans": [odd]}, device).status_code == 200


def test_the_snapshot_of_many_tickets_costs_no_more_queries_than_of_one(client, django_assert_num_queries):
    event = make_event()
    device = make_device(make_gate(event))
    for ticket in [make_ticket(event) for _ in range(5)]:
        post(client, "scans", {"epoch": EPOCH, "scans": [scan(ticket, seq=ticket.number)]}, device)

    with django_assert_num_queries(10):
        get(client, "snapshot", device)
    with django_assert_num_queries(11):
        get(client, "changes?cursor=0", device)


def test_the_documentation_names_every_status_code(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    assert {
        path.rpartition("/")[2]: sorted(next(iter(ways.values()))["responses"]) for path, ways in paths.items()
    } == {
        "pair": ["200", "400", "404", "422", "429"],
        "snapshot": ["200", "304", "400", "401", "422"],
        "changes": ["200", "400", "401", "410", "422"],
        "scans": ["200", "400", "401", "409", "422"],
    }
