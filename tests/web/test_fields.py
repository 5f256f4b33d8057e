from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from einlass.web.fields import DeadlineField, MomentField


def test_a_moment_is_meant_in_the_zone_of_the_page():
    with timezone.override("Pacific/Auckland"):
        moment = MomentField().clean("2026-11-24T18:30")

    assert moment == datetime(2026, 11, 24, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59", "1026-11-24T18:30"])
def test_a_year_that_cannot_be_meant_is_refused_in_every_zone(typed):
    for zone in ("Pacific/Auckland", "Pacific/Honolulu", "UTC"):
        with timezone.override(zone), pytest.raises(ValidationError, match="year cannot be meant"):
            MomentField().clean(typed)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01T00:00", "99.99.2026 18:30", "٢٠٢٦"])
def test_what_is_no_moment_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="such as 24"):
        MomentField().clean(typed)


SKIPPED = [("Europe/Berlin", "2026-03-29T02:30"), ("Australia/Lord_Howe", "2026-10-04T02:15")]
TWICE = [("Europe/Berlin", "2026-10-25T02:30"), ("Australia/Lord_Howe", "2026-04-05T01:45")]


@pytest.mark.parametrize("field", [MomentField, DeadlineField])
@pytest.mark.parametrize(("zone", "typed"), SKIPPED)
def test_a_time_that_the_clock_skips_is_refused_in_words(field, zone, typed):
    with timezone.override(zone), pytest.raises(ValidationError, match="does not exist"):
        field().clean(typed)


@pytest.mark.parametrize("field", [MomentField, DeadlineField])
@pytest.mark.parametrize(("zone", "typed"), TWICE)
def test_a_time_that_the_clock_shows_twice_is_refused_in_words(field, zone, typed):
    with timezone.override(zone), pytest.raises(ValidationError, match="comes twice"):
        field().clean(typed)


def test_a_deadline_is_saved_as_the_end_of_its_minute_and_shown_as_the_minute():
    with timezone.override("Europe/Berlin"):
        end = DeadlineField().clean("2026-11-24T18:00")

        assert end == datetime(2026, 11, 24, 17, 1, tzinfo=UTC)
        assert DeadlineField().prepare_value(end) == datetime(2026, 11, 24, 18, 0)  # noqa: DTZ001 - the widget's own
        assert not DeadlineField().has_changed(end, "2026-11-24T18:00")
        assert DeadlineField().has_changed(end, "2026-11-24T18:01")
