"""The six digits of the mail that proves an address."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from einlass.applications.models import Application, ProofCode
from einlass.applications.proof_codes import clear_codes, six_digits
from einlass.mail.models import Message
from einlass.mail.rendering import render
from tests.builders import NOON, make_application, make_category, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    return event


def sent_url(event):
    return reverse("applications:sent", args=[event.slug])


def send(client, event, email="ada@example.org"):
    fields = {"name": "Ada", "email": email, "category": "founder", "team": "alone", "consent": "on"}
    answer = client.post(reverse("applications:apply", args=[event.slug]), fields | {"submission_key": str(uuid4())})
    assert answer.url == sent_url(event)


def right_code():
    return six_digits(ProofCode.objects.get().salt)


def wrong_code():
    return f"{(int(right_code()) + 1) % 10**6:06d}"


def type_code(client, event, code):
    return client.post(sent_url(event), {"code": code})


def test_the_code_of_the_mail_proves_the_address_in_the_browser_that_sent_the_form(client, event):
    send(client, event)
    mail = render(Message.objects.get())
    code = right_code()

    answer = type_code(client, event, f" {code[:3]} {code[3:]} ")

    assert code in mail.text
    assert "/applications/" in answer.url
    assert client.get(answer.url).status_code == 200
    assert Application.objects.get().email_proved_at == NOON


def test_the_digits_are_stored_nowhere(client, event):
    send(client, event)

    stored = str([*ProofCode.objects.values(), *Message.objects.values(), *Application.objects.values()])

    assert right_code() not in stored


def test_another_browser_is_not_asked_for_a_code(client, event):
    send(client, event)
    code = right_code()
    stranger = Client()

    page = stranger.get(sent_url(event))
    answer = type_code(stranger, event, code)

    assert b'name="code"' not in page.content
    assert answer.status_code == 422
    assert Application.objects.get().email_proved_at is None


def test_after_five_wrong_codes_the_right_one_does_not_help_any_more(client, event):
    send(client, event)
    wrong = [type_code(client, event, wrong_code()) for _ in range(5)]

    answer = type_code(client, event, right_code())

    assert [one.status_code for one in wrong] == [422] * 5
    assert "4 more tries" in wrong[0].content.decode()
    assert "does not work here any more" in wrong[4].content.decode()
    assert answer.status_code == 422
    assert Application.objects.get().email_proved_at is None


def test_after_half_an_hour_only_the_link_works(client, event, clock):
    send(client, event)
    code = right_code()

    clock.move_to(NOON + timedelta(minutes=30), tick=False)

    assert b'name="code"' not in client.get(sent_url(event)).content
    assert type_code(client, event, code).status_code == 422
    assert Application.objects.get().email_proved_at is None


def test_what_is_no_code_costs_no_try(client, event):
    send(client, event)

    answers = [type_code(client, event, text) for text in ("", "12345", "abcdef", "１２３４５６")]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert ProofCode.objects.get().tries == 0


def test_whether_an_address_has_applied_already_cannot_be_told(event):
    make_application(event, email="known@example.org")
    clients = {email: Client() for email in ("known@example.org", "new@example.org")}
    for email, client in clients.items():
        send(client, event, email)
    salts = ProofCode.objects.values_list("salt", flat=True)
    wrong = next(code for code in ("000000", "000001", "000002") if code not in map(six_digits, salts))

    def pages(client):
        answers = [client.get(sent_url(event)), *(type_code(client, event, wrong) for _ in range(6))]
        return [(answer.status_code, answer.content.decode().split("<main")[1]) for answer in answers]

    known, new = (without_tokens(pages(client)) for client in clients.values())

    assert known == new


def without_tokens(answers):
    import re

    return [(status, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)) for status, page in answers]


def test_no_code_is_right_for_an_address_whose_application_counts(client, event):
    existing = make_application(event, email="known@example.org")
    send(client, event, "known@example.org")

    answer = type_code(client, event, right_code())

    assert answer.status_code == 422
    assert existing.code not in answer.content.decode()


def test_old_codes_are_cleared(client, event):
    send(client, event)

    clear_codes(NOON + timedelta(minutes=29))
    before = ProofCode.objects.count()
    clear_codes(NOON + timedelta(minutes=30))

    assert (before, ProofCode.objects.count()) == (1, 0)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_five(event):
    from einlass.applications.errors import CodeIsOver, WrongCode
    from einlass.applications.proof_codes import application_by_code, open_code
    from tests.applications.test_races import at_once

    code = open_code(event, uuid4(), make_application(event, email_proved_at=None), at=NOON)
    wrong = f"{(int(six_digits(code.salt)) + 1) % 10**6:06d}"

    def attempt(_):
        try:
            application_by_code(event, code.submission_key, wrong, at=NOON)
        except WrongCode as error:
            return error.tries_left
        except CodeIsOver:
            return 0

    left = at_once(attempt, range(12))

    code.refresh_from_db()
    assert code.tries == 5
    assert sum(number > 0 for number in left) <= 4
