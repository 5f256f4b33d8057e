"""Every kind of question with what nobody should send: refused beside the field, or kept as harmless text."""

from uuid import uuid4

import pytest
from django.urls import reverse

from einlass.applications.models import Application, Question
from einlass.events.links import link_token
from tests.builders import NOON, make_category, make_event, make_member, make_question

pytestmark = pytest.mark.django_db
KINDS = Question.Kind.values
HOSTILE = {
    "ten megabytes": "x" * 10_000_000,
    "two megabytes": "ß" * 1_000_000,
    "NUL": "a\x00b",
    "control characters": "\x01\x02\x1b[31m\x7f\x85",
    "right to left": "\u202eevil\u202c מזל טוב \u2067x\u2069",
    "emoji": "👩‍🚀🏳️‍🌈" * 20,
    "a huge number": "9" * 5000,
    "a number in words": "1e400",
    "infinite": "-inf",
    "other digits": "٣٤٥",
    "a half surrogate": "\\ud800",
    "markup": "<script>alert(1)</script>",
    "a formula": "=cmd|' /C calc'!A0",
    "a bad address": "javascript:alert(1)",
    "a far day": "99999-12-31",
    "a day that is none": "2026-02-30",
    "a path": "../../etc/passwd",
    "combining marks": "Z" + "\u0301" * 3000,
}


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder")
    return event


def send(client, event, value):
    return client.post(
        reverse("applications:apply", args=[event.slug]),
        {
            "name": "Ada",
            "email": "ada@example.org",
            "category": "founder",
            "team": "alone",
            "consent": "on",
            "submission_key": str(uuid4()),
            "q_hostile": value,
        },
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_or_made_harmless(client, event, kind, name):
    choices = [{"value": one, "label": {"en": one}} for one in ("a", "b")]
    make_question(
        event,
        key="hostile",
        kind=kind,
        choices=choices if kind in Question.WITH_CHOICES else [],
        file_types=["pdf"] if kind == "file" else [],
    )

    answer = send(client, event, HOSTILE[name])

    assert answer.status_code in {302, 400, 422}
    for application in Application.objects.all():
        kept = str(application.answers.get("hostile", ""))
        assert len(kept) <= 1500
        assert not set("\x00\x01\x02\x1b\x7f\x85\u202e\u2067") & set(kept)
        assert answer.status_code == 302
        assert_pages_show_it_as_text(client, event, application)


def assert_pages_show_it_as_text(client, event, application):
    client.force_login(make_member(event))
    pages = [
        client.get(reverse("applications:application", args=[event.slug, application.code])),
        client.get(reverse("applications:edit", args=[event.slug, link_token("application", application.code)])),
        client.get(reverse("applications:question", args=[event.slug, "hostile"])),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any("<script>alert" in page.content.decode() for page in pages)
