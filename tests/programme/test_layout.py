from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from einlass.programme.layout import Wishes, days_of, now_and_next
from tests.programme.test_releases import programme, session

BERLIN = ZoneInfo("Europe/Berlin")


def at(clock, *, day=31, month=10, zone=BERLIN):
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def talk(code, clock, minutes=20, **fields):
    starts_at = at(clock, day=fields.pop("day", 31))
    return session(code, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **fields)


def test_sessions_that_start_together_stand_in_one_group_with_their_place_on_the_grid():
    whole = programme(talk("A", "09:20"), talk("B", "09:20", 10, stage="second"), talk("C", "10:00", 15, stage=None))

    (day,) = days_of(whole, BERLIN)

    assert [(group.anchor, group.place) for group in day.groups] == [("t0920", "at-6"), ("t1000", "at-14")]
    assert [[item.place for item in group.items] for group in day.groups] == [
        ["at-6 for-4 on-1", "at-6 for-2 on-2"],
        ["at-14 for-3 on-all"],
    ]


def test_a_session_off_the_grid_covers_every_row_it_touches():
    (day,) = days_of(programme(talk("A", "09:03", 10)), BERLIN)

    assert day.groups[0].items[0].place == "at-2 for-3 on-1"


def test_a_plenary_spans_all_stages():
    (day,) = days_of(programme(talk("A", "09:00", kind="plenary")), BERLIN)

    assert day.groups[0].items[0].place == "at-2 for-4 on-all"


def test_a_day_may_run_past_midnight_and_a_night_begins_a_new_one():
    whole = programme(talk("A", "23:50"), talk("B", "00:30", day=30), talk("C", "09:00", day=30))
    whole = programme(*sorted(whole.sessions, key=lambda one: one.starts_at))

    days = days_of(whole, BERLIN)

    assert [day.date for day in days] == [date(2026, 10, 30), date(2026, 10, 30), date(2026, 10, 31)]
    assert [group.anchor for day in days for group in day.groups] == [
        "d20261030t0030",
        "d20261030t0900",
        "d20261031t2350",
    ]


def test_when_the_clock_goes_back_rows_follow_the_time_that_passes():
    # In Berlin, 25 October 2026 has two hours from 2 to 3: the second talk begins 90 minutes after the first.
    first = session(
        "A", starts_at=datetime(2026, 10, 25, 0, 0, tzinfo=UTC), ends_at=datetime(2026, 10, 25, 0, 20, tzinfo=UTC)
    )
    second = session(
        "B", starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ends_at=datetime(2026, 10, 25, 1, 50, tzinfo=UTC)
    )

    (day,) = days_of(programme(first, second), BERLIN)

    assert [(group.anchor, group.place) for group in day.groups] == [("t0200", "at-2"), ("t0230", "at-20")]


def test_a_filter_keeps_breaks_only_where_they_belong():
    whole = programme(
        talk("A", "09:00"),
        talk("B", "09:00", stage="second", language="de"),
        talk("P", "10:00", stage=None, kind="break"),
    )

    def kept(**wishes):
        return [
            item.session.code
            for day in days_of(whole, BERLIN, Wishes(**wishes))
            for group in day.groups
            for item in group.items
        ]

    assert kept() == ["A", "B", "P"]
    assert kept(stage="second") == ["B", "P"]
    assert kept(language="de") == ["B"]
    assert kept(kind="panel") == []


def test_now_and_next_are_told_for_every_stage_and_leave_out_what_is_cancelled():
    whole = programme(
        talk("A", "09:00"),
        talk("B", "09:10", stage="second", cancelled_at=at("08:00")),
        talk("C", "09:30", stage=None, kind="break"),
        talk("D", "10:00"),
    )

    main, second = now_and_next(whole, at("09:15"))

    assert (main.now.session.code, main.next.session.code) == ("A", "C")
    assert (second.now, second.next.session.code) == (None, "C")


def test_a_session_is_over_at_the_minute_it_ends():
    main, _second = now_and_next(programme(talk("A", "09:00", 20)), at("09:20"))

    assert (main.now, main.next) == (None, None)


def test_a_cancelled_session_gives_way_to_what_took_its_place():
    gone, replacement = talk("A", "09:00", cancelled_at=at("08:00")), talk("B", "09:10")
    alone = talk("C", "10:00", cancelled_at=at("08:00"))

    (day,) = days_of(programme(gone, replacement, alone), BERLIN)

    assert [item.session for item in day.replaced] == [gone]
    assert [item.session for group in day.groups for item in group.items] == [replacement, alone]
