"""A deadline includes the minute it names, in every zone and over every change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from einlass.web.deadlines import deadline_end, deadline_minute
from einlass.web.templatetags.web import deadline, deadline_text

ZONES = ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "UTC"]
# Around changes of the clocks in Berlin and on Lord Howe, and anywhere else.
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
]
moments = st.one_of(
    st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-86_400, 86_400),
    ),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
)
zones = st.sampled_from(ZONES).map(ZoneInfo)


@given(moments, moments, zones)
def test_a_moment_is_in_time_exactly_if_its_minute_is_no_later_than_the_named_one(named, at, zone):
    named = named.astimezone(zone)

    def minute(moment):
        return moment.astimezone(UTC).replace(second=0, microsecond=0)

    assert (at < deadline_end(named)) == (minute(at) <= minute(named))


@given(moments, zones)
def test_what_people_read_is_what_was_typed(named, zone):
    named = named.astimezone(zone).replace(second=0, microsecond=0)

    with timezone.override(zone):
        shown = deadline_minute(deadline_end(named))

    assert (shown, shown.fold) == (named, named.fold)


@given(moments, zones)
def test_the_last_moment_that_people_read_is_never_too_late(end, zone):
    with timezone.override(zone):
        assert deadline_minute(end) + timedelta(seconds=59) < end


@pytest.mark.parametrize(
    ("zone", "language", "text"),
    [
        ("Europe/Berlin", "en", "Sun 25 October 2026, 02:30\N{NO-BREAK SPACE}CEST"),
        ("Europe/Berlin", "de", "So, 25. Oktober 2026, 02:30\N{NO-BREAK SPACE}Uhr\N{NO-BREAK SPACE}MESZ"),
        ("Asia/Kathmandu", "en", "Sun 25 October 2026, 06:15\N{NO-BREAK SPACE}(Asia/Kathmandu, UTC+5:45)"),
        (
            "America/St_Johns",
            "en",
            "Sat 24 October 2026, 22:00\N{NO-BREAK SPACE}(America/St_Johns, UTC\N{MINUS SIGN}2:30)",
        ),
    ],
)
def test_a_deadline_names_its_zone(zone, language, text):
    end = deadline_end(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))

    with timezone.override(zone), translation.override(language):
        assert deadline_text(end) == text


def test_of_an_hour_that_comes_twice_the_name_tells_which():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    with timezone.override("Europe/Berlin"), translation.override("en"):
        texts = [deadline_text(deadline_end(first + timedelta(hours=number))) for number in (0, 1)]

    assert [text[-10:] for text in texts] == ["02:30\N{NO-BREAK SPACE}CEST", " 02:30\N{NO-BREAK SPACE}CET"]


def test_on_pages_it_is_a_time_element_that_machines_read():
    with timezone.override("Europe/Berlin"), translation.override("en"):
        html = deadline(datetime(2026, 11, 24, 17, 1, tzinfo=UTC))

    assert html == (
        '<time datetime="2026-11-24T18:00:00+01:00">Tue 24 November 2026, 18:00\N{NO-BREAK SPACE}CET</time>'
    )
