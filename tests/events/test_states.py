"""What is not open is there for its team alone; an earlier address leads on."""

import pytest
from django.urls import reverse

from einlass.events.links import link_token
from einlass.events.models import EarlierSlug, Role, State
from tests.builders import NOON, make_application, make_event, make_member

pytestmark = pytest.mark.django_db
PAGES = ["events:event", "events:brand", "applications:apply", "programme:schedule"]


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"opened_at": None}, State.PREPARATION),
        ({}, State.OPEN),
        ({"closed_at": NOON}, State.CLOSED),
        ({"closed_at": NOON, "archived_at": NOON}, State.ARCHIVED),
    ],
)
def test_the_state_follows_from_the_dates(fields, state):
    assert make_event(**fields).state == state


@pytest.mark.parametrize("name", PAGES)
def test_nobody_outside_the_team_sees_an_event_that_is_not_open(client, name):
    event = make_event(opened_at=None)
    url = reverse(name, args=[event.slug])

    assert client.get(url).status_code == 404
    client.force_login(make_member(make_event(), Role.OWNER))
    assert client.get(url).status_code == 404


def test_the_page_of_the_refusal_does_not_name_the_event(client):
    event = make_event(opened_at=None, name="Secret Summit")

    assert b"Secret Summit" not in client.get(reverse("events:event", args=[event.slug])).content


def test_the_team_sees_it_and_that_it_is_not_public(client):
    event = make_event(opened_at=None)
    client.force_login(make_member(event, Role.DOOR))

    assert b"Not public yet" in client.get(reverse("events:event", args=[event.slug])).content


def test_an_open_event_has_no_such_bar(client):
    event = make_event()
    client.force_login(make_member(event, Role.OWNER))

    assert b"Not public yet" not in client.get(reverse("events:team", args=[event.slug])).content


def test_the_start_page_lists_open_events_only(client):
    make_event(opened_at=None, name="Hidden")
    make_event(name="Shown")

    text = client.get("/").content.decode()

    assert ("Hidden" in text, "Shown" in text) == (False, True)


def test_an_event_that_is_not_open_takes_no_applications():
    assert make_event().takes_applications(NOON)
    assert not make_event(opened_at=None).takes_applications(NOON)
    assert not make_event(closed_at=NOON).takes_applications(NOON)


def test_a_signed_link_opens_before_the_event_does(client):
    """The team handed it out."""
    event = make_event(opened_at=None)
    application = make_application(event)
    url = reverse("admission:applicant", args=[event.slug, link_token("application", application.code)])

    assert client.get(url).status_code == 200


def test_an_earlier_address_leads_to_the_same_page(client):
    event = make_event(slug="new-name")
    EarlierSlug.objects.create(event=event, slug="old-name", left_at=NOON)

    answer = client.get("/old-name/apply/?lang=de")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/new-name/apply/?lang=de")


def test_what_is_sent_to_an_earlier_address_is_sent_on(client):
    event = make_event(slug="new-name")
    EarlierSlug.objects.create(event=event, slug="old-name", left_at=NOON)

    answer = client.post("/old-name/apply/", {})

    assert (answer.status_code, answer.headers["Location"]) == (307, "/new-name/apply/")


def test_the_team_is_led_on_too(client):
    event = make_event(slug="new-name")
    EarlierSlug.objects.create(event=event, slug="old-name", left_at=NOON)
    client.force_login(make_member(event))

    assert client.get("/old-name/team/").headers["Location"] == "/new-name/team/"


def test_an_earlier_address_says_nothing_of_an_event_that_is_not_open(client):
    event = make_event(slug="new-name", opened_at=None)
    EarlierSlug.objects.create(event=event, slug="old-name", left_at=NOON)

    assert client.get("/old-name/").status_code == 404
    client.force_login(make_member(event))
    assert client.get("/old-name/").status_code == 302
