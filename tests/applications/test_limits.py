"""What somebody sees who tries too often."""

from dataclasses import replace

import pytest
from django.urls import reverse

from einlass.applications import limits
from einlass.applications.models import Application
from tests.applications.test_proof_codes import clock, event, send, sent_url, wrong_code  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["SUBMIT_FROM_NETWORK", "SUBMIT_WITH_ADDRESS"])
def test_who_applies_too_often_must_wait_and_keeps_what_was_typed(client, event, monkeypatch, name):  # noqa: F811
    monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=1))
    send(client, event)
    fields = {
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
    }

    answer = client.post(reverse("applications:apply", args=[event.slug]), fields)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Ada Lovelace" in answer.content.decode()
    assert "Too many tries" in answer.content.decode()
    assert Application.objects.count() == 1


@pytest.mark.parametrize("name", ["LINK_FROM_NETWORK", "LINK_FOR_ADDRESS"])
def test_who_asks_for_the_link_too_often_must_wait(client, event, monkeypatch, name):  # noqa: F811
    monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=1))
    url = reverse("applications:link", args=[event.slug])

    answers = [client.post(url, {"email": "nobody@example.org"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert "nobody@example.org" in answers[1].content.decode()


def test_codes_tried_from_one_network_are_limited(client, event, monkeypatch):  # noqa: F811
    monkeypatch.setattr(limits, "CODE_FROM_NETWORK", replace(limits.CODE_FROM_NETWORK, most=1))
    send(client, event)

    answers = [client.post(sent_url(event), {"code": wrong_code()}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 429]
