"""Changing an event: what is refused, what is written, what the audit trail keeps."""

import io
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from einlass.events.days import BadDays, Hours, local_hours
from einlass.events.editions.actions import (
    change_address,
    change_capacity,
    change_event,
    move_dates,
    set_days,
    set_picture,
)
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.editions.errors import CapacityTooSmall, DatesOutOfOrder, SlugRefused
from einlass.events.editions.pictures import BadPicture, render_picture
from einlass.events.editions.proposals import PhaseDates, moved_dates, proposed_dates
from einlass.events.editions.slugs import check_slug, free_slug, reserved_words
from einlass.events.models import AuditEntry, EarlierSlug, Event, EventPicture
from einlass.web.versions import ChangedMeanwhile
from tests.builders import NOON, make_event, make_member


def how(event: Event) -> dict[str, object]:
    return {"at": NOON, "by": make_member(event)}


def dates_of(event: Event) -> PhaseDates:
    return PhaseDates(*(getattr(event, name) for name in PhaseDates.__dataclass_fields__))


@pytest.mark.django_db
class TestChanges:
    def test_a_change_is_written_with_its_before_and_after(self):
        event = make_event(venue="Old hall")

        changed = change_event(
            event, {"venue": "New hall"}, action=EditionAction.CHANGE_DETAILS, version=1, **how(event)
        )

        event.refresh_from_db()
        assert (event.venue, event.version, changed.version) == ("New hall", 2, 2)
        entry = AuditEntry.objects.get(action="change_details")
        assert (entry.before, entry.after) == ({"venue": "Old hall"}, {"venue": "New hall"})

    def test_what_changes_nothing_writes_nothing(self):
        event = make_event()

        change_event(event, {"venue": event.venue}, action=EditionAction.CHANGE_DETAILS, version=1, **how(event))

        event.refresh_from_db()
        assert event.version == 1
        assert not AuditEntry.objects.filter(action="change_details").exists()

    def test_a_change_on_an_old_version_is_a_conflict(self):
        event = make_event()
        change_event(event, {"venue": "A"}, action=EditionAction.CHANGE_DETAILS, version=1, **how(event))

        with pytest.raises(ChangedMeanwhile):
            change_event(event, {"venue": "B"}, action=EditionAction.CHANGE_DETAILS, version=1, **how(event))
        event.refresh_from_db()
        assert event.venue == "A"

    def test_a_new_address_keeps_the_old_one_as_a_way_to_it(self):
        event = make_event(slug="first")

        changed = change_address(event, "second", version=1, **how(event))
        change_address(changed, "first", version=2, **how(event))

        event.refresh_from_db()
        assert event.slug == "first"
        assert list(EarlierSlug.objects.values_list("slug", flat=True)) == ["second"]

    def test_days_and_the_columns_that_stand_for_them_agree(self):
        event = make_event()
        days = [
            local_hours(date(2026, 11, day), opens, closes, "Europe/Berlin")
            for day, opens, closes in ((5, time(14), time(20)), (6, time(9), time(17)), (7, time(20), time(2)))
        ]

        set_days(event, days, version=1, **how(event))

        event.refresh_from_db()
        assert [Hours(day.opens_at, day.closes_at) for day in event.days.all()] == days
        assert (event.starts_at, event.ends_at) == (days[0].opens_at, days[-1].closes_at)
        assert event.doors_open_at == event.starts_at - timedelta(hours=1)

    def test_impossible_days_change_nothing(self):
        event = make_event()

        with pytest.raises(BadDays):
            set_days(event, [], version=1, **how(event))
        assert event.days.count() == 0

    def test_dates_in_the_wrong_order_are_named(self):
        event = make_event()
        dates = replace(dates_of(event), draw_at=event.applications_close_at - timedelta(days=1))

        with pytest.raises(DatesOutOfOrder) as caught:
            move_dates(event, dates, version=1, **how(event))

        assert caught.value.pairs == [("applications_close_at", "draw_at")]

    def test_where_nothing_is_drawn_the_draw_has_no_date_of_its_own(self):
        event = make_event(seats_given="curated")

        move_dates(event, dates_of(event), version=1, **how(event))

        event.refresh_from_db()
        assert event.draw_at == event.offers_open_at

    def test_a_hall_cannot_hold_less_than_what_is_set_aside(self):
        event = make_event(capacity=100, seats_allotted=80)

        with pytest.raises(CapacityTooSmall) as caught:
            change_capacity(event, 79, version=1, **how(event))

        assert (caught.value.capacity, caught.value.allotted) == (79, 80)
        change_capacity(event, 80, version=1, **how(event))


@pytest.mark.django_db
class TestSlugs:
    @pytest.mark.parametrize(
        ("slug", "reason"),
        [
            ("", "empty"),
            ("Große Halle", "malformed"),
            ("a--b", "malformed"),
            ("-a", "malformed"),
            ("x" * 61, "malformed"),
            ("events", "reserved"),
            ("setup", "reserved"),
            ("accounts", "reserved"),
            ("api", "reserved"),
            ("static", "reserved"),
            ("mail", "reserved"),
            ("there", "taken"),
            ("earlier", "taken"),
        ],
    )
    def test_a_bad_address_is_refused_with_one_that_would_do(self, slug, reason):
        EarlierSlug.objects.create(event=make_event(slug="there"), slug="earlier", left_at=NOON)

        with pytest.raises(SlugRefused) as caught:
            check_slug(slug)

        assert caught.value.reason == reason
        check_slug(caught.value.free)

    def test_reserved_words_are_the_first_parts_of_our_addresses(self):
        assert {"events", "setup", "accounts", "api", "healthz", "language"} <= reserved_words()
        assert not any("<" in word for word in reserved_words())

    def test_umlauts_are_written_out(self):
        assert free_slug("Größe & Übermut 2027") == "groesse-uebermut-2027"

    def test_an_event_may_take_an_earlier_address_of_its_own_again(self):
        event = make_event()
        EarlierSlug.objects.create(event=event, slug="earlier", left_at=NOON)

        check_slug("earlier", event=event)


@pytest.mark.pure
@given(
    st.integers(1, 2000),
    st.integers(0, 23),
    st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_proposed_dates_come_in_order_however_short_the_time_is(days, hour, zone):
    starts_at = NOON + timedelta(days=days, hours=hour)

    dates = proposed_dates(starts_at, zone, at=NOON)

    moments = [*astuple(dates), starts_at]
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert dates.applications_open_at <= NOON or days > 97


@pytest.mark.pure
def test_dates_are_moved_at_the_same_clock_time_over_a_change_of_clocks():
    before = PhaseDates(*[datetime(2026, 10, 20, 10, tzinfo=UTC)] * 6)

    moved = moved_dates(before, timedelta(days=7), "Europe/Berlin")

    assert moved.draw_at == datetime(2026, 10, 27, 11, tzinfo=UTC)


def picture(width: int = 1400, height: int = 700, form: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(written, form, **options)
    return written.getvalue()


@pytest.mark.pure
class TestPictures:
    def test_a_title_picture_is_written_in_the_widths_it_is_large_enough_for(self):
        fingerprint, renditions = render_picture(picture(), "title")

        assert [(one.width, one.height) for one in renditions] == [(640, 320), (1280, 640), (1400, 700)]
        assert len(fingerprint) == 16
        assert Image.open(io.BytesIO(renditions[0].content)).format == "WEBP"

    def test_what_the_camera_wrote_is_gone(self):
        exif = Image.Exif()
        exif[0x010E] = "taken at home"

        _fingerprint, renditions = render_picture(picture(exif=exif), "title")

        assert all(not Image.open(io.BytesIO(one.content)).getexif() for one in renditions)
        assert not any(b"taken at home" in one.content for one in renditions)

    def test_a_plain_svg_becomes_a_picture(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="200" height="100" fill="red"/></svg>'

        _fingerprint, renditions = render_picture(svg, "logo")

        assert (renditions[-1].width, renditions[-1].height) == (480, 240)

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            '<rect onload="alert(1)"/>',
            '<a href="javascript:alert(1)"><rect/></a>',
            '<image href="https://example.org/x.png"/>',
            "<foreignObject/>",
            '<use xlink:href="file:///etc/passwd"/>',
        ],
    )
    def test_an_svg_that_does_something_is_refused(self, inside):
        with pytest.raises(BadPicture) as caught:
            render_picture(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode(), "logo")

        assert caught.value.reason == "active"

    @pytest.mark.parametrize(
        ("content", "kind", "reason"),
        [
            (b"MZ" + b"\0" * 100, "logo", "not_a_picture"),
            (b"", "logo", "not_a_picture"),
            (picture()[:2000], "title", "not_a_picture"),
            (b"<svg not closed", "logo", "not_a_picture"),
            (picture(width=63), "logo", "too_small"),
            (picture(width=639), "title", "too_small"),
            (b"x" * 10_000_001, "logo", "too_large"),
            (picture(10_000, 6_001, "PNG"), "title", "too_many_pixels"),
        ],
    )
    def test_a_bad_file_is_refused_with_the_reason(self, content, kind, reason):
        with pytest.raises(BadPicture) as caught:
            render_picture(content, kind)

        assert caught.value.reason == reason


@pytest.mark.django_db
def test_a_new_picture_takes_the_place_of_the_one_before(client):
    event = make_event()
    for colour in ("red", "blue"):
        written = io.BytesIO()
        Image.new("RGB", (700, 300), colour).save(written, "PNG")
        fingerprint, renditions = render_picture(written.getvalue(), "title")
        set_picture(event, EventPicture.Kind.TITLE, fingerprint, renditions, **how(event))

    event.refresh_from_db()
    assert {one.fingerprint for one in event.pictures.all()} == {event.title_picture}
    answer = client.get(f"/{event.slug}/pictures/{event.title_picture}-640.webp")
    assert (answer.headers["Content-Type"], "immutable" in answer.headers["Cache-Control"]) == ("image/webp", True)
    assert f"pictures/{event.title_picture}-640.webp 640w" in client.get(f"/{event.slug}/").content.decode()
