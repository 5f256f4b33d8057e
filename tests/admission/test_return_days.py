"""The day on which a contingent's unused seats go to the draw."""

from datetime import timedelta

import pytest

from einlass.admission.actions import set_return_day
from einlass.admission.errors import BadReturnDay, NeverReturns
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_event
from tests.builders.admission import make_contingent

pytestmark = pytest.mark.django_db
DAY = NOON + timedelta(days=10)


def test_a_return_day_is_set_and_changed_and_the_trail_says_from_what_to_what():
    press = make_contingent(make_event(), purpose="press")
    set_return_day(press, DAY, by="worker", at=NOON)

    set_return_day(press, DAY + timedelta(days=1), by="worker", at=NOON, reason="The list comes later.")

    press.refresh_from_db()
    entry = AuditEntry.objects.filter(action="set_return_day").last()
    assert press.returns_at == DAY + timedelta(days=1)
    assert entry is not None
    assert (entry.before["returns_at"], entry.after["reason"]) == ("2026-09-11T12:00:00Z", "The list comes later.")


def test_without_a_return_day_a_contingent_keeps_its_seats():
    press = make_contingent(make_event(), purpose="press", returns_at=DAY)

    set_return_day(press, None, by="worker", at=NOON)

    press.refresh_from_db()
    assert press.returns_at is None


def test_the_same_day_once_more_changes_nothing():
    press = make_contingent(make_event(), purpose="press", returns_at=DAY)

    set_return_day(press, DAY, by="worker", at=NOON)

    assert not AuditEntry.objects.filter(action="set_return_day").exists()


def test_the_draw_gives_nothing_back():
    with pytest.raises(NeverReturns):
        set_return_day(make_contingent(make_event()), DAY, by="worker", at=NOON)


def test_a_return_day_lies_ahead_and_before_the_end_of_the_event():
    press = make_contingent(make_event(), purpose="press")

    for day in (NOON, press.event.ends_at + timedelta(seconds=1)):
        with pytest.raises(BadReturnDay):
            set_return_day(press, day, by="worker", at=NOON)

    press.refresh_from_db()
    assert press.returns_at is None
