"""Berlin changes its clocks on 29 March 2026 (an hour less) and on 25 October 2026 (an hour more), both Sundays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.admission.working_time import WorkingTime

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = WorkingTime(BERLIN)


def berlin(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (berlin(9, 1, 14), True),  # Tuesday
        (berlin(9, 1, 7, 59), False),
        (berlin(9, 1, 8), True),
        (berlin(9, 1, 19, 59), True),
        (berlin(9, 1, 20), False),
        (berlin(9, 5, 14), False),  # Saturday
    ],
)
def test_a_working_day_is_open_from_its_beginning_until_its_end(at, expected):
    assert WEEK.is_open(at) is expected


def test_a_mail_of_friday_night_waits_until_monday_morning():
    assert WEEK.next_open(berlin(9, 4, 22)) == berlin(9, 7, 8)


def test_a_mail_of_the_small_hours_waits_until_the_same_morning():
    assert WEEK.next_open(berlin(9, 2, 3)) == berlin(9, 2, 8)


def test_days_off_are_passed_over():
    hours = WorkingTime(BERLIN, days_off=frozenset({date(2026, 9, 7), date(2026, 9, 8)}))

    assert hours.next_open(berlin(9, 4, 22)) == berlin(9, 9, 8)
    assert hours.end_after(berlin(9, 4, 12), 1) == berlin(9, 9, 20)


def test_working_days_are_counted_from_the_day_on_which_the_mail_goes_out():
    assert WEEK.end_after(berlin(9, 1, 14), 5) == berlin(9, 8, 20)  # Tuesday to Tuesday
    assert WEEK.end_after(berlin(9, 4, 22), 5) == berlin(9, 14, 20)  # sent on Monday, so until Monday


@pytest.mark.parametrize(("day", "hours_between"), [(27, 71), (23, 73)])
def test_the_clock_on_the_wall_counts_when_clocks_change(day, hours_between):
    month = 3 if day == 27 else 10
    morning = berlin(month, day, 9)  # Friday; the clocks change on the Sunday after it

    end = WEEK.end_after(morning, 1)

    assert end.astimezone(BERLIN).time() == time(20)
    assert WEEK.next_open(berlin(month, day, 21)).astimezone(BERLIN).time() == time(8)
    assert end - berlin(month, day, 20).astimezone(UTC) == timedelta(hours=hours_between)


def test_a_reminder_that_would_fall_into_the_weekend_comes_before_it():
    assert WEEK.last_open(berlin(9, 6, 20)) == berlin(9, 4, 19, 59)


@given(
    at=st.timedeltas(timedelta(0), timedelta(days=1000)).map(lambda later: berlin(1, 1) + later),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"]),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    days=st.integers(1, 10),
)
def test_every_moment_found_is_a_good_one_and_on_the_right_side(at, zone, weekdays, days):
    hours = WorkingTime(ZoneInfo(zone), frozenset(weekdays))

    following, before, end = hours.next_open(at), hours.last_open(at), hours.end_after(at, days)
    end_after, evening = hours.next_end(at), hours.last_evening(at)

    assert before <= at <= following < end
    assert evening <= at <= end_after
    assert [hours.is_open(moment) for moment in (before, following)] == [True, True]
    assert [hours.may_end(moment) for moment in (end, end_after, evening)] == [True, True, True]
