import re
from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.checkin.actions.gates import open_pairing, pair_device, revoke_device
from einlass.checkin.actions.scans import store_scans
from einlass.checkin.models import Device, Gate, Scan
from einlass.checkin.moments import to_ms
from einlass.events.models import Role
from einlass.tickets.actions import revoke_ticket
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.checkin import EPOCH, make_device, make_gate, make_reading
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    import time_machine

    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


def url(name, event, *args):
    return reverse(f"checkin:{name}", args=[event.slug, *args])


def sign_in(client, event, role=Role.DOOR):
    user = make_member(event, role)
    client.force_login(user)
    return user


def text(answer):
    """The words of a page, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_board_counts_who_is_in(client):
    event = make_event()
    gate = make_gate(event, name="Main")
    device = make_device(gate, name="Ada's phone")
    tickets = [make_ticket(event) for _ in range(3)]
    revoke_ticket(make_ticket(event), at=NOON, by="worker")
    store_scans(device, EPOCH, [make_reading(tickets[0]), make_reading(tickets[1], seq=2)], at=NOON)
    sign_in(client, event)

    page = text(client.get(url("board", event)))

    assert "2 of 3 are in" in page
    assert "Main 2 2 in the last 10 minutes" in page


def test_the_board_names_both_gates_and_times_of_a_double_entry(client):
    event = make_event()
    main, side = (make_device(make_gate(event, name=name), name=f"{name} phone") for name in ("Main", "Side"))
    ticket = make_ticket(event, attendee_name="Ada Lovelace")
    store_scans(main, EPOCH, [make_reading(ticket)], at=NOON)
    later = make_reading(ticket, wall_ms=to_ms(NOON + timedelta(minutes=3)))
    store_scans(side, EPOCH, [later], at=NOON + timedelta(minutes=3))
    sign_in(client, event)

    page = text(client.get(url("board", event)))

    assert "Ada Lovelace let in twice first 14:00:00 Main, Main phone again 14:03:00 Side, Side phone" in page


def test_a_double_entry_that_the_gate_noticed_says_so(client):
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)
    store_scans(device, EPOCH, [make_reading(ticket), make_reading(ticket, seq=2, verdict="again")], at=NOON)
    sign_in(client, event)

    page = text(client.get(url("board", event)))

    assert "noticed at the gate" in page
    assert "let in twice" not in page


def test_a_phone_that_was_not_heard_of_for_a_minute_is_silent(client, clock):
    event = make_event()
    make_device(make_gate(event))
    sign_in(client, event)

    assert "in touch" in text(client.get(url("board", event)))
    clock.move_to(NOON + timedelta(seconds=61))
    assert "silent since 14:00" in text(client.get(url("board", event)))


def test_htmx_gets_the_figures_alone_and_only_if_they_changed(client):
    event = make_event()
    device = make_device(make_gate(event))
    ticket = make_ticket(event)
    sign_in(client, event)
    seen = re.search(r"\?seen=(\w+)", client.get(url("board", event)).content.decode())[1]

    same = client.get(url("board", event), {"seen": seen}, headers={"HX-Request": "true"})
    store_scans(device, EPOCH, [make_reading(ticket)], at=NOON)
    other = client.get(url("board", event), {"seen": seen}, headers={"HX-Request": "true"})

    assert (same.status_code, same.content) == (204, b"")
    assert other.status_code == 200
    assert "<html" not in other.content.decode()
    assert "1 of 1 are in" in text(other)
    assert "HX-Request" in other["Vary"]


def test_the_board_asks_the_database_as_often_for_one_as_for_many(client, django_assert_num_queries):
    event = make_event()
    devices = [make_device(make_gate(event)) for _ in range(2)]
    sign_in(client, event)

    for size in (1, 3):
        for _ in range(size):
            ticket = make_ticket(event)
            for device in devices:
                store_scans(device, EPOCH, [make_reading(ticket, seq=ticket.number)], at=NOON)
        with django_assert_num_queries(11):
            client.get(url("board", event))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PROGRAMME])
@pytest.mark.parametrize("name", ["board", "find", "gates", "new_gate"])
def test_others_see_nothing_of_the_door(client, role, name):
    event = make_event()
    sign_in(client, event, role)

    assert client.get(url(name, event)).status_code == 404


def test_another_events_door_is_hidden(client):
    event, other = make_event(), make_event()
    gate = make_gate(other)
    device = make_device(gate)
    ticket = make_ticket(other)
    sign_in(client, event, Role.ORGANISER)

    assert client.get(url("board", other)).status_code == 404
    assert client.get(url("gate", event, gate.code)).status_code == 404
    assert client.get(url("device", event, device.code)).status_code == 404
    assert client.post(url("revocation", event, device.code)).status_code == 404
    assert client.post(url("entry", event), {"gate": gate.code, "ticket": ticket.code}).status_code == 404
    assert not Scan.objects.exists()


def test_an_organiser_adds_a_gate_for_some(client):
    event = make_event()
    press = make_category(event)
    sign_in(client, event, Role.ORGANISER)

    answer = client.post(
        url("new_gate", event),
        {"name": "Side", "opens_at": "2026-10-31T09:00", "closes_at": "2026-10-31T18:00", "categories": [press.pk]},
    )

    gate = Gate.objects.get()
    assert answer.status_code == 302
    assert (gate.name, list(gate.categories.all())) == ("Side", [press])
    assert gate.opens_at.isoformat() == "2026-10-31T08:00:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "main"}, "There is a gate of this name already."),
        ({"closes_at": "2026-10-31T08:00"}, "The gate must close after it opens."),
        ({"opens_at": "soon"}, "Please give a day and a time, such as 24.11.2026 18:30."),
        ({"categories": ["999999"]}, "is not one of the available choices"),
    ],
)
def test_a_wrong_gate_is_refused_beside_the_field_and_nothing_is_written(client, wrong, message):
    event = make_event()
    make_gate(event, name="Main")
    sign_in(client, event, Role.ORGANISER)
    good = {"name": "Side door", "opens_at": "2026-10-31T09:00", "closes_at": "2026-10-31T18:00"}

    answer = client.post(url("new_gate", event), good | wrong)

    assert answer.status_code == 422
    assert message in text(answer)
    assert Gate.objects.count() == 1


def test_a_category_with_an_impossibly_large_number_is_refused_beside_the_field(client):
    event = make_event()
    sign_in(client, event, Role.ORGANISER)

    answer = client.post(
        url("new_gate", event),
        {
            "name": "Side",
            "opens_at": "2026-10-31T09:00",
            "closes_at": "2026-10-31T18:00",
            "categories": ["9" * 20],
        },
    )

    assert answer.status_code == 422
    assert "categories" in answer.context["form"].errors
    assert not Gate.objects.exists()


def test_the_crew_does_not_change_gates(client):
    event = make_event()
    gate = make_gate(event, name="Main")
    sign_in(client, event, Role.DOOR)

    assert client.post(url("gate", event, gate.code), {"name": "Mine"}).status_code == 404
    assert "Add a gate" not in text(client.get(url("gates", event)))


def test_a_changed_gate_keeps_its_own_name(client):
    event = make_event()
    gate = make_gate(event, name="Main")
    sign_in(client, event, Role.ORGANISER)

    client.post(
        url("gate", event, gate.code),
        {"name": "Main", "opens_at": "2026-10-31T09:00", "closes_at": "2026-10-31T18:00"},
    )

    gate.refresh_from_db()
    assert gate.closes_at.isoformat() == "2026-10-31T17:00:00+00:00"


def test_the_crew_pairs_a_phone(client):
    event = make_event()
    gate = make_gate(event)
    sign_in(client, event)

    answer = client.post(url("new_device", event), {"gate": gate.code, "name": "Ada's phone"}, follow=True)
    code = answer.context["pairing_code"]

    assert f"{code[:4]}-{code[4:]}" in text(answer)
    device, _ = pair_device(code, name="something else", at=NOON)
    assert device.name == "Ada's phone"
    polled = client.get(url("device", event, device.code), headers={"HX-Request": "true"})
    assert "is paired" in text(polled)
    assert code not in polled.content.decode()


def test_a_pairing_code_is_shown_only_to_who_asked_for_it(client):
    event = make_event()
    device, code = open_pairing(make_gate(event), at=NOON, by="worker")
    sign_in(client, event)

    page = client.get(url("device", event, device.code))

    assert code not in page.content.decode()
    assert "no longer holds" in text(page)


def test_the_pairing_page_forgets_the_code_after_fifteen_minutes(client, clock):
    event = make_event()
    gate = make_gate(event)
    sign_in(client, event)
    page = client.post(url("new_device", event), {"gate": gate.code}, follow=True)

    clock.move_to(NOON + timedelta(minutes=15))

    assert "no longer holds" in text(client.get(page.request["PATH_INFO"]))


def test_a_phone_needs_a_gate_of_the_event(client):
    event = make_event()
    make_gate(event)
    sign_in(client, event)

    answer = client.post(url("new_device", event), {"gate": make_gate(make_event()).code})

    assert answer.status_code == 422
    assert not Device.objects.exists()


def test_the_crew_ends_a_phones_access(client):
    event = make_event()
    device = make_device(make_gate(event))
    sign_in(client, event)

    client.post(url("revocation", event, device.code))

    device.refresh_from_db()
    assert (device.revoked_at, device.token_hash) == (NOON, "")


def test_a_guest_is_found_and_let_in_by_hand(client):
    event = make_event()
    gate = make_gate(event, name="Main")
    ticket = make_ticket(event, attendee_name="Ada Lovelace")
    user = sign_in(client, event)

    found = text(client.get(url("find", event), {"text": "love"}))
    answer = client.post(url("entry", event), {"gate": gate.code, "ticket": ticket.code, "text": "love"}, follow=True)

    scan = Scan.objects.get()
    assert "Ada Lovelace" in found
    assert "may come in" in found
    assert (scan.kind, scan.verdict, scan.ticket, scan.device.is_desk) == ("in", "welcome", ticket, True)
    assert "Ada Lovelace is in." in text(answer)
    assert event.audit_entries.get(action="let_in").actor == user.email


def test_a_guest_who_is_in_is_not_let_in_again_unless_somebody_answers_for_it(client):
    event = make_event()
    gate = make_gate(event)
    ticket = make_ticket(event)
    sign_in(client, event)
    form = {"gate": gate.code, "ticket": ticket.code}
    client.post(url("entry", event), form)

    refused = client.post(url("entry", event), form, follow=True)
    assert "is in already" in text(refused)
    assert Scan.objects.count() == 1

    client.post(url("entry", event), {**form, "in_spite": "yes"})
    assert list(Scan.objects.order_by("pk").values_list("kind", "verdict")) == [
        ("in", "welcome"),
        ("override", "again"),
    ]


def test_the_rule_of_the_gate_holds_at_the_desk(client):
    event = make_event()
    press, founder = make_category(event), make_category(event)
    gate = make_gate(event, categories=[press])
    ticket = make_ticket(event, category=founder)
    sign_in(client, event)
    form = {"gate": gate.code, "ticket": ticket.code}

    refused = client.post(url("entry", event), form, follow=True)
    client.post(url("entry", event), {**form, "in_spite": "yes"})

    scan = Scan.objects.get()
    assert "does not come in at this gate" in text(refused)
    assert (scan.kind, scan.verdict, scan.reason) == ("override", "welcome", "wrong_category")
    assert event.audit_entries.get(action="let_in").after["in_spite_of"] == "wrong_category"


def test_an_entry_at_the_desk_is_taken_back(client):
    event = make_event()
    gate = make_gate(event)
    ticket = make_ticket(event)
    sign_in(client, event)
    client.post(url("entry", event), {"gate": gate.code, "ticket": ticket.code})

    client.post(url("withdrawal", event, ticket.code), {"gate": gate.code})

    ticket.refresh_from_db()
    assert ticket.entered_at is None
    assert Scan.objects.count() == 2


def test_an_entry_at_a_phone_is_not_taken_back_at_the_desk(client):
    event = make_event()
    gate = make_gate(event)
    ticket = make_ticket(event)
    store_scans(make_device(gate), EPOCH, [make_reading(ticket)], at=NOON)
    sign_in(client, event)

    answer = client.post(url("withdrawal", event, ticket.code), {"gate": gate.code}, follow=True)

    assert "did not come in at a desk" in text(answer)
    assert Scan.objects.count() == 1


def test_the_scanner_page_is_for_everybody_and_says_nothing_personal(client):
    event = make_event()
    make_gate(event, name="Secret entrance")
    make_ticket(event, attendee_name="Ada Lovelace")

    answer = client.get(url("scanner", event))

    assert answer.status_code == 200
    assert answer.context["may_pair"] is False
    assert answer.context["gates"] == []
    assert "Ada" not in answer.content.decode()
    assert "'wasm-unsafe-eval'" in answer["Content-Security-Policy"]


def test_the_crews_own_phone_gets_a_code_at_once(client):
    event = make_event()
    gate = make_gate(event)
    sign_in(client, event)

    answer = client.post(url("own_device", event), {"gate": gate.code, "name": "Mine"})

    assert answer.status_code == 201
    device, _ = pair_device(answer.json()["code"], name="", at=NOON)
    assert (device.gate, device.name) == (gate, "Mine")
    assert client.get(url("scanner", event)).context["may_pair"] is True


def test_strangers_get_no_code(client):
    event = make_event()
    gate = make_gate(event)

    answer = client.post(url("own_device", event), {"gate": gate.code})

    assert answer.status_code == 302
    assert not Device.objects.exists()


def test_revoking_a_device_twice_changes_nothing():
    device = make_device(make_gate(make_event()))

    first = revoke_device(device, at=NOON, by="worker")
    second = revoke_device(device, at=NOON + timedelta(hours=1), by="worker")

    assert second.revoked_at == first.revoked_at
    assert device.event.audit_entries.filter(action="revoke_device").count() == 1


def test_codes_the_desk_cannot_have_sent_are_not_found(client):
    event = make_event()
    gate = make_gate(event)
    sign_in(client, event)

    answers = [
        client.post(url("entry", event), {"gate": "a\0b", "ticket": "a\0b"}),
        client.post(url("entry", event), {"gate": gate.code, "ticket": "a\0b"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
