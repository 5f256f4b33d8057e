"""The ticket's calendar, read by a program that did not write it: lines of RFC 5545 and dateutil."""

import io
import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import parser, tz
from hypothesis import given
from hypothesis import strategies as st

from einlass.events.days import Hours, SkippedHour, check_days, local_hours
from einlass.events.models import Category, Event, EventDay
from einlass.tickets.calendar import ticket_calendar
from einlass.tickets.models import Ticket
from tests.builders.events import NOON, make_event
from tests.builders.tickets import make_ticket


def entries(content):
    """(start, end, uid, summary) of each VEVENT."""
    text = re.sub(r"\r?\n[ \t]", "", content.decode()).replace("\r\n", "\n")
    if "BEGIN:VTIMEZONE" in text:
        tz.tzical(io.StringIO(text))

    def value(block, name):
        return re.search(rf"^{name}(?:;[^:]*)?:(.*)$", block, re.M)[1]

    return [
        (
            parser.parse(value(block, "DTSTART")),
            parser.parse(value(block, "DTEND")),
            value(block, "UID"),
            value(block, "SUMMARY"),
        )
        for block in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text, re.S)
    ]


@st.composite
def some_days(draw):
    """One to three days in a row with hours of their own, also over midnight, around changes of the clocks."""
    zone = draw(st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]))
    first = draw(st.sampled_from([datetime(2026, 3, 28), datetime(2026, 10, 24), datetime(2026, 4, 4)])).date()  # noqa: DTZ001 - a day
    clocks = st.builds(time, st.integers(9, 13), st.sampled_from([0, 30]))
    ends = st.builds(time, st.sampled_from([0, 1, 16, 20, 23]), st.sampled_from([0, 15, 45]))
    try:
        days = [
            local_hours(first + timedelta(days=number), draw(clocks), draw(ends), zone)
            for number in range(draw(st.integers(1, 3)))
        ]
    except SkippedHour:
        days = [local_hours(first, time(9), time(18), zone)]
    check_days(days)
    return zone, days


@given(some_days(), st.integers(0, 120))
def test_every_day_is_an_entry_of_its_own_hours_and_no_night_is_in_one(found, lead):
    zone, days = found
    ahead = timedelta(minutes=lead)
    event = Event(
        pk=1, name="Days", zone=zone, venue="Hall", starts_at=days[0].opens_at, ends_at=days[-1].closes_at,
        doors_open_at=days[0].opens_at - ahead,
    )  # fmt: skip
    event._prefetched_objects_cache = {
        "days": [EventDay(opens_at=day.opens_at, closes_at=day.closes_at) for day in days]
    }
    ticket = Ticket(event=event, category=Category(), code="ABC")

    read = entries(ticket_calendar(ticket, page_url="https://x.example/", at=NOON))

    assert [end for _start, end, _uid, _name in read] == [day.closes_at for day in days]
    for number, (start, _end, _uid, _name) in enumerate(read):
        assert days[number].opens_at - ahead <= start <= days[number].opens_at
        assert number == 0 or start >= days[number - 1].closes_at
    assert len({uid for _start, _end, uid, _name in read}) == len(days)


@pytest.mark.django_db
def test_an_event_of_one_day_is_one_entry_from_the_doors_to_the_end():
    event = make_event()

    (read,) = entries(ticket_calendar(make_ticket(event), page_url="https://x.example/", at=NOON))

    assert (read[0], read[1], read[3]) == (event.doors_open_at, event.ends_at, event.name)


@pytest.mark.django_db
def test_two_days_are_two_entries_and_the_page_names_both(client):
    zone = ZoneInfo("Europe/Berlin")
    days = [
        Hours(datetime(2027, 3, 4, 14, tzinfo=zone), datetime(2027, 3, 4, 20, tzinfo=zone)),
        Hours(datetime(2027, 3, 5, 9, tzinfo=zone), datetime(2027, 3, 5, 17, tzinfo=zone)),
    ]
    event = make_event(
        starts_at=days[0].opens_at, ends_at=days[1].closes_at, doors_open_at=days[0].opens_at - timedelta(hours=1)
    )
    for day in days:
        EventDay.objects.create(event=event, opens_at=day.opens_at, closes_at=day.closes_at)

    read = entries(ticket_calendar(make_ticket(event), page_url="https://x.example/", at=NOON))
    page = client.get(f"/{event.slug}/", headers={"accept-language": "en"}).content.decode()

    assert [(start, end) for start, end, _uid, _name in read] == [
        (datetime(2027, 3, 4, 12, tzinfo=UTC), datetime(2027, 3, 4, 19, tzinfo=UTC)),
        (datetime(2027, 3, 5, 7, tzinfo=UTC), datetime(2027, 3, 5, 16, tzinfo=UTC)),
    ]
    for text in ("4–5 March 2027", "Thu 4 March 2027, 14:00–20:00", "Fri 5 March 2027, 09:00–17:00"):
        assert text in page
    assert page.count("doors open at") == 2
