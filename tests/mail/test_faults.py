"""A mail that cannot be written is our fault, and waiting does not mend it."""

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import OperationalError

from einlass.events.models import Membership, Role
from einlass.mail.alarms import PLAIN
from einlass.mail.models import DeliveryAttempt, Message, Problem
from einlass.mail.sending import BACK_OFF, send_due
from tests.builders import NOON, make_event, make_member
from tests.builders.mail import make_message

pytestmark = pytest.mark.django_db


def send(at=NOON):
    return send_due(lambda: at, limit=50)


def arrived():
    """Every mail that went out, read by Python's own parser."""
    return [message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]


def broken_file(code):
    raise RuntimeError("font not found")


def file_without_database(code):
    raise OperationalError("server closed the connection")


def whole_file(code):
    return (f"{code}.pdf", b"%PDF", "application/pdf")


def test_a_mail_with_a_fault_in_its_template_is_given_up_at_once_and_not_tried_again():
    message = make_message(template="letters/without_subject", event=make_event())

    send()
    send(NOON + BACK_OFF[-1])

    message.refresh_from_db()
    assert (message.failed_at, message.problem, message.attempts) == (NOON, Problem.UNWRITABLE, 1)
    assert "MailHasNoSubject" in message.error


def test_the_owners_hear_of_a_fault_at_once_in_a_mail_that_needs_no_template():
    event = make_event(name="Funkenflug", languages=["en"])
    owner = make_member(event, Role.OWNER)
    make_member(event, Role.ORGANISER)
    make_message(template="letters/without_subject", event=event)

    send()

    told = arrived()
    assert [one["to"] for one in told] == [owner.email]
    assert told[0]["subject"] == "A mail of Funkenflug cannot be written"
    assert told[0].get_content_type() == "text/plain"
    assert "letters/without_subject" in told[0].get_content()
    assert f"/{event.slug}/team/mail/?state=not_sent" in told[0].get_content()


def test_a_hundred_mails_with_one_fault_make_one_alarm():
    event = make_event()
    make_member(event, Role.OWNER)
    for _ in range(100):
        make_message(template="letters/without_subject", event=event)

    send_due(lambda: NOON, limit=200)

    assert Message.objects.filter(template=PLAIN).count() == 1


def test_an_alarm_that_cannot_be_written_raises_no_alarm():
    event = make_event()
    make_member(event, Role.OWNER)
    make_message(template=PLAIN, context={}, event=event)

    send()

    assert Message.objects.filter(template=PLAIN).count() == 1


def test_an_alarm_names_nobody_who_left_the_team():
    event = make_event()
    make_member(event, Role.OWNER)
    Membership.objects.update(ends_at=NOON)
    make_message(template="letters/without_subject", event=event)

    send()

    assert mail.outbox == []


def test_what_can_go_without_its_attachment_goes_and_says_so(settings):
    settings.MAIL_ATTACHMENTS = {
        "ticket": "tests.mail.test_faults.broken_file",
        "map": "tests.mail.test_faults.whole_file",
    }
    event = make_event()
    make_member(event, Role.OWNER)
    message = make_message(event=event, attachments=[["ticket", "7KQ3M9XR"], ["map", "HALL"]])

    send()

    message.refresh_from_db()
    first = arrived()[0]
    assert [part.get_filename() for part in first.iter_attachments()] == ["HALL.pdf"]
    assert "could not be made this time" in first.get_body(("plain",)).get_content()
    assert "could not be made this time" in first.get_body(("html",)).get_content()
    assert (message.sent_at, message.left_out) == (NOON, ["ticket"])
    assert message.error == "ticket: RuntimeError: font not found"
    assert Message.objects.filter(template=PLAIN).count() == 1


def test_a_mail_with_all_its_attachments_speaks_of_none_missing(settings):
    settings.MAIL_ATTACHMENTS = {"map": "tests.mail.test_faults.whole_file"}
    message = make_message(attachments=[["map", "HALL"]])

    send()

    message.refresh_from_db()
    assert "could not be made" not in arrived()[0].get_body(("plain",)).get_content()
    assert (message.left_out, message.error) == ([], "")


def test_a_database_that_is_away_is_no_fault_of_the_mail(settings):
    settings.MAIL_ATTACHMENTS = {"ticket": "tests.mail.test_faults.file_without_database"}
    message = make_message(attachments=[["ticket", "7KQ3M9XR"]], event=make_event())

    send()

    message.refresh_from_db()
    assert (message.failed_at, message.problem) == (None, Problem.SERVER_AWAY)
    assert message.send_after == NOON + BACK_OFF[0]


def test_every_attempt_is_kept_with_its_problem():
    message = make_message(template="letters/without_subject", event=make_event())

    send()

    kept = DeliveryAttempt.objects.get(message=message)
    assert (kept.at, kept.problem) == (NOON, Problem.UNWRITABLE)
