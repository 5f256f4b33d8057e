from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from einlass.web.fields import MomentField


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


def test_an_hour_that_the_clock_skips_is_refused():
    with timezone.override("Europe/Berlin"), pytest.raises(ValidationError):
        MomentField().clean("2026-03-29T02:30")
