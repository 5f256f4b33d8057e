from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from einlass.programme.actions import cancel_session, place_session, unplace_session
from einlass.programme.models import Session
from tests.builders import NOON, make_event, make_placed_session, make_release, make_speaker, make_stage

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
# The day before the clock goes back.
START = datetime(2026, 10, 24, 9, tzinfo=BERLIN)
LATER = NOON + timedelta(days=1)


def conference(**fields):
    defaults = {
        "starts_at": START,
        "ends_at": START + timedelta(days=1, hours=9),
        "programme_public_at": NOON - timedelta(days=1),
        "languages": ["de", "en"],
        "venue": "Weberei",
    }
    event = make_event(**(defaults | fields))
    return event, make_stage(event, name="Hall", key="hall"), make_stage(event, name="Loft", key="loft")


def minutes(count):
    return START + timedelta(minutes=count)


def fetch(client, event, name="calendar", *args, **options):
    with time_machine.travel(LATER, tick=False):
        return client.get(reverse(f"programme:{name}", args=[event.slug, *args]), **options)


def entries(response):
    return {str(entry["UID"]): entry for entry in Calendar.from_ical(response.content).events}


def test_the_feed_says_what_calendars_need_to_know(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0))
    make_release(event)

    response = fetch(client, event)
    feed = Calendar.from_ical(response.content)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in response.content
    assert str(feed["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(feed["METHOD"]) == "PUBLISH"
    assert feed.calendar_name == event.name
    assert [zone.tz_name for zone in feed.timezones] == ["Europe/Berlin"]
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))


def test_an_entry_says_when_where_who_and_what(client):
    event, hall, _loft = conference()
    ada, bob = make_speaker(event, name="Ada"), make_speaker(event, name="Bob", organisation="")
    session = make_placed_session(
        event,
        hall,
        minutes(30),
        parts={ada: "host", bob: "guest"},
        kind=Session.Kind.FIRESIDE,
        title={"en": "Letting go; slowly, twice", "de": "Loslassen"},
        abstract={"en": "By the fire.", "de": "Am Feuer."},
    )
    release = make_release(event, at=NOON)

    (entry,) = entries(fetch(client, event, data={"language": "en"})).values()
    (german,) = entries(fetch(client, event)).values()

    assert str(entry["UID"]) == f"{session.code}@einlass"
    assert entry.start == minutes(30)
    assert entry.end == minutes(50)
    assert entry.start.tzinfo.key == "Europe/Berlin"
    assert str(entry["SUMMARY"]) == "Letting go; slowly, twice"
    assert str(entry["LOCATION"]) == "Hall, Weberei"
    assert str(entry["STATUS"]) == "CONFIRMED"
    assert entry["SEQUENCE"] == 0
    assert entry.last_modified == release.released_at
    url = f"http://localhost:8000/{event.slug}/sessions/{session.code}/"
    assert str(entry["URL"]) == url
    assert str(entry["DESCRIPTION"]) == f"Ada, Works, Host\nBob, Guest\n\nBy the fire.\n\n{url}"
    assert str(german["SUMMARY"]) == "Loslassen"
    assert "Ada, Works, Gesprächsleitung" in str(german["DESCRIPTION"])


def test_clock_times_hold_on_both_sides_of_the_change_of_clocks(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, START)
    make_placed_session(event, hall, datetime(2026, 10, 25, 9, tzinfo=BERLIN))
    make_release(event)

    response = fetch(client, event)

    starts = sorted(entry.start for entry in entries(response).values())
    assert [start.hour for start in starts] == [9, 9]
    assert [start.astimezone(UTC).hour for start in starts] == [7, 8]
    assert b"DTSTART;TZID=Europe/Berlin:20261024T090000" in response.content
    assert b"DTSTART;TZID=Europe/Berlin:20261025T090000" in response.content


def test_a_move_raises_the_sequence_of_that_entry_alone_and_keeps_its_name(client):
    event, hall, loft = conference()
    moves = make_placed_session(event, hall, minutes(0))
    stays = make_placed_session(event, hall, minutes(60))
    make_release(event, at=NOON)
    place_session(moves, loft, minutes(0), by="worker", at=NOON)
    make_release(event, at=LATER)

    feed = entries(fetch(client, event))

    assert {uid: (entry["SEQUENCE"], entry.last_modified) for uid, entry in feed.items()} == {
        f"{moves.code}@einlass": (1, LATER),
        f"{stays.code}@einlass": (0, NOON),
    }


def test_what_is_cancelled_or_taken_out_stays_in_the_feed_as_cancelled(client):
    event, hall, _loft = conference()
    called_off, taken_out = (make_placed_session(event, hall, minutes(number)) for number in (0, 60))
    make_placed_session(event, hall, minutes(120))
    make_release(event)
    cancel_session(called_off, by="worker", at=NOON)
    unplace_session(taken_out, by="worker", at=NOON)
    make_release(event)

    feed = entries(fetch(client, event, data={"language": "en"}))

    for session in (called_off, taken_out):
        entry = feed[f"{session.code}@einlass"]
        assert (str(entry["STATUS"]), entry["SEQUENCE"]) == ("CANCELLED", 1)
        assert str(entry["SUMMARY"]) == f"Cancelled: {session.title['en']}"


def test_breaks_are_left_out(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0))
    make_placed_session(event, None, minutes(60), kind=Session.Kind.BREAK)
    make_release(event)

    assert len(entries(fetch(client, event))) == 1


def test_a_stage_and_a_session_have_feeds_of_their_own(client):
    event, hall, loft = conference()
    here = make_placed_session(event, hall, minutes(0))
    there = make_placed_session(event, loft, minutes(0))
    make_release(event)

    assert list(entries(fetch(client, event, "stage_calendar", "loft"))) == [f"{there.code}@einlass"]
    assert list(entries(fetch(client, event, "session_calendar", here.code))) == [f"{here.code}@einlass"]
    assert fetch(client, event, "stage_calendar", "cellar").status_code == 404


def test_an_unchanged_feed_is_not_sent_again(client):
    event, hall, loft = conference()
    session = make_placed_session(event, hall, minutes(0))
    make_release(event)
    first = fetch(client, event)

    same = fetch(client, event, headers={"if-none-match": first["ETag"]})
    place_session(session, loft, minutes(0), by="worker", at=NOON)
    draft_moved = fetch(client, event, headers={"if-none-match": first["ETag"]})
    make_release(event)
    changed = fetch(client, event, headers={"if-none-match": first["ETag"]})

    assert not first["ETag"].startswith("W/")
    assert (same.status_code, same.content) == (304, b"")
    assert draft_moved.status_code == 304
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_feed_is_the_same_to_the_byte_whenever_it_is_fetched(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0))
    make_release(event)

    one = fetch(client, event).content
    with time_machine.travel(LATER + timedelta(days=3), tick=False):
        other = client.get(reverse("programme:calendar", args=[event.slug])).content

    assert one == other


def test_languages_have_feeds_with_tags_of_their_own_and_unknown_ones_fall_back(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0), title={"en": "Tea", "de": "Tee"})
    make_release(event)

    english, german, unknown = (fetch(client, event, data={"language": each}) for each in ("en", "de", "xx"))

    assert english["ETag"] != german["ETag"]
    assert unknown.content == german.content
    assert b"SUMMARY:Tea\r\n" in english.content
    assert b"SUMMARY:Tee\r\n" in german.content
