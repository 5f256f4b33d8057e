import pytest

from einlass.events.models import AuditEntry
from einlass.mail.models import Message
from einlass.tickets.actions import (
    Attendee,
    advance_series,
    create_ticket_key,
    issue_tickets,
    revoke_ticket,
    send_ticket_again,
)
from einlass.tickets.errors import NoTicketKeyLeft, TicketRevoked
from einlass.tickets.models import Ticket, TicketKey
from einlass.tickets.queries import keys_of, search_tickets, signing_key, tickets_of
from einlass.tickets.signing import event_tag, public_keys, ticket_text
from einlass.tickets.symbols import symbol_path
from einlass.tickets.ticket_code import parse, verify
from tests.builders import NOON, make_category, make_event
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


def test_tickets_are_numbered_from_one_in_each_event():
    event = make_event()

    assert [make_ticket(event).number, make_ticket(event).number, make_ticket(make_event()).number] == [1, 2, 1]


def test_the_first_ticket_makes_the_events_key():
    event = make_event()

    make_ticket(event)
    make_ticket(event)

    assert [key.slot for key in keys_of(event)] == [0]
    assert event.audit_entries.filter(action="create_ticket_key").count() == 1


def test_a_tickets_code_is_signed_by_its_event():
    event = make_event()
    category = make_category(event, index=7)
    ticket = make_ticket(event, category=category)
    tag = event_tag(event)

    text = ticket_text(ticket, signing_key(event), tag)
    claims = verify(parse(text), event_tag=bytes.fromhex(tag), public_keys=public_keys(keys_of(event)))

    assert (claims.number, claims.generation, claims.category) == (1, 0, 7)
    assert ticket.symbol == symbol_path(text)


def test_a_new_key_signs_new_tickets_and_the_old_one_still_opens():
    event = make_event()
    make_ticket(event)

    create_ticket_key(event, at=NOON, by="worker")

    assert signing_key(event).slot == 1
    assert set(public_keys(keys_of(event))) == {0, 1}


def test_there_are_no_more_than_sixteen_keys():
    event = make_event()
    for _ in range(16):
        create_ticket_key(event, at=NOON, by="worker")

    with pytest.raises(NoTicketKeyLeft):
        create_ticket_key(event, at=NOON, by="worker")

    assert TicketKey.objects.count() == 16


def test_two_events_never_share_a_tag(monkeypatch):
    monkeypatch.setattr("einlass.tickets.actions.event_tag", lambda event, attempt=0: f"00000{attempt}")

    tags = [advance_series(make_event()).event_tag for _ in range(3)]

    assert tags == ["000000", "000001", "000002"]


def test_many_tickets_are_issued_at_once_without_mail(django_assert_max_num_queries):
    event = make_event()
    category = make_category(event)
    attendees = [Attendee(f"Guest {n}", f"guest{n}@example.org", category) for n in range(40)]

    with django_assert_max_num_queries(20):
        tickets = issue_tickets(event, attendees, at=NOON, by="worker")

    assert [ticket.number for ticket in tickets] == list(range(1, 41))
    assert [ticket.attendee_name for ticket in Ticket.objects.all()] == [attendee.name for attendee in attendees]
    assert AuditEntry.objects.filter(action="issue_ticket").count() == 40
    assert not Message.objects.exists()


def test_issuing_a_ticket_queues_its_mail_with_the_pdf():
    ticket = make_ticket(make_event(), attendee_email="ada@example.org", language="de")

    message = Message.objects.get()
    assert (message.to, message.template, message.language) == ("ada@example.org", "tickets/ticket", "de")
    assert message.attachments == [["ticket", ticket.code]]


def test_a_ticket_is_sent_again_as_often_as_asked():
    ticket = make_ticket(make_event())

    send_ticket_again(ticket, at=NOON, by="worker")
    send_ticket_again(ticket, at=NOON, by="worker")

    assert Message.objects.count() == 3


def test_a_revoked_ticket_is_not_sent_again():
    ticket = make_ticket(make_event())
    revoke_ticket(ticket, at=NOON, by="worker")

    with pytest.raises(TicketRevoked):
        send_ticket_again(ticket, at=NOON, by="worker")

    assert Message.objects.count() == 1


def test_a_revoked_ticket_has_no_symbol_and_the_door_learns_of_it():
    ticket = make_ticket(make_event())

    revoke_ticket(ticket, at=NOON, by="worker")

    after = Ticket.objects.get()
    assert (after.revoked_at, after.symbol) == (NOON, "")
    assert after.changed_seq > ticket.changed_seq


def test_revoking_twice_changes_nothing():
    event = make_event()
    ticket = make_ticket(event)
    first = revoke_ticket(ticket, at=NOON, by="worker")

    second = revoke_ticket(ticket, at=NOON.replace(hour=13), by="worker")

    assert second.revoked_at == first.revoked_at
    assert second.changed_seq == first.changed_seq


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ada", ["Ada Lovelace"]),
        ("love ada", ["Ada Lovelace"]),
        ("EXAMPLE.ORG", ["Ada Lovelace"]),
        ("  ", ["Ada Lovelace", "Grace Hopper"]),
        ("lace", []),
        ("hop", ["Grace Hopper"]),
    ],
)
def test_tickets_are_found_by_name_and_address(text, found):
    event = make_event()
    make_ticket(event, attendee_name="Ada Lovelace", attendee_email="al@example.org")
    make_ticket(event, attendee_name="Grace Hopper", attendee_email="grace@navy.example")

    assert [ticket.attendee_name for ticket in search_tickets(tickets_of(event), text)] == found


def test_tickets_are_found_by_the_first_letters_of_the_short_code():
    event = make_event()
    ticket = make_ticket(event)
    make_ticket(event)

    typed = f" {ticket.code[:4].lower()}-{ticket.code[4:7]}"

    assert list(search_tickets(tickets_of(event), typed)) == [ticket]
