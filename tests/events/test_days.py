"""Days with opening hours: values, and what the clocks of the world do to them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einlass.events.days import (
    BadDays,
    Hours,
    SkippedHour,
    check_days,
    local_hours,
    local_moment,
    split_at_midnights,
)

pytestmark = pytest.mark.pure
ZONES = ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "UTC"]


def hours(*clock: int) -> Hours:
    opens, closes = clock
    zero = datetime(2027, 3, 4, tzinfo=UTC)
    return Hours(zero + timedelta(hours=opens), zero + timedelta(hours=closes))


def test_a_closing_before_the_opening_is_on_the_next_morning():
    night = local_hours(date(2027, 3, 4), time(20), time(2), "Europe/Berlin")

    assert night == Hours(datetime(2027, 3, 4, 19, tzinfo=UTC), datetime(2027, 3, 5, 1, tzinfo=UTC))


def test_a_night_in_which_summer_time_begins_is_an_hour_shorter():
    night = local_hours(date(2027, 3, 27), time(22), time(6), "Europe/Berlin")

    assert night.closes_at - night.opens_at == timedelta(hours=7)


def test_of_an_hour_that_comes_twice_the_whole_is_open():
    night = local_hours(date(2027, 10, 31), time(2, 15), time(2, 45), "Europe/Berlin")

    assert night.closes_at - night.opens_at == timedelta(minutes=90)


def test_a_time_that_the_clock_jumps_over_is_refused():
    with pytest.raises(SkippedHour):
        local_moment(date(2027, 3, 28), time(2, 30), "Europe/Berlin")


def test_lord_howe_moves_its_clocks_by_half_an_hour():
    with pytest.raises(SkippedHour):
        local_moment(date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe")

    assert local_moment(date(2027, 10, 3), time(2, 30), "Australia/Lord_Howe") == datetime(
        2027, 10, 2, 15, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("days", "reason", "number"),
    [
        ([], "none", 0),
        ([hours(10, 9)], "backwards", 0),
        ([hours(9, 9)], "backwards", 0),
        ([hours(0, 27)], "too_long", 0),
        ([hours(9, 17), hours(16, 20)], "overlap", 1),
        ([hours(33, 40), hours(9, 17)], "overlap", 1),
        ([hours(24 * day, 24 * day + 1) for day in range(32)], "too_many", 0),
    ],
)
def test_impossible_days_are_named(days, reason, number):
    with pytest.raises(BadDays) as caught:
        check_days(days)

    assert (caught.value.reason, caught.value.number) == (reason, number)


def test_days_may_follow_each_other_at_once():
    check_days([hours(9, 24), hours(24, 30)])


seconds = st.integers(1_577_836_800, 2_051_222_400)
moments = seconds.map(lambda second: datetime.fromtimestamp(second, UTC))


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=6)), st.sampled_from(ZONES))
def test_the_pieces_of_a_span_cover_it_without_a_gap(starts_at, length, zone):
    pieces = split_at_midnights(starts_at, starts_at + length, zone)

    check_days(pieces)
    assert (pieces[0].opens_at, pieces[-1].closes_at) == (starts_at, starts_at + length)
    assert [one.closes_at for one in pieces[:-1]] == [one.opens_at for one in pieces[1:]]
    assert len(pieces) == 1 or {one.opens_at.astimezone(ZoneInfo(zone)).time() for one in pieces[1:]} == {time()}


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.times(), st.times(), st.sampled_from(ZONES))
def test_opening_hours_show_the_clock_times_that_were_typed(day, opens, closes, zone):
    try:
        found = local_hours(day, opens, closes, zone)
    except SkippedHour:
        return

    local = [moment.astimezone(ZoneInfo(zone)) for moment in (found.opens_at, found.closes_at)]
    assert [moment.time() for moment in local] == [opens, closes]
    assert local[0].date() == day
