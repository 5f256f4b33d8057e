from datetime import timedelta

import pytest

from einlass.checkin.board import board
from einlass.checkin.models import Gate, Scan
from einlass.checkin.queries import inside
from einlass.demo.door import let_people_in, open_gates
from einlass.demo.event import remove_event
from einlass.events.models import Event
from einlass.tickets.actions import Attendee, issue_tickets
from tests.builders import NOON, make_category, make_event

pytestmark = pytest.mark.django_db


def make_day():
    """An event of 100 guests whose doors opened two hours before NOON."""
    event = make_event(
        doors_open_at=NOON - timedelta(hours=2),
        starts_at=NOON - timedelta(hours=1),
        ends_at=NOON + timedelta(hours=8),
    )
    founder, speaker = make_category(event, key="founder"), make_category(event, key="speaker")
    guests = [Attendee(f"Guest {n}", f"guest{n}@example.org", speaker if n % 5 == 0 else founder) for n in range(100)]
    issue_tickets(event, guests, at=NOON - timedelta(days=9), by="worker")
    open_gates(event, at=NOON, by="worker")
    return event


def test_a_share_of_the_guests_is_in_and_some_codes_were_read_twice():
    event = make_day()

    let_people_in(event, 0.58, seed=1859, at=NOON)

    shown = board(event, at=NOON)
    assert inside(event) == 58
    assert sorted(alert.is_noticed for alert in shown.alerts) == [False, True, True]
    assert all(event.doors_open_at <= scan.corrected_at <= NOON for scan in Scan.objects.all())


def test_the_same_seed_lets_the_same_people_in():
    event = make_day()
    let_people_in(event, 0.3, seed=7, at=NOON)
    other = make_day()
    let_people_in(other, 0.3, seed=7, at=NOON)

    def numbers(of):
        return list(of.tickets.exclude(entered_at=None).values_list("number", flat=True))

    assert numbers(event) == numbers(other)


def test_the_gates_move_with_the_day():
    event = make_day()
    event.doors_open_at += timedelta(days=1)
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    event.save()

    let_people_in(event, 0.1, seed=7, at=NOON + timedelta(days=1))

    assert {gate.opens_at for gate in Gate.objects.all()} == {event.doors_open_at}


@pytest.mark.django_db(transaction=True)
def test_the_demo_can_be_removed_with_all_its_scans():
    event = make_day()
    let_people_in(event, 0.5, seed=7, at=NOON)

    remove_event(event)

    assert not Event.objects.exists()
    assert not Scan.objects.exists()
    assert not Gate.categories.through.objects.exists()
