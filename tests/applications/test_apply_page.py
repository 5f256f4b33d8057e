from uuid import uuid4

import pytest
from django.urls import reverse

from einlass.applications.models import Application
from tests.builders import NOON, make_category, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin oder Gründer"})
    make_category(event, key="student", name={"en": "Student", "de": "Studierende"})
    return event


def apply_url(event):
    return reverse("applications:apply", args=[event.slug])


def filled(**changes):
    return {
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "category": "founder",
        "team": "alone",
        "consent": "on",
        "submission_key": str(uuid4()),
    } | changes


def test_a_filled_form_becomes_an_application(client, event):
    answer = client.post(apply_url(event), filled())

    assert answer.status_code == 302
    assert answer.url == reverse("applications:sent", args=[event.slug])
    application = Application.objects.get()
    assert (application.name, application.category.key, application.language) == ("Ada Lovelace", "founder", "en")
    assert "mailbox" in client.get(answer.url).content.decode()
