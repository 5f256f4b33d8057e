from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.events.models import Role
from tests.builders import NOON, make_event, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def page(client, event, language="en"):
    return client.get(
        reverse("events:event", args=[event.slug]), headers={"accept-language": language}
    ).content.decode()


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (
            lambda event: event.applications_open_at - timedelta(seconds=1),
            "You can apply from Sat 22 August 2026, 14:00.",
        ),
        (
            lambda event: event.applications_open_at,
            ">Fri 11 September 2026, 13:59\N{NO-BREAK SPACE}CEST</time>. It takes two minutes.",
        ),
        (lambda event: event.applications_close_at, "The draw is on Mon 21 September 2026, 14:00."),
        (lambda event: event.draw_at, "offers go out from Wed 23 September 2026, 14:00"),
        (lambda event: event.offers_open_at, "The seats are drawn."),
        (lambda event: event.programme_public_at, "See the schedule"),
        (lambda event: event.doors_open_at, "Have your ticket ready."),
        (lambda event: event.ends_at, "It is over."),
    ],
)
def test_the_page_says_what_one_can_do_in_each_phase(client, time_machine, moment, says):
    event = make_event()
    time_machine.move_to(moment(event), tick=False)

    assert says in page(client, event)


def test_the_page_speaks_german(client):
    text = page(client, make_event(), "de")

    assert "Ein Tag für Gründerinnen und Gründer." in text
    assert "Um einen Platz bewerben" in text
    assert "1.200" in text


def test_what_an_organiser_writes_is_text_and_not_markup(client):
    event = make_event(description={"en": "<script>alert(1)</script>\n\nSecond"})

    text = page(client, event)

    assert "<script>alert" not in text
    assert "<p>Second</p>" in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_start_page_lists_all_events_in_one_query(client, number, django_assert_num_queries):
    for _ in range(number):
        make_event()

    with django_assert_num_queries(1):
        text = client.get("/").content.decode()

    assert text.count("event-tile") == number


def test_past_events_stand_apart(client, time_machine):
    event = make_event()
    time_machine.move_to(event.ends_at, tick=False)

    assert "Past events" in client.get("/").content.decode()


@pytest.mark.parametrize(("role", "has_draw"), [(Role.ORGANISER, True), (Role.DOOR, False)])
def test_the_overview_leads_only_where_one_may_go(client, role, has_draw):
    event = make_event()
    client.force_login(make_member(event, role))

    text = client.get(reverse("events:team", args=[event.slug])).content.decode()

    assert "Next: Applications close" in text
    assert (reverse("admission:draws", args=[event.slug]) in text) is has_draw
