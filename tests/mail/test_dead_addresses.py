"""Nobody writes again and again to an address that does not exist."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from einlass.events.models import AuditEntry, Role
from einlass.mail.actions import forget_messages
from einlass.mail.addresses.marks import mark_dead
from einlass.mail.models import DeadAddress, Problem
from einlass.mail.sending import send_due
from einlass.mail.smtp import names_dead_mailbox
from tests.builders import NOON, make_event, make_member
from tests.builders.mail import make_message
from tests.mail.test_sending import Server

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_sending.Server"
    Server.taken, Server.trouble, Server.trouble_on_opening = [], None, None
    return Server


def refuse(reply, code=550):
    return smtplib.SMTPRecipientsRefused({ANNA: (code, reply)})


def send(at=NOON):
    return send_due(lambda: at, limit=50)


def marked_by(server, event, reply=b"5.1.1 no such user"):
    server.trouble = refuse(reply)
    message = make_message(event=event, to=ANNA)
    send()
    server.trouble = None
    message.refresh_from_db()
    return message


def test_an_address_that_does_not_exist_is_not_tried_again_in_whatever_case(server):
    event = make_event()
    marked_by(server, event)
    later = make_message(event=event, to="Anna@Example.org")

    send()

    later.refresh_from_db()
    assert server.taken == []
    assert (later.problem, later.failed_at) == (Problem.ADDRESS_DEAD, NOON)


def test_another_event_and_another_person_get_their_mails(server):
    event = make_event()
    marked_by(server, event)
    make_message(event=make_event(), to=ANNA)
    make_message(event=event, to="ben@example.org")

    send()

    assert sorted(server.taken) == [ANNA, "ben@example.org"]


@pytest.mark.parametrize(
    "reply",
    [
        b"5.7.1 blocked by policy, not 5.1.1",
        b"5.2.2 mailbox full",
        b"5.4.14 hop count",
        b"user unknown",
        b"5.1.17 x",
        b"5.1.8 bad sender",
        b"",
    ],
)
def test_a_refusal_for_another_reason_marks_nobody(server, reply):
    message = marked_by(server, make_event(), reply)

    assert message.problem == Problem.ADDRESS_REFUSED
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize(
    "reply", [b"5.1.1 x", b"5.1.2 x", b"5.1.3 x", b"5.1.6 x", b"5.1.10 null MX", b" 5.2.1 disabled"]
)
def test_the_codes_of_an_address_that_does_not_exist_are_known(reply):
    assert names_dead_mailbox(reply)


def test_a_refusal_for_now_marks_nobody(server):
    server.trouble = refuse(b"4.1.1 not yet", 450)
    make_message(event=make_event(), to=ANNA)

    send()

    assert not DeadAddress.objects.exists()


def test_somebody_decides_that_the_address_works_and_all_mails_go_again(server, client):
    event = make_event()
    member = make_member(event, Role.ORGANISER)
    client.force_login(member)
    message = marked_by(server, event)
    page = client.get(reverse("mailroom:message", args=[event.slug, message.code])).content.decode()

    client.post(reverse("mailroom:release", args=[event.slug, message.code]))
    make_message(event=event, to=ANNA)
    send(NOON + timedelta(days=3650))

    assert "This address is marked" in page
    assert server.taken == [ANNA, ANNA]
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", "actor"))
    assert actions == [("release_mail_address", member.email), ("send_mail_again", member.email)]


def test_send_again_alone_decides_nothing(server, client):
    event = make_event()
    client.force_login(make_member(event, Role.ORGANISER))
    message = marked_by(server, event)

    client.post(reverse("mailroom:sending", args=[event.slug, message.code]))
    send(NOON + timedelta(days=3650))

    message.refresh_from_db()
    assert server.taken == []
    assert message.problem == Problem.ADDRESS_DEAD


def test_an_address_that_is_refused_once_more_is_marked_once_more(server, client):
    event = make_event()
    client.force_login(make_member(event, Role.ORGANISER))
    message = marked_by(server, event)
    client.post(reverse("mailroom:release", args=[event.slug, message.code]))

    server.trouble = refuse(b"5.1.1 still nobody")
    send(NOON + timedelta(days=3650))

    mark = DeadAddress.objects.get()
    assert (mark.refusals, mark.released_at) == (2, None)


def test_two_who_release_an_address_at_once_send_the_mail_once(server, client):
    event = make_event()
    client.force_login(make_member(event, Role.ORGANISER))
    message = marked_by(server, event)
    url = reverse("mailroom:release", args=[event.slug, message.code])

    client.post(url)
    client.post(url)
    send(NOON + timedelta(days=3650))

    assert server.taken == [ANNA]
    assert AuditEntry.objects.filter(action="release_mail_address").count() == 1


def test_who_deletes_their_data_leaves_no_mark(server):
    event = make_event()
    message = marked_by(server, event)

    forget_messages([message])

    assert not DeadAddress.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_mark_one_address_once_and_count_both():
    event = make_event()
    messages = [make_message(event=event, to=ANNA) for _ in range(2)]

    def mark(message):
        try:
            mark_dead(message, "nobody", at=NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=mark, args=[message]) for message in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert DeadAddress.objects.get().refusals == 2
