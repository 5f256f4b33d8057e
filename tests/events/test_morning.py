from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from einlass.admission.models import Draw, Offer
from einlass.events.models import Role
from einlass.events.morning.sparkline import HEIGHT, WIDTH, Sparkline, daily
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_application, make_event, make_event_open_now, make_member
from tests.builders.admission import (
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_entrant,
    make_open_offer,
    make_partner_contingent,
    make_solved_draw,
)
from tests.builders.checkin import make_gate
from tests.builders.duplicates import make_pair
from tests.builders.programme import make_session
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def make_event_with_offers(**fields):
    """Whose offers went out a day ago."""
    return make_event(
        **{
            "applications_open_at": NOON - timedelta(days=30),
            "applications_close_at": NOON - timedelta(days=9),
            "draw_at": NOON - timedelta(days=5),
            "offers_open_at": NOON - timedelta(days=1),
        }
        | fields
    )


def page(client, event, role=Role.ORGANISER, query="", language="en"):
    client.force_login(make_member(event, role))
    return client.get(reverse("events:team", args=[event.slug]) + query, headers={"accept-language": language})


def lines(answer, part):
    return [(line.number, line.text) for line in getattr(answer.context["report"], part)]


def test_what_came_in_since_yesterday_is_counted_with_the_page_that_lists_it(client):
    event = make_event()
    for hours in (1, 23, 25, 24 * 6):
        make_application(event, submitted_at=NOON - timedelta(hours=hours))

    day, week = page(client, event), page(client, event, query="?since=week")

    assert lines(day, "came_in") == [(2, "applications were sent")]
    assert day.context["report"].came_in[0].url == reverse("applications:inbox", args=[event.slug])
    assert lines(week, "came_in") == [(4, "applications were sent")]


def test_answers_and_tickets_given_back_come_in_too(client):
    event = make_event_with_offers()
    contingent = make_contingent(event)
    offers = [
        make_open_offer(make_application(event, submitted_at=NOON - timedelta(days=20)), contingent) for _ in range(4)
    ]
    Offer.objects.filter(pk=offers[0].pk).update(accepted_at=NOON - timedelta(hours=2))
    Offer.objects.filter(pk=offers[1].pk).update(declined_at=NOON - timedelta(hours=2))
    Offer.objects.filter(pk=offers[2].pk).update(declined_at=NOON - timedelta(days=3))
    ticket = make_ticket(event)
    Ticket.objects.filter(pk=ticket.pk).update(
        issued_at=NOON - timedelta(days=3), revoked_at=NOON - timedelta(hours=1)
    )

    assert lines(page(client, event), "came_in") == [
        (1, "offer was accepted"),
        (1, "offer was declined"),
        (1, "ticket was given or taken back"),
    ]


def test_undecided_applications_and_possible_duplicates_wait(client):
    event = make_event()
    make_pair(event)
    make_application(event)

    organiser, reviewer = page(client, event), page(client, event, Role.REVIEWER)

    assert lines(organiser, "waits") == [(3, "applications are undecided"), (1, "pair may be one person")]
    assert lines(reviewer, "waits") == [(3, "applications are undecided")]


def test_offers_that_end_today_and_seats_without_a_name_wait(client):
    event = make_event_with_offers()
    contingent = make_contingent(event)
    make_open_offer(make_application(event), contingent, expires_at=NOON + timedelta(hours=23))
    make_open_offer(make_application(event), contingent, expires_at=NOON + timedelta(hours=25))
    make_admitted(event)
    make_partner_contingent(event)

    answer = page(client, event)

    assert lines(answer, "waits") == [
        (1, "admitted person has no offer yet"),
        (1, "open offer ends within a day"),
        (5, "seats of partners have no name"),
    ]
    assert "The first go back on Fri 11 September 2026" in answer.content.decode()


def test_a_draw_says_what_it_waits_for(client):
    event = make_event_with_offers()
    make_contingent(event)
    make_entrant(event)

    draw = make_solved_draw(event)
    assert (1, "draw waits to be announced") in lines(page(client, event), "waits")
    Draw.objects.filter(pk=draw.pk).update(annulled_at=NOON, annulled_reason="x")
    committed = make_committed_draw(event)
    Draw.objects.filter(pk=committed.pk).update(value_due_at=NOON - timedelta(minutes=1))

    answer = page(client, event)

    assert (1, "draw waits for its public value") in lines(answer, "waits")
    assert (1, "draw waits to be announced") not in lines(answer, "waits")


def test_a_draw_that_could_not_be_solved_and_mails_that_stay_have_failed(client):
    event = make_event_with_offers()
    make_contingent(event)
    make_entrant(event)
    draw = make_solved_draw(event)
    Draw.objects.filter(pk=draw.pk).update(solved_at=None, failure="Quota of 3 students, but 2 entries.")
    make_ticket(event)
    Message.objects.update(send_after=NOON - timedelta(minutes=16), sent_at=None)

    answer = page(client, event)

    assert lines(answer, "failed") == [
        (1, "draw could not be solved"),
        (1, "mail should have gone out by now"),
    ]
    assert "Quota of 3 students, but 2 entries." in answer.content.decode()


def test_programme_and_door_see_their_own(client):
    event = make_event_with_offers(programme_public_at=NOON - timedelta(hours=1))
    make_session(event)
    make_gate(event)
    make_application(event, submitted_at=NOON - timedelta(hours=1))

    programme, door = page(client, event, Role.PROGRAMME), page(client, event, Role.DOOR)

    assert lines(programme, "waits") == [
        (1, "session has no time and stage"),
        (1, "programme is due and not released"),
    ]
    assert lines(programme, "came_in") == []
    assert lines(door, "waits") == [(1, "gate has no phone")]
    assert lines(door, "came_in") == []


def test_an_event_that_is_not_open_says_so(client):
    event = make_event(opened_at=None)

    assert lines(page(client, event), "waits") == [(1, "event is not open yet")]


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.REVIEWER, Role.PROGRAMME, Role.DOOR])
def test_every_line_and_number_leads_to_a_page_that_the_role_may_open(client, role):
    event = make_event_with_offers(programme_public_at=NOON - timedelta(hours=1))
    contingent = make_contingent(event)
    application = make_application(event, submitted_at=NOON - timedelta(hours=1))
    make_open_offer(application, contingent, expires_at=NOON + timedelta(hours=2))
    make_partner_contingent(event)
    make_session(event)
    make_gate(event)
    make_ticket(event)

    report = page(client, event, role).context["report"]

    entries = [*report.figures, *report.came_in, *report.waits, *report.failed]
    assert entries != []
    assert {client.get(entry.url).status_code for entry in entries if entry.url} == {200}


def test_where_nothing_waits_the_page_says_what_to_do_now(client):
    event = make_event()

    text = page(client, event).content.decode()

    assert "Nothing waits for you." in text
    assert "Watch the pool fill." in text
    assert "Nothing came in during the last 24 hours." in text
    assert "What failed" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_more_of_everything_needs_no_more_queries(client, number, django_assert_max_num_queries):
    event = make_event_with_offers()
    contingent = make_contingent(event, size=20)
    for _ in range(number):
        make_open_offer(make_application(event), contingent, expires_at=NOON + timedelta(hours=2))
        make_partner_contingent(event)
        make_session(event)
        make_ticket(event)
    client.force_login(make_member(event, Role.ORGANISER))

    with django_assert_max_num_queries(22):
        client.get(reverse("events:team", args=[event.slug]))


def test_the_page_speaks_german_and_names_the_zone(client):
    event = make_event()
    make_application(event)
    make_application(event)

    text = page(client, event, language="de").content.decode()

    assert "Was auf Sie wartet" in text
    assert "Bewerbungen sind unentschieden" in text
    assert "Die Zeiten sind die von Europe/Berlin." in text


def test_days_are_those_of_the_events_zone():
    moments = [datetime(2026, 9, 1, 22, 30, tzinfo=UTC), datetime(2026, 9, 2, 21, 0, tzinfo=UTC)]
    event = make_event()

    curve = daily(
        moments, since=datetime(2026, 9, 1, 12, tzinfo=UTC), at=datetime(2026, 9, 3, 12, tzinfo=UTC), zone=event.tz
    )

    # In Berlin both moments are on the 2nd.
    assert curve.numbers == [0, 2, 0]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=15))
def test_the_bars_of_a_curve_stay_in_their_field_and_keep_their_order(numbers):
    bars = Sparkline(numbers).bars

    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.1 for bar in bars)
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT + 0.1 for bar in bars)
    heights = sorted(zip(numbers, (bar.height for bar in bars), strict=True))
    assert [height for _number, height in heights] == sorted(height for _number, height in heights)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_morning_page_is_without_barriers_and_fits(live_server, open_page, signed_in_cookies, barriers, width):
    event = make_event_open_now()
    make_application(event, submitted_at=event.applications_open_at + timedelta(days=9, hours=12))
    page = open_page(
        live_server.url + reverse("events:team", args=[event.slug]),
        width=width,
        cookies=signed_in_cookies(make_member(event, Role.ORGANISER)),
    )

    page.get_by_role("link", name="application is undecided").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []
