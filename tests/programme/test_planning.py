from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from einlass.programme.models import Availability, Session
from einlass.programme.planning import clashes_of, draft_of
from einlass.programme.queries import sessions_of
from tests.builders import make_event, make_placed_session, make_speaker, make_stage

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 31, 9, tzinfo=BERLIN)


def conference(**fields):
    event = make_event(starts_at=START, ends_at=START + timedelta(hours=9), **fields)
    return event, make_stage(event, name="Main", key="main"), make_stage(event, name="Second", key="second")


def minutes(count):
    return START + timedelta(minutes=count)


def words(event, language="en"):
    with override(language):
        return [clash.words for clash in clashes_of(draft_of(event, sessions_of(event)))]


def titled(title):
    return {"title": {"en": title, "de": title + " (de)"}}


def test_a_draft_that_keeps_all_rules_has_no_clash():
    event, main, second = conference()
    ada = make_speaker(event)
    make_placed_session(event, main, minutes(0), ada)
    make_placed_session(event, second, minutes(30), ada)

    assert words(event) == []


def test_two_sessions_on_one_stage_at_once_are_named():
    event, main, _second = conference()
    make_placed_session(event, main, minutes(0), **titled("Tea"))
    make_placed_session(event, main, minutes(10), **titled("Milk"))

    assert words(event) == ["“Tea” and “Milk” are both on Main at 09:10."]
    assert words(event, "de") == ["„Tea (de)“ und „Milk (de)“ sind um 09:10 beide auf der Bühne Main."]


def test_a_change_over_that_is_too_short_says_how_long_it_must_be():
    event, main, _second = conference()
    make_placed_session(event, main, minutes(0), **titled("Tea"))
    make_placed_session(event, main, minutes(22), **titled("Milk"))

    assert words(event) == ["Main needs 5 minutes to get ready for “Milk” at 09:22 after “Tea”, and has 2."]


def test_a_fireside_may_need_longer_to_get_ready_than_its_stage():
    event, main, _second = conference()
    make_placed_session(event, main, minutes(0), **titled("Tea"))
    make_placed_session(event, main, minutes(26), set_up=timedelta(minutes=10), **titled("Fire"))

    assert words(event) == ["Main needs 10 minutes to get ready for “Fire” at 09:26 after “Tea”, and has 6."]


def test_a_person_in_two_places_is_named():
    event, main, second = conference()
    ada = make_speaker(event, name="Ada")
    make_placed_session(event, main, minutes(0), ada, **titled("Tea"))
    make_placed_session(event, second, minutes(10), ada, **titled("Milk"))

    assert words(event) == ["Ada: on stage twice at 09:10, in “Tea” and in “Milk”."]


def test_a_person_needs_a_rest_between_two_appearances():
    event, main, second = conference()
    ada = make_speaker(event, name="Ada")
    make_placed_session(event, main, minutes(0), ada, **titled("Tea"))
    make_placed_session(event, second, minutes(23), ada, **titled("Milk"))

    assert words(event) == ["Ada: only 3 minutes between “Tea” and “Milk” at 09:23; 10 are needed."]


def test_a_person_who_is_away_is_named_with_the_time():
    event, main, _second = conference()
    ada = make_speaker(event, name="Ada")
    Availability.objects.create(speaker=ada, starts_at=minutes(60), ends_at=minutes(120))
    make_placed_session(event, main, minutes(50), ada, **titled("Tea"))

    assert words(event) == ["Ada: not available for “Tea”, 09:50–10:10."]


def test_a_session_in_a_break_and_one_outside_the_event_are_told_apart():
    event, main, _second = conference()
    make_placed_session(event, None, minutes(60), kind=Session.Kind.BREAK, **titled("Coffee"))
    make_placed_session(event, main, minutes(50), **titled("Tea"))
    make_placed_session(event, main, minutes(-10), **titled("Early"))

    assert words(event) == [
        "“Early” on Main, 08:50–09:10, is outside the event's hours.",
        "“Tea” on Main, 09:50–10:10, runs into “Coffee”.",
    ]


def test_nothing_runs_beside_a_plenary_and_its_own_people_count():
    event, main, second = conference()
    ada = make_speaker(event, name="Ada")
    make_placed_session(event, main, minutes(0), ada, kind=Session.Kind.PLENARY, **titled("Welcome"))
    make_placed_session(event, second, minutes(10), ada, **titled("Tea"))

    assert sorted(words(event)) == [
        "Ada: on stage twice at 09:10, in “Welcome” and in “Tea”.",
        "“Tea” on Second, 09:10–09:30, runs into “Welcome”.",
    ]


def test_breaks_may_not_meet_or_leave_the_event():
    event, _main, _second = conference()
    make_placed_session(event, None, minutes(0), kind=Session.Kind.BREAK, **titled("Coffee"))
    make_placed_session(event, None, minutes(10), kind=Session.Kind.BREAK, **titled("Cake"))
    make_placed_session(event, None, minutes(535), kind=Session.Kind.BREAK, **titled("Beer"))

    assert words(event) == [
        "“Beer” (17:55–18:15) is outside the event's hours.",
        "“Coffee” and “Cake” stop all stages at the same time, at 09:10.",
    ]


def test_sessions_of_one_theme_do_not_run_side_by_side():
    event, main, second = conference()
    make_placed_session(event, main, minutes(0), theme="money", **titled("Tea"))
    make_placed_session(event, second, minutes(10), theme="money", **titled("Milk"))

    assert words(event) == ["“Tea” and “Milk” share the theme “money” and run side by side at 09:10."]


def test_a_session_bound_to_a_stage_may_not_stand_on_another():
    event, main, second = conference()
    make_placed_session(event, main, minutes(0), only_on=second, **titled("Tea"))

    assert words(event) == ["“Tea” may not be on Main."]


def test_what_is_cancelled_is_in_nobodys_way():
    event, main, _second = conference()
    make_placed_session(event, main, minutes(0))
    cancelled = make_placed_session(event, main, minutes(10))
    Session.objects.filter(pk=cancelled.pk).update(cancelled_at=START)

    assert words(event) == []


def test_times_hold_on_the_day_the_clock_goes_back():
    # 25 October 2026: three in the morning comes twice in Berlin, and midnight is 25 hours before midnight.
    start = datetime(2026, 10, 25, 9, tzinfo=BERLIN)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=9))
    main = make_stage(event, name="Main")
    make_placed_session(event, main, start, **titled("Tea"))
    make_placed_session(event, main, start + timedelta(hours=8, minutes=50), **titled("Late"))

    assert words(event) == ["“Late” on Main, 17:50–18:10, is outside the event's hours."]


def test_an_event_of_two_days_is_closed_at_night():
    event = make_event(starts_at=START, ends_at=START + timedelta(days=1, hours=9))
    for opens_at in (START, START + timedelta(days=1)):
        event.days.create(opens_at=opens_at, closes_at=opens_at + timedelta(hours=9))
    main = make_stage(event, name="Main")
    make_placed_session(event, main, START + timedelta(days=1), **titled("Tea"))
    make_placed_session(event, main, START + timedelta(hours=11), **titled("Night"))

    assert words(event) == ["“Night” on Main, 20:00–20:20, is outside the event's hours."]
