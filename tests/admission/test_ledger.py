import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from einlass.admission.actions import (
    free_seat,
    issue_contingent_ticket,
    move_seats,
    open_contingent,
    resize_contingent,
    take_ticket_back,
)
from einlass.admission.errors import (
    BadNumberOfSeats,
    CapacityExceeded,
    ContingentExists,
    NoSeatLeft,
    ReasonMissing,
    SeatNotTaken,
    SeatsInUse,
    SeatsPromised,
)
from einlass.admission.models import Contingent, Seat
from einlass.events.models import AuditEntry
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event, make_partner
from tests.builders.admission import make_contingent, make_drawn_draw, make_entrant

pytestmark = pytest.mark.django_db


def make_guest(contingent, **fields):
    defaults = {"attendee_name": "Ada", "attendee_email": "ada@example.org", "language": "en"}
    category = contingent.event.categories.first() or make_category(contingent.event)
    return issue_contingent_ticket(contingent, **(defaults | fields), category=category, by="worker", at=NOON)


def test_contingents_never_add_up_to_more_than_the_capacity():
    event = make_event(capacity=100)
    make_contingent(event, size=80)

    with pytest.raises(CapacityExceeded):
        make_contingent(event, purpose="crew", size=21)

    event.refresh_from_db()
    assert event.seats_allotted == 80


def test_planned_overbooking_makes_room_for_more_contingents():
    event = make_event(capacity=100, overbooking=5)

    make_contingent(event, size=105)

    event.refresh_from_db()
    assert event.seats_allotted == 105


def test_there_is_one_contingent_per_purpose_and_one_per_partner():
    event = make_event()
    partner = make_partner(event)
    make_contingent(event, purpose="press")
    make_contingent(event, purpose="partner", partner=partner)
    make_contingent(event, purpose="partner", partner=make_partner(event))

    for fields in ({"purpose": "press"}, {"purpose": "partner", "partner": partner}):
        with pytest.raises(ContingentExists):
            make_contingent(event, **fields)

    assert event.contingents.count() == 3


def test_a_contingent_below_zero_is_refused():
    with pytest.raises(BadNumberOfSeats):
        make_contingent(make_event(), size=-1)

    assert not Contingent.objects.exists()


def test_a_contingent_can_grow_into_the_free_capacity_only():
    event = make_event(capacity=20)
    contingent = make_contingent(event, size=10)

    resize_contingent(contingent, 20, by="worker", at=NOON, reason="The balcony is open.")
    with pytest.raises(CapacityExceeded):
        resize_contingent(contingent, 21, by="worker", at=NOON, reason="One more.")

    contingent.refresh_from_db()
    event.refresh_from_db()
    assert (contingent.size, event.seats_allotted) == (20, 20)


def test_a_contingent_cannot_become_smaller_than_its_taken_seats():
    contingent = make_contingent(make_event(), purpose="crew", size=3)
    make_guest(contingent)
    make_guest(contingent)

    with pytest.raises(SeatsInUse):
        resize_contingent(contingent, 1, by="worker", at=NOON, reason="Fewer hands.")

    contingent.refresh_from_db()
    assert contingent.size == 3


def test_moving_seats_keeps_their_number_and_the_reason():
    event = make_event()
    source = make_contingent(event, purpose="press", size=10)
    target = make_contingent(event, purpose="crew", size=5)

    move_seats(source, target, 4, by="worker", at=NOON, reason="Fewer journalists than thought.")

    assert sorted(event.contingents.values_list("purpose", "size")) == [("crew", 9), ("press", 6)]
    assert AuditEntry.objects.get(action="move_seats").after == {
        "size": 6,
        "to": target.code,
        "seats": 4,
        "reason": "Fewer journalists than thought.",
    }


def test_taken_seats_cannot_be_moved():
    event = make_event()
    source = make_contingent(event, purpose="press", size=2)
    target = make_contingent(event, purpose="crew", size=0)
    make_guest(source)

    with pytest.raises(NoSeatLeft):
        move_seats(source, target, 2, by="worker", at=NOON, reason="All of them.")

    assert sorted(event.contingents.values_list("purpose", "size")) == [("crew", 0), ("press", 2)]


@pytest.mark.parametrize("seats", [0, -3])
def test_seats_are_moved_in_whole_numbers_above_zero(seats):
    event = make_event()
    source = make_contingent(event, purpose="press")
    target = make_contingent(event, purpose="crew")

    with pytest.raises(BadNumberOfSeats):
        move_seats(source, target, seats, by="worker", at=NOON, reason="Because.")


def test_seats_do_not_leave_an_event():
    source = make_contingent(make_event(), purpose="press")
    target = make_contingent(make_event(), purpose="press")

    with pytest.raises(BadNumberOfSeats):
        move_seats(source, target, 1, by="worker", at=NOON, reason="Because.")


def test_moving_and_resizing_need_a_reason():
    event = make_event()
    source = make_contingent(event, purpose="press")
    target = make_contingent(event, purpose="crew")

    with pytest.raises(ReasonMissing):
        move_seats(source, target, 1, by="worker", at=NOON, reason=" ")
    with pytest.raises(ReasonMissing):
        resize_contingent(source, 1, by="worker", at=NOON, reason="")

    assert sorted(event.contingents.values_list("size", flat=True)) == [10, 10]


def test_seats_that_a_draw_gave_out_stay_until_they_are_offered():
    event = make_event()
    contingent = make_contingent(event, size=3)
    crew = make_contingent(event, purpose="crew")
    make_entrant(event)
    make_drawn_draw(event)

    with pytest.raises(SeatsPromised):
        move_seats(contingent, crew, 1, by="worker", at=NOON, reason="More hands.")
    with pytest.raises(SeatsPromised):
        resize_contingent(contingent, 2, by="worker", at=NOON, reason="A wall.")

    contingent.refresh_from_db()
    assert contingent.size == 3


def test_a_guest_of_a_contingent_gets_a_seat_and_a_ticket():
    contingent = make_contingent(make_event(), purpose="crew", size=1)

    ticket = make_guest(contingent, attendee_name="Grace")

    contingent.refresh_from_db()
    assert (contingent.taken, ticket.attendee_name) == (1, "Grace")
    assert Seat.objects.get().ticket == ticket


def test_a_full_contingent_issues_no_ticket():
    contingent = make_contingent(make_event(), purpose="crew", size=1)
    make_guest(contingent)

    with pytest.raises(NoSeatLeft) as refusal:
        make_guest(contingent)

    assert refusal.value.contingent == contingent
    assert Ticket.objects.count() == 1


def test_a_ticket_taken_back_frees_its_seat_once():
    contingent = make_contingent(make_event(), purpose="crew", size=1)
    ticket = make_guest(contingent)

    take_ticket_back(ticket, reason="Ill.", by="worker", at=NOON)
    with pytest.raises(SeatNotTaken):
        free_seat(ticket=ticket, at=NOON)

    contingent.refresh_from_db()
    ticket.refresh_from_db()
    assert (contingent.taken, ticket.revoked_at) == (0, NOON)


def test_the_database_itself_refuses_what_the_actions_refuse():
    event = make_event(capacity=10)
    contingent = make_contingent(event, size=10)

    for table, change in (
        (Contingent.objects.filter(pk=contingent.pk), {"taken": F("size") + 1}),
        (type(event).objects.filter(pk=event.pk), {"seats_allotted": 11}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.update(**change)


def test_opening_a_contingent_is_on_record():
    event = make_event()

    contingent = open_contingent(event, "press", {"en": "Press"}, 7, by="worker", at=NOON)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("open_contingent", contingent.subject)
    assert entry.after == {"purpose": "press", "size": 7}
