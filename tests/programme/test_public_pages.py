import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from einlass.programme.actions import cancel_session, place_session, save_session
from einlass.programme.models import Session
from tests.builders import (
    NOON,
    make_event,
    make_placed_session,
    make_release,
    make_speaker,
    make_stage,
)

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 31, 9, tzinfo=BERLIN)
PUBLIC = NOON
BEFORE = START - timedelta(days=2)
MOST_QUERIES = 12


def conference(**fields):
    defaults = {"starts_at": START, "ends_at": START + timedelta(hours=9), "programme_public_at": PUBLIC}
    event = make_event(**(defaults | fields))
    return event, make_stage(event, name="Hall", key="hall"), make_stage(event, name="Loft", key="loft")


def minutes(count):
    return START + timedelta(minutes=count)


def titled(title, german=None):
    return {"title": {"en": title, "de": german or title}}


def get(client, name, event, *args, at=BEFORE, reads="en", **query):
    with time_machine.travel(at, tick=False):
        return client.get(
            reverse(f"programme:{name}", args=[event.slug, *args]), query, headers={"accept-language": reads}
        )


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_before_the_programme_is_public_visitors_learn_when_it_comes(client):
    event, hall, _loft = conference(programme_public_at=datetime(2026, 10, 1, 8, tzinfo=BERLIN))
    make_placed_session(event, hall, START, **titled("A secret"))
    make_release(event)

    english = get(client, "schedule", event, at=NOON)
    german = get(client, "schedule", event, at=NOON, reads="de")

    assert english.status_code == 200
    assert "The programme comes on Thursday 1 October 2026." in text(english)
    assert "Das Programm kommt am Donnerstag, 1. Oktober 2026." in text(german)
    assert "A secret" not in text(english)


def test_without_a_release_the_page_says_that_it_comes_soon(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, START, **titled("A secret"))

    answer = get(client, "schedule", event)

    assert "The programme will be here soon." in text(answer)
    assert "A secret" not in text(answer)


@pytest.mark.parametrize("name", ["now", "calendar"])
def test_before_it_is_public_there_is_nothing_else(client, name):
    event, hall, _loft = conference(programme_public_at=START)
    make_placed_session(event, hall, START)
    make_release(event)

    assert get(client, name, event).status_code == 404


@pytest.mark.parametrize("name", ["session", "session_calendar"])
def test_before_it_is_public_no_session_can_be_opened(client, name):
    event, hall, _loft = conference(programme_public_at=START)
    session = make_placed_session(event, hall, START)
    make_release(event)

    assert get(client, name, event, session.code).status_code == 404


def test_the_schedule_shows_the_newest_release_and_never_the_draft(client):
    event, hall, loft = conference()
    session = make_placed_session(event, hall, minutes(0), **titled("Old title"))
    make_release(event)
    session.title = {"en": "New title", "de": "Neuer Titel"}
    save_session(session, [], by="worker", at=NOON)
    place_session(session, loft, minutes(75), by="worker", at=NOON)
    make_placed_session(
        event, hall, minutes(30), make_speaker(event, name="Draft Only"), **titled("Only in the draft")
    )

    for name, args in [("schedule", []), ("session", [session.code]), ("speakers", []), ("now", [])]:
        page = text(get(client, name, event, *args))
        assert "New title" not in page
        assert "draft" not in page
        assert "Draft Only" not in page
        assert "10:15" not in page


def test_a_session_only_in_the_draft_has_no_page(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0))
    make_release(event)
    ada = make_speaker(event)
    secret = make_placed_session(event, hall, minutes(30), ada)

    assert get(client, "session", event, secret.code).status_code == 404
    assert get(client, "speaker", event, ada.code).status_code == 404


def test_addresses_of_speakers_are_on_no_page(client):
    event, hall, _loft = conference()
    ada = make_speaker(event, email="secret@example.org")
    session = make_placed_session(event, hall, minutes(0), ada)
    make_release(event)

    for name, args in [
        ("schedule", []),
        ("session", [session.code]),
        ("speakers", []),
        ("speaker", [ada.code]),
        ("calendar", []),
    ]:
        assert b"secret@example.org" not in get(client, name, event, *args).content


def test_times_are_in_the_zone_of_the_event_before_and_after_the_clock_changes(client):
    # In New York the clock goes back on 1 November 2026.
    zone = ZoneInfo("America/New_York")
    start = datetime(2026, 10, 31, 9, tzinfo=zone)
    event = make_event(
        zone="America/New_York", starts_at=start, ends_at=start + timedelta(days=1, hours=9), programme_public_at=NOON
    )
    hall = make_stage(event)
    make_placed_session(event, hall, start, **titled("Saturday"))
    make_placed_session(event, hall, datetime(2026, 11, 1, 9, tzinfo=zone), **titled("Sunday"))
    make_release(event)

    page = get(client, "schedule", event).content.decode()

    assert 'datetime="2026-10-31T09:00:00-04:00">09:00<' in page
    assert 'datetime="2026-11-01T09:00:00-05:00">09:00<' in page
    assert "Saturday 31 October 2026" in page
    assert "Sunday 1 November 2026" in page


def test_before_during_and_after_the_page_says_what_is_true(client):
    event, hall, loft = conference()
    make_placed_session(event, hall, minutes(0), **titled("First", "Erster"))
    make_placed_session(event, hall, minutes(30), **titled("Second", "Zweiter"))
    make_placed_session(event, loft, minutes(30), **titled("Other", "Anderer"))
    make_release(event)

    def said(at, reads="en"):
        return text(get(client, "now", event, at=at, reads=reads))

    assert "It begins on Sat 31 October 2026, 09:00." in said(BEFORE)
    running = said(minutes(10))
    assert "as of 09:10" in running
    assert re.search(r"Hall Now until 09:20 First Next, at 09:30: Second", running)
    assert re.search(r"Loft Nothing on stage at the moment\. Next, at 09:30: Other", running)
    assert re.search(r"Hall Jetzt bis 09:20 Uhr Erster Danach, um 09:30 Uhr: Zweiter", said(minutes(10), "de"))
    assert "Hall Now until 09:50 Second Nothing more on this stage." in said(minutes(40))
    assert "The programme is over." in said(minutes(50))


def test_filters_are_links_that_keep_one_another(client):
    event, hall, loft = conference()
    make_placed_session(event, hall, minutes(0), language="de", **titled("Rye"))
    make_placed_session(event, loft, minutes(0), language="en", **titled("Wheat"))
    make_placed_session(event, loft, minutes(30), language="de", kind=Session.Kind.PANEL, **titled("Oats"))
    make_release(event)

    page = get(client, "schedule", event, stage="loft", language="de")

    titles = [title for title in ("Rye", "Wheat", "Oats") if f">{title}</a></h4>" in page.content.decode()]
    assert titles == ["Oats"]
    assert 'href="?language=de" aria-current="true">Loft' in page.content.decode()
    assert 'href="?stage=loft&amp;language=de&amp;kind=panel">Panel' in page.content.decode()


def test_a_filter_that_does_not_exist_is_ignored(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0), **titled("Rye"))
    make_release(event)

    assert "Rye" in text(get(client, "schedule", event, stage="cellar", kind="<script>"))


def test_a_filter_without_a_match_offers_the_way_back(client):
    event, hall, loft = conference()
    make_placed_session(event, hall, minutes(0), language="de")
    make_placed_session(event, loft, minutes(0), language="en")
    make_release(event)

    assert "Nothing fits this filter." in text(get(client, "schedule", event, stage="hall", language="en"))


def test_a_cancelled_session_stays_visible_as_cancelled(client):
    event, hall, _loft = conference()
    session = make_placed_session(event, hall, minutes(0), **titled("Rye"))
    make_placed_session(event, hall, minutes(30))
    make_release(event)
    cancel_session(session, by="worker", at=NOON)
    make_release(event)

    assert "Cancelled" in text(get(client, "schedule", event))
    assert "This session does not take place." in text(get(client, "session", event, session.code))
    assert "Rye" not in text(get(client, "now", event, at=minutes(5)))


def test_a_session_page_names_everybody_with_their_part(client):
    event, hall, loft = conference()
    host, guest = make_speaker(event, name="Hanna Host"), make_speaker(event, name="Gus Guest")
    session = make_placed_session(
        event,
        hall,
        minutes(0),
        parts={host: "host", guest: "guest"},
        kind=Session.Kind.FIRESIDE,
        language="de",
        abstract={"en": "By the fire.", "de": "Am Feuer."},
        **titled("Letting go", "Loslassen"),
    )
    make_placed_session(event, loft, minutes(10), **titled("Beside"))
    make_release(event)

    english = text(get(client, "session", event, session.code))
    german = text(get(client, "session", event, session.code, reads="de"))

    assert "Fireside chat · in German Letting go" in english
    assert re.search(r"Hanna Host Host .* Gus Guest Guest ", english)
    assert "09:00–09:20" in english
    assert re.search(r"At the same time 09:10–09:30 · Loft Beside", english)
    assert "Kamingespräch · auf Deutsch Loslassen" in german
    assert "Am Feuer." in german


def test_a_break_has_no_page(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0))
    pause = make_placed_session(event, None, minutes(60), kind=Session.Kind.BREAK)
    make_release(event)

    assert get(client, "session", event, pause.code).status_code == 404


def test_a_speaker_page_lists_the_sessions_in_order(client):
    event, hall, loft = conference()
    ada = make_speaker(event, name="Ada Lovett", biography={"en": "Counts.", "de": "Zählt."})
    make_placed_session(event, hall, minutes(60), ada, **titled("Later"))
    make_placed_session(event, loft, minutes(0), parts={ada: "moderator"}, **titled("Earlier"))
    make_release(event)

    page = text(get(client, "speaker", event, ada.code))

    assert "Counts." in page
    assert re.search(r"09:00 · Loft · Moderator Earlier .*10:00 · Hall Later", page)
    assert ada.code in get(client, "speakers", event).content.decode()


def test_what_belongs_to_another_event_is_not_there(client):
    event, hall, _loft = conference()
    ada = make_speaker(event)
    session = make_placed_session(event, hall, minutes(0), ada)
    make_release(event)
    other, other_hall, _other_loft = conference()
    make_placed_session(other, other_hall, minutes(0))
    make_release(other)

    assert get(client, "session", other, session.code).status_code == 404
    assert get(client, "speaker", other, ada.code).status_code == 404


def test_titles_cannot_smuggle_markup(client):
    event, hall, _loft = conference()
    make_placed_session(event, hall, minutes(0), **titled("<script>alert(1)</script>"))
    make_release(event)

    assert b"<script>alert" not in get(client, "schedule", event).content


@pytest.mark.parametrize("name", ["schedule", "speakers", "now", "calendar"])
def test_many_sessions_need_no_more_queries_than_one(client, name, django_assert_max_num_queries):
    event, hall, loft = conference()

    def count():
        with django_assert_max_num_queries(MOST_QUERIES) as queries:
            assert get(client, name, event, at=minutes(5)).status_code == 200
        return len(queries)

    make_placed_session(event, hall, minutes(0), make_speaker(event))
    make_release(event)
    one = count()
    for number in range(1, 6):
        make_placed_session(event, hall, minutes(30 * number), make_speaker(event), make_speaker(event))
        make_placed_session(event, loft, minutes(30 * number), make_speaker(event))
    make_release(event)

    assert count() == one
