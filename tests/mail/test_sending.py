import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from einlass.mail import sending
from einlass.mail.actions import queue_message
from einlass.mail.models import Message
from einlass.mail.sending import BACK_OFF, CLAIM_LASTS, claim_next, report_unknown, send_again, send_due
from tests.builders import NOON, make_event
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """A mail server that takes mail until `trouble` is set."""

    taken: list[str] = []
    trouble: Exception | None = None
    trouble_on_opening: Exception | None = None

    def open(self):
        if Server.trouble_on_opening:
            raise Server.trouble_on_opening
        return True

    def send_messages(self, email_messages):
        if Server.trouble:
            raise Server.trouble
        Server.taken += [message.to[0] for message in email_messages]
        return len(email_messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_sending.Server"
    Server.taken, Server.trouble, Server.trouble_on_opening = [], None, None
    return Server


def send(at=NOON, limit=50):
    return send_due(lambda: at, limit=limit)


def test_a_message_is_sent_once_and_confirmed(server):
    message = make_message()

    assert send() == 1
    assert send() == 0

    message.refresh_from_db()
    assert server.taken == [message.to]
    assert (message.sent_at, message.attempts, message.error) == (NOON, 1, "")


def test_a_message_is_not_sent_before_its_time(server):
    make_message(send_after=NOON + timedelta(seconds=1))

    assert send() == 0
    assert send(NOON + timedelta(seconds=1)) == 1


def test_the_headers_name_the_message_the_event_and_a_machine(settings):
    event = make_event(name="Funkenflug", contact_email="hello@funkenflug.example")
    message = make_message(event=event)

    send()

    headers = mail.outbox[0].message()
    assert headers["Message-ID"] == f"<{message.code}@localhost>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Reply-To"] == "hello@funkenflug.example"
    assert headers["From"] == "Funkenflug <einlass@localhost>"


@pytest.mark.parametrize("name", ["Fest\r\nBcc: x@example.org", 'Fest" <x@example.org>, "', "Fest\nX: y"])
def test_an_events_name_cannot_add_a_header_or_a_sender(name):
    make_message(event=make_event(name=name))

    send()

    headers = mail.outbox[0].message()
    assert "Bcc" not in headers
    assert "X" not in headers
    assert headers["From"].endswith("<einlass@localhost>")
    assert mail.outbox[0].recipients() == mail.outbox[0].to


def test_an_address_with_a_line_break_is_not_sent_to_and_stops_no_other(server):
    bad = make_message(to="a@example.org\nBcc: b@example.org")
    good = make_message()

    send()

    bad.refresh_from_db()
    assert server.taken == [good.to]
    assert bad.sent_at is None
    assert bad.error.startswith("It could not be written: BadHeaderError")


def test_attachments_come_from_their_maker(settings):
    settings.MAIL_ATTACHMENTS = {"ticket": "tests.mail.test_sending.make_attachment"}
    make_message(attachments=[["ticket", "7KQ3M9XR"]])

    send()

    assert mail.outbox[0].attachments == [("ticket-7KQ3M9XR.pdf", b"%PDF", "application/pdf")]


def make_attachment(code):
    return (f"ticket-{code}.pdf", b"%PDF", "application/pdf")


def test_while_the_server_is_away_we_wait_longer_each_time_and_then_give_up(server):
    server.trouble_on_opening = ConnectionRefusedError("no answer")
    message = make_message()
    at, waits = NOON, []

    while message.failed_at is None:
        send(at)
        message.refresh_from_db()
        waits.append(message.send_after - at)
        at = message.send_after

    assert waits == [*BACK_OFF, timedelta(0)]
    assert message.attempts == len(BACK_OFF) + 1
    assert message.error == "The mail server cannot be reached: no answer"
    assert send(at + timedelta(days=9)) == 0


def test_a_message_that_was_refused_for_now_is_sent_later(server):
    server.trouble = smtplib.SMTPDataError(451, b"try again")
    message = make_message()
    send()
    server.trouble = None

    send(NOON + BACK_OFF[0])

    message.refresh_from_db()
    assert server.taken == [message.to]
    assert message.attempts == 2
    assert message.error == ""


def test_an_address_that_does_not_exist_is_given_up_at_once(server):
    server.trouble = smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"no such user")})
    message = make_message()

    send()

    message.refresh_from_db()
    assert message.failed_at == NOON
    assert "no such user" in message.error


@pytest.mark.parametrize("trouble", [smtplib.SMTPServerDisconnected("gone"), TimeoutError("slow")])
def test_a_connection_that_breaks_in_the_middle_leaves_a_message_of_unknown_state(server, trouble):
    server.trouble = trouble
    message = make_message()

    send()
    server.trouble = None
    send(NOON + timedelta(days=9))

    message.refresh_from_db()
    assert server.taken == []
    assert message.failed_at == NOON
    assert message.error.startswith(sending.UNKNOWN)


def test_a_crash_between_send_and_confirm_is_reported_and_not_sent_again(server, monkeypatch):
    message = make_message()
    monkeypatch.setattr(sending, "confirm", crash)
    with pytest.raises(SystemExit):
        send()
    monkeypatch.undo()

    assert send(NOON + timedelta(minutes=5)) == 0
    assert report_unknown(NOON + CLAIM_LASTS) == 0
    assert report_unknown(NOON + CLAIM_LASTS + timedelta(seconds=1)) == 1
    assert send(NOON + timedelta(days=9)) == 0

    message.refresh_from_db()
    assert server.taken == [message.to]
    assert message.error == sending.UNKNOWN + "the worker stopped while it was sending"


def crash(*arguments, **named):
    raise SystemExit


def test_a_given_up_message_is_sent_again_when_somebody_says_so(server):
    message = make_message(failed_at=NOON, claimed_at=NOON, attempts=1)

    assert send_again(message, at=NOON)
    send()

    assert server.taken == [message.to]


def test_a_sent_message_is_not_sent_again_even_if_somebody_says_so(server):
    message = make_message(sent_at=NOON, claimed_at=NOON)

    assert not send_again(message, at=NOON)
    assert send() == 0


def test_a_message_with_a_key_is_queued_once():
    first = queue_message("letters/hello", to="a@example.org", language="en", context={}, at=NOON, dedupe_key="k")
    second = queue_message("letters/hello", to="a@example.org", language="en", context={}, at=NOON, dedupe_key="k")

    assert first == second


def test_asked_to_stop_the_current_mail_is_finished_and_no_other_begun(server):
    make_message()
    make_message()
    answers = iter([True, False])

    assert send_due(lambda: NOON, limit=50, may_go_on=lambda: next(answers)) == 1

    assert len(server.taken) == 1
    assert Message.objects.filter(claimed_at=None).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(server):
    messages = {make_message().to for _ in range(40)}

    def work():
        try:
            while send(limit=3):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(server.taken) == sorted(messages)
    assert Message.objects.filter(sent_at=None).count() == 0


def test_a_claimed_message_is_not_claimed_by_another():
    make_message()

    first, second = claim_next(NOON), claim_next(NOON)

    assert first is not None
    assert second is None
