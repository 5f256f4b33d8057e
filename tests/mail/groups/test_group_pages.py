from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from einlass.events.models import Role
from einlass.mail.groups.sending import continue_messages
from einlass.mail.models import GroupMessage, Message
from einlass.mail.sending import send_due
from tests.builders import make_application, make_event, make_member
from tests.builders.group_messages import make_group_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(languages=["en", "de"])


@pytest.fixture
def organiser(client, event):
    member = make_member(event, Role.ORGANISER)
    client.force_login(member)
    return member


def url(event, name="group_message", *arguments):
    return reverse(f"mailroom:{name}", args=[event.slug, *arguments])


def typed(**fields):
    return {
        "version": 0,
        "subject_en": "Doors at nine",
        "text_en": "Hello {name}\n\n**Come early.**",
        "subject_de": "Einlass um neun",
        "text_de": "Hallo {name}",
        "groups": ["applications.counted"],
    } | fields


def test_a_message_is_written_tried_sent_taken_back_sent_stopped_and_gone_on_with(client, event, organiser):
    people = [make_application(event, email=f"p{index}@x.org", name=f"Person {index}") for index in range(3)]
    assert "No message yet" in client.get(url(event, "group_messages")).content.decode()

    client.post(url(event, "new_group_message"), typed())
    message = GroupMessage.objects.get()
    page = client.get(url(event, "group_message", message.code)).content.decode()
    assert "3 people get it now." in page
    assert "Person 1" in page

    client.post(url(event, "group_test", message.code), typed(version=1, language="de"))
    send_due(timezone.now, limit=5)
    assert [(one.to, one.subject) for one in mail.outbox] == [([organiser.email], "Einlass um neun")]

    client.post(url(event, "group_sending", message.code), {"version": 1, "send_at": ""})
    page = client.get(url(event, "group_message", message.code)).content.decode()
    assert "Take it back" in page
    client.post(url(event, "group_taking_back", message.code))
    client.post(url(event, "group_sending", message.code), {"version": 3, "send_at": ""})

    later = timezone.now() + timedelta(minutes=11)
    continue_messages(later)
    client.post(url(event, "group_stop", message.code))
    send_due(lambda: later, limit=9)
    assert len(mail.outbox) == 1
    assert "held back: 3" in client.get(url(event, "group_message", message.code)).content.decode()

    client.post(url(event, "group_going_on", message.code))
    continue_messages(later)
    send_due(lambda: later, limit=9)
    assert sorted(one.to[0] for one in mail.outbox[1:]) == [one.email for one in people]
    page = client.get(url(event, "group_message", message.code)).content.decode()
    assert "3 written; sent: 3" in page
    assert "Doors at nine" in client.get(url(event, "group_messages")).content.decode()


def test_receivers_of_what_is_typed_are_counted_without_saving_it(client, event, organiser):
    make_application(event)
    message = make_group_message(event, groups=[])
    data = typed(version=1)

    part = client.post(url(event, "group_receivers", message.code), data, headers={"HX-Request": "true"})
    whole = client.post(url(event, "group_receivers", message.code), data)

    assert "1 person gets it now." in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "1 person gets it now." in whole.content.decode()
    assert GroupMessage.objects.get().groups == []


@pytest.mark.parametrize("text", ["Hello {nmae}", "Hello {event_slug}", "{if name}x{end}", "Hello {name"])
def test_what_is_no_placeholder_cannot_be_saved_shown_or_tried(client, event, organiser, text):
    message = make_group_message(event)
    data = typed(version=1, text_en=text)

    for name in ("group_message", "group_test"):
        assert client.post(url(event, name, message.code), data).status_code == 422
    assert client.post(url(event, "group_preview"), data).status_code == 422

    message.refresh_from_db()
    assert message.version == 1
    assert not Message.objects.exists()


def test_a_text_is_data_and_no_template(client, event, organiser):
    shown = client.post(
        url(event, "group_preview"),
        typed(text_en="{% load i18n %} {{{{ event.contact_email }}}} <script>x</script>".replace("{%", "{{%")),
    )

    page = shown.content.decode()
    assert "{% load i18n %} {{ event.contact_email }}" in page
    assert "<script>" not in page


def test_two_people_at_once_are_asked(client, event, organiser):
    message = make_group_message(event)
    client.post(url(event, "group_message", message.code), typed(version=1, subject_en="First"))

    answer = client.post(url(event, "group_message", message.code), typed(version=1, subject_en="Second"))

    assert answer.status_code == 409
    assert "First" in answer.content.decode()
    assert "Second" in answer.content.decode()
    assert GroupMessage.objects.get().texts["en"]["subject"] == "First"


def test_an_unfinished_message_is_refused_in_words(client, event, organiser):
    make_application(event)
    message = make_group_message(event, texts={"en": {"subject": "A", "text": "B"}})

    answer = client.post(url(event, "group_sending", message.code), {"version": 1}, follow=True)

    assert "A subject or a text is missing in: German." in answer.content.decode()
    assert GroupMessage.objects.get().is_draft


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PROGRAMME, Role.PARTNERS, Role.DOOR, Role.VIEWER])
def test_other_roles_neither_see_nor_send_messages(client, event, role):
    make_application(event)
    message = make_group_message(event)
    client.force_login(make_member(event, role))

    assert client.get(url(event, "group_message", message.code)).status_code == 404
    assert client.post(url(event, "group_sending", message.code), {"version": 1}).status_code in {403, 404}
    assert GroupMessage.objects.get().is_draft


def test_a_message_of_another_event_is_not_there(client, event, organiser):
    message = make_group_message(make_event())

    assert client.post(url(event, "group_stop", message.code)).status_code == 404
    assert client.get(url(event, "group_message", message.code)).status_code == 404


def test_a_list_of_three_takes_as_many_queries_as_of_one(client, event, organiser, django_assert_num_queries):
    make_group_message(event)
    client.get(url(event, "group_messages"))
    with CaptureQueriesContext(connection) as one:
        client.get(url(event, "group_messages"))
    make_group_message(event)
    make_group_message(event)
    with django_assert_num_queries(len(one)):
        client.get(url(event, "group_messages"))
