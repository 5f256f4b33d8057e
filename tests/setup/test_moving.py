"""Moving an event as a whole, typed and without script."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from einlass.events.editions.proposals import PhaseDates, moved_dates
from einlass.events.models import AuditEntry, EventDay
from einlass.mail.models import Message
from einlass.web.deadlines import deadline_end, deadline_minute
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.checkin import make_gate


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def moving(event):
    return reverse("setup:moving", args=[event.slug])


def sign_in(client, event):
    member = make_member(event, role="organiser")
    client.force_login(member if not hasattr(member, "user") else member.user)


@pytest.mark.django_db
class TestMoving:
    def test_it_says_what_it_does_first_and_then_moves_what_lies_ahead(self, client):
        event = make_event()
        sign_in(client, event)
        gate = make_gate(event)
        make_application(event)
        before = event.draw_at, event.starts_at, gate.opens_at
        assert "Show what it does" in client.get(moving(event)).content.decode()
        data = {"by_days": "7", "first_day": "", "version": event.version}

        shown = client.post(moving(event), data)

        event.refresh_from_db()
        assert (event.draw_at, event.starts_at) == before[:2]
        assert "Nothing is saved yet" in shown.content.decode()
        assert "Yes, save it" in shown.content.decode()
        assert "1 person has applied" in shown.content.decode()

        answer = client.post(moving(event), data | {"confirmed": "1", "tells_applicants": "on"})

        assert answer.status_code == 302, answer.context["form"].errors
        event.refresh_from_db()
        gate.refresh_from_db()
        later = timedelta(days=7, hours=1)
        # Over the end of summer time the clock shows the same, and an hour more has passed.
        assert event.applications_open_at == NOON - timedelta(days=10)
        assert event.draw_at == before[0] + timedelta(days=7)
        assert event.starts_at == before[1] + (
            later if before[1] < datetime(2026, 10, 25, 1, tzinfo=UTC) else timedelta(days=7)
        )
        assert gate.opens_at - before[2] in (timedelta(days=7), later)
        assert EventDay.objects.get().opens_at == event.starts_at
        assert Message.objects.filter(template="applications/new_deadline").count() == 1
        assert AuditEntry.objects.filter(action="move_event").count() == 1

    def test_a_new_first_day_moves_the_rest_with_it(self, client):
        event = make_event()
        sign_in(client, event)
        data = {"by_days": "", "first_day": "2026-11-10", "version": event.version, "confirmed": "1"}

        client.post(moving(event), data)

        event.refresh_from_db()
        assert event.starts_at.astimezone(event.tz).date() == date(2026, 11, 10)
        assert event.ends_at - event.starts_at == timedelta(hours=11)

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({}, "Please give the number of days"),
            ({"by_days": "3", "first_day": "2026-12-01"}, "Please give the number of days"),
            ({"by_days": "0"}, "where it is now"),
            ({"by_days": "99999"}, "less than or equal"),
            ({"first_day": "2027-02-29"}, "Enter a valid date"),
            ({"first_day": "9999-12-31"}, "year cannot be meant"),
            ({"by_days": "-25"}, "must not come before"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_moves(self, client, typed, says):
        event = make_event()
        sign_in(client, event)

        answer = client.post(moving(event), {"version": event.version, "confirmed": "1"} | typed)

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert type(event).objects.get().starts_at == event.starts_at

    def test_somebody_else_s_change_meanwhile_is_a_conflict(self, client):
        event = make_event()
        sign_in(client, event)
        type(event).objects.update(version=event.version + 1)

        answer = client.post(moving(event), {"by_days": "7", "version": event.version, "confirmed": "1"})

        assert answer.status_code == 409
        assert type(event).objects.get().starts_at == event.starts_at


@given(
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.integers(-400, 400),
)
def test_a_deadline_that_moves_names_the_same_minute_on_its_new_day(zone, named, by):
    event = PhaseDates(named, deadline_end(named), *[named] * 4)

    moved = moved_dates(event, timedelta(days=by), zone)

    clock = deadline_minute(moved.applications_close_at)
    assert clock == moved.applications_open_at.replace(second=0, microsecond=0)
