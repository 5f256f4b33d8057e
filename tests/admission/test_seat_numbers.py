"""Which seat of the house is where, and who has it: numbers that the database keeps apart."""

import pytest
from django.db import IntegrityError, transaction

from einlass.admission.actions import (
    decline_offer,
    issue_contingent_ticket,
    move_seats,
    open_contingent,
    resize_contingent,
    take_ticket_back,
)
from einlass.admission.models import Allotment, Seat
from tests.builders import NOON, make_category, make_event
from tests.builders.admission import make_admitted, make_contingent, make_open_offer

pytestmark = pytest.mark.django_db


def numbers_in(contingent) -> list[int]:
    return list(Allotment.objects.filter(contingent=contingent, until_at=None).values_list("number", flat=True))


def taken_in(contingent) -> list[int]:
    return sorted(contingent.seats.filter(freed_at=None).values_list("allotment__number", flat=True))


def make_guest(contingent):
    category = contingent.event.categories.first() or make_category(contingent.event)
    return issue_contingent_ticket(contingent, "Ada", "ada@example.org", "en", category, by="worker", at=NOON)


def test_contingents_take_the_lowest_numbers_that_are_in_none():
    event = make_event(capacity=20)
    press = make_contingent(event, purpose="press", size=3)
    crew = make_contingent(event, purpose="crew", size=2)

    resize_contingent(press, 1, by="worker", at=NOON, reason="Fewer.")
    speakers = make_contingent(event, purpose="speakers", size=4)

    # 2 and 3 were let go by the press; then come the first numbers never used.
    assert [numbers_in(one) for one in (press, crew, speakers)] == [[1], [4, 5], [2, 3, 6, 7]]


def test_seats_moved_and_moved_back_are_the_same_seats():
    event = make_event()
    press = make_contingent(event, purpose="press", size=4)
    crew = make_contingent(event, purpose="crew", size=3)

    move_seats(press, crew, 2, by="worker", at=NOON, reason="More hands.")
    moved = (numbers_in(press), numbers_in(crew))
    move_seats(crew, press, 2, by="worker", at=NOON, reason="A mistake.")

    assert moved == ([1, 2], [3, 4, 5, 6, 7])
    assert (numbers_in(press), numbers_in(crew)) == ([1, 2, 3, 4], [5, 6, 7])


def test_a_taken_seat_stays_where_it_is_when_others_move():
    event = make_event()
    press = make_contingent(event, purpose="press", size=3)
    crew = make_contingent(event, purpose="crew", size=1)
    tickets = [make_guest(press) for _ in range(3)]
    take_ticket_back(tickets[1], reason="Ill.", by="worker", at=NOON)

    move_seats(press, crew, 1, by="worker", at=NOON, reason="More hands.")

    assert (taken_in(press), numbers_in(press), numbers_in(crew)) == ([1, 3], [1, 3], [2, 4])


def test_a_freed_seat_is_the_next_to_be_taken_and_keeps_both_lines():
    contingent = make_contingent(make_event(), purpose="curated", size=3)
    offers = [make_open_offer(make_admitted(contingent.event), contingent) for _ in range(2)]
    decline_offer(offers[0], at=NOON)

    again = make_open_offer(make_admitted(contingent.event), contingent)

    lines = Seat.objects.filter(allotment__number=1).order_by("pk")
    assert [line.offer for line in lines] == [offers[0], again]


def test_every_change_of_place_names_its_entry_of_the_audit_trail():
    event = make_event()
    press = make_contingent(event, purpose="press", size=1)
    crew = open_contingent(event, "crew", {"en": "Crew"}, 0, by="worker", at=NOON)

    move_seats(press, crew, 1, by="worker", at=NOON, reason="More hands.")

    before, after = Allotment.objects.order_by("pk")
    assert (before.contingent, before.began.action, before.ended.action) == (press, "open_contingent", "move_seats")
    assert (after.contingent, after.began, after.ended) == (crew, before.ended, None)
    assert after.began.after["reason"] == "More hands."


def test_the_database_gives_no_seat_to_two():
    contingent = make_contingent(make_event(), purpose="crew", size=2)
    first, second = make_guest(contingent), make_guest(contingent)
    seat, other = Seat.objects.get(ticket=first), Seat.objects.get(ticket=second)

    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=other.pk).update(allotment=seat.allotment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=other.pk).update(allotment=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allotment.objects.filter(pk=other.allotment_id).update(number=seat.allotment.number)
