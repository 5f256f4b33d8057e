import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from einlass.applications.proof_codes import six_digits
from einlass.events.models import AuditEntry, Role
from einlass.mail.actions import forget_messages
from einlass.mail.models import DeliveryAttempt, Message, Problem
from einlass.mail.outbox.actions import hold_back
from einlass.mail.outbox.errors import HasGoneOut
from einlass.mail.outbox.queries import MailState, search_messages, state_of
from einlass.mail.sending import send_due
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.admission import make_contingent, make_open_offer
from tests.builders.mail import make_message
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db

LINK_AGAIN = {
    "template": "applications/link_again",
    "context": {"name": "Anna", "event_name": "Fest", "event_slug": "fest", "code": "7KQ3M9XR", "version": 1},
}
STATES = {
    MailState.WAITING: {},
    MailState.TRIED: {"problem": Problem.SERVER_AWAY, "attempts": 1},
    MailState.SENDING: {"claimed_at": NOON},
    MailState.SENT: {"claimed_at": NOON, "sent_at": NOON},
    MailState.NOT_SENT: {"claimed_at": NOON, "failed_at": NOON, "problem": Problem.ADDRESS_REFUSED},
    MailState.HELD_BACK: {"failed_at": NOON, "problem": Problem.HELD_BACK},
    MailState.REHEARSAL: {"failed_at": NOON, "problem": Problem.REHEARSAL},
}


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    member = make_member(event, Role.ORGANISER)
    client.force_login(member)
    return member


def page(client, event, name="outbox", code="", **query):
    arguments = [event.slug, code] if code else [event.slug]
    return client.get(reverse(f"mailroom:{name}", args=arguments), query)


def listed(answer):
    return {row["message"] for row in answer.context["rows"]}


@pytest.mark.parametrize("state", list(MailState))
def test_each_state_is_told_from_the_others_by_the_row_and_by_the_database(event, state):
    messages = {one: make_message(event=event, **fields) for one, fields in STATES.items()}

    found = search_messages(event, text="", state=state, problem="", template="")

    assert list(found) == [messages[state]]
    assert state_of(messages[state]) == state


def test_the_list_finds_by_address_reason_and_kind(client, event, organiser):
    annas = make_message(event=event, to="anna@example.org", **LINK_AGAIN)
    refused = make_message(event=event, **STATES[MailState.NOT_SENT])

    assert listed(page(client, event, text="ANNA@")) == {annas}
    assert listed(page(client, event, text=annas.code)) == {annas}
    assert listed(page(client, event, problem="address_refused")) == {refused}
    assert listed(page(client, event, template="applications/link_again")) == {annas}
    assert listed(page(client, event, state="nonsense")) == {annas, refused}
    assert listed(page(client, event, text="nobody")) == set()


def test_the_list_needs_as_many_queries_for_thirty_mails_as_for_one(
    client, event, organiser, django_assert_num_queries
):
    make_message(event=event, **LINK_AGAIN)
    url = reverse("mailroom:outbox", args=[event.slug])
    client.get(url)
    with connection.execute_wrapper(counter := Counter()):
        client.get(url)
    for _ in range(30):
        make_message(event=event, **LINK_AGAIN)

    with django_assert_num_queries(counter.number):
        client.get(url)


class Counter:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def test_mails_of_another_event_and_forgotten_ones_are_not_listed(client, event, organiser):
    make_message(event=make_event())
    gone = make_message(event=event, sent_at=NOON)
    forget_messages([gone])

    assert listed(page(client, event)) == set()
    assert page(client, event, "message", gone.code).status_code == 404


def test_what_is_forgotten_keeps_no_word_of_a_machine_about_the_address(event):
    message = make_message(event=event, sent_at=NOON, error="x")
    DeliveryAttempt.objects.create(message=message, at=NOON, problem="refused", error="anna@example.org unknown")

    forget_messages([message])

    assert DeliveryAttempt.objects.get().error == ""


def test_what_did_not_go_out_stands_on_top_by_reason_and_on_the_overview(client, event, organiser):
    for _ in range(3):
        make_message(event=event, **STATES[MailState.NOT_SENT])
    make_message(event=event, failed_at=NOON, problem=Problem.UNKNOWN)
    make_message(event=event, **STATES[MailState.HELD_BACK])

    reasons = page(client, event).context["reasons"]
    overview = client.get(reverse("events:team", args=[event.slug])).content.decode()

    assert [(one.problem, one.number) for one in reasons] == [("address_refused", 3), ("unknown", 1)]
    assert "4 mails did not go out" in overview


def test_the_overview_tells_a_reviewer_nothing_of_mails(client, event):
    make_message(event=event, **STATES[MailState.NOT_SENT])
    client.force_login(make_member(event, Role.REVIEWER))

    assert "did not go out" not in client.get(reverse("events:team", args=[event.slug])).content.decode()


def test_a_mail_shows_what_it_says_without_the_key_to_the_persons_page(client, event, organiser):
    message = make_message(event=event, **LINK_AGAIN)

    shown = page(client, event, "message", message.code).content.decode()
    html = page(client, event, "message_html", message.code)

    assert "The link to your application: Fest" in shown
    assert "/preview/" in shown
    assert "~" not in html.content.decode()
    assert "~" not in shown
    assert "sandbox" in html.headers["Content-Security-Policy"]


def test_the_digits_that_prove_an_address_are_not_shown_to_the_team(client, event, organiser):
    application = make_application(event=event)
    context = {
        **LINK_AGAIN["context"],
        "salt": "real-salt",
        "code_expires_at": NOON.isoformat(),
        "draw_at": NOON.isoformat(),
        "event_zone": "Europe/Berlin",
        "code": application.code,
    }
    message = make_message(event=event, template="applications/prove_address", context=context)
    shown = page(client, event, "message", message.code).content.decode()

    assert six_digits("real-salt") not in shown
    assert six_digits("preview") in shown


def test_a_mail_that_cannot_be_written_says_so_on_its_page(client, event, organiser):
    message = make_message(event=event, template="letters/without_subject", failed_at=NOON, problem="unwritable")

    shown = page(client, event, "message", message.code)

    assert shown.status_code == 200
    assert "MailHasNoSubject" in shown.content.decode()
    assert page(client, event, "message_html", message.code).status_code == 404


def test_a_mail_is_sent_again_by_a_button_and_the_audit_trail_says_who(client, event, organiser):
    message = make_message(event=event, attempts=7, **STATES[MailState.NOT_SENT])

    client.post(reverse("mailroom:sending", args=[event.slug, message.code]))

    message.refresh_from_db()
    entry = AuditEntry.objects.get(event=event)
    assert state_of(message) == MailState.WAITING
    assert (message.attempts, message.error) == (0, "")
    assert (entry.action, entry.subject, entry.actor) == (
        "send_mail_again",
        f"message {message.code}",
        organiser.email,
    )
    assert entry.before == {"problem": "address_refused"}


@pytest.mark.parametrize("state", [MailState.SENT, MailState.WAITING])
def test_what_went_out_or_waits_is_not_sent_again(client, event, organiser, state):
    message = make_message(event=event, **STATES[state])

    client.post(reverse("mailroom:sending", args=[event.slug, message.code]))

    before = message.sent_at
    message.refresh_from_db()
    assert message.sent_at == before
    assert not AuditEntry.objects.exists()


def test_all_mails_of_one_reason_are_sent_again_at_once_and_no_others(client, event, organiser):
    away = {"failed_at": NOON, "problem": Problem.SERVER_AWAY}
    refused = [make_message(event=event, **away) for _ in range(3)]
    others = [
        make_message(event=event, failed_at=NOON, problem=Problem.UNKNOWN),
        make_message(event=make_event(), **away),
    ]

    client.post(reverse("mailroom:sendings", args=[event.slug, "server_away"]))

    waiting = Message.objects.filter(failed_at=None)
    assert set(waiting) == set(refused)
    assert not waiting.filter(pk__in=[one.pk for one in others]).exists()
    assert AuditEntry.objects.get().after == {"problem": "server_away", "number": 3}


@pytest.mark.parametrize("reason", ["weather", "address_refused", "address_dead"])
def test_what_is_no_reason_or_needs_a_decision_for_each_answers_404(client, event, organiser, reason):
    assert client.post(reverse("mailroom:sendings", args=[event.slug, reason])).status_code == 404


def test_a_mail_that_waits_is_held_back_and_sent_later(client, event, organiser):
    message = make_message(event=event)

    client.post(reverse("mailroom:holding", args=[event.slug, message.code]))
    send_due(lambda: NOON + timedelta(days=9), limit=9)
    assert mail.outbox == []
    client.post(reverse("mailroom:sending", args=[event.slug, message.code]))
    send_due(lambda: NOON + timedelta(days=3650), limit=9)

    assert [one.to for one in mail.outbox] == [[message.to]]
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"hold_mail_back", "send_mail_again"}


@pytest.mark.parametrize("state", [MailState.SENT, MailState.SENDING])
def test_what_went_out_or_is_being_sent_cannot_be_held_back(client, event, organiser, state):
    message = make_message(event=event, **STATES[state])

    answer = client.post(reverse("mailroom:holding", args=[event.slug, message.code]), follow=True)

    message.refresh_from_db()
    assert state_of(message) == state
    assert "too late" in answer.content.decode()


def test_a_person_an_offer_and_a_ticket_say_that_a_mail_did_not_go_out(client, event, organiser):
    offer = make_open_offer(make_application(event=event), make_contingent(event, size=5))
    ticket = make_ticket(event=event)
    for address in (offer.application.email, ticket.attendee_email):
        make_message(event=event, to=address, template="tickets/ticket", **STATES[MailState.NOT_SENT])
    pages = {
        name: client.get(reverse(name, args=arguments)).content.decode()
        for name, arguments in {
            "applications:application": [event.slug, offer.application.code],
            "admission:offer_desk": [event.slug, offer.code],
            "admission:offers": [event.slug],
            "tickets:list": [event.slug],
        }.items()
    }

    assert {name: "did not go out" in text for name, text in pages.items()} == dict.fromkeys(pages, True)


def test_where_all_mails_went_out_no_page_speaks_of_it(client, event, organiser):
    offer = make_open_offer(make_application(event=event), make_contingent(event, size=5))
    make_message(event=event, to=offer.application.email, sent_at=NOON)

    for name, arguments in {
        "applications:application": [event.slug, offer.application.code],
        "admission:offers": [event.slug],
    }.items():
        assert "did not go out" not in client.get(reverse(name, args=arguments)).content.decode()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_held_back_while_the_worker_sends_goes_one_way_or_the_other():
    event = make_event()
    member = make_member(event, Role.ORGANISER)
    messages = [make_message(event=event) for _ in range(20)]
    held: list[int] = []

    def hold() -> None:
        try:
            for message in reversed(messages):
                try:
                    hold_back(message, at=NOON, by=member)
                    held.append(message.pk)
                except HasGoneOut:
                    pass
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    send_due(lambda: NOON, limit=100)
    thread.join()
    send_due(lambda: NOON, limit=100)

    sent = set(Message.objects.exclude(sent_at=None).values_list("pk", flat=True))
    assert sent.isdisjoint(held)
    assert sent | set(held) == {message.pk for message in messages}
    assert len(mail.outbox) == len(sent)
