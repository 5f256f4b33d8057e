"""Partners, their guests and the return day at the same moment. Must hold on SQLite and on PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest

from einlass.admission import actions
from einlass.admission.guests import Guest
from einlass.admission.models import Invitation
from einlass.applications.models import Application
from einlass.tickets.models import Ticket
from tests.admission.test_races import all_at_once, assert_ledger_holds
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_drawn_draw,
    make_entrant_team,
    make_guest,
    make_open_offer,
    make_partner_contingent,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAY = NOON + timedelta(days=10)
BEFORE = DAY - timedelta(seconds=1)


def naming(contingent, number: int, at=NOON):
    guest = Guest(f"Racer {number}", f"racer-{number}@example.org")
    return lambda: actions.invite_guests(contingent, [guest], by="partner", at=at)


def test_of_many_tabs_that_name_a_guest_for_the_last_seat_one_does():
    contingent = make_partner_contingent(make_event(), size=1)

    outcomes = all_at_once([naming(contingent, number) for number in range(8)])

    assert outcomes == {"done": 1, "NoSeatLeft": 7}
    assert_ledger_holds()


def test_one_address_named_in_many_tabs_is_invited_once():
    event = make_event()
    contingents = [make_partner_contingent(event), make_partner_contingent(event)]

    outcomes = all_at_once([naming(contingent, 1) for contingent in contingents * 4])

    assert outcomes["done"] == Invitation.objects.count() == 1
    assert set(outcomes) <= {"done", "GuestNamed", "AddressHasSeat"}
    assert_ledger_holds()


def test_naming_in_the_moment_of_the_return_is_either_a_guest_or_a_seat_of_the_draw():
    event = make_event()
    draw = make_contingent(event, size=0)
    contingent = make_partner_contingent(event, size=6)

    outcomes = all_at_once(
        [naming(contingent, number, at=BEFORE) for number in range(6)]
        + [lambda: actions.return_unused_seats(at=DAY)] * 2
    )
    actions.return_unused_seats(at=DAY + timedelta(minutes=1))

    draw.refresh_from_db()
    contingent.refresh_from_db()
    event.refresh_from_db()
    assert outcomes["done"] + outcomes["NoSeatLeft"] == 8
    # Whoever was named in the last second cannot accept any more, so all six seats are the draw's in the end.
    assert (draw.size, contingent.size, contingent.taken, event.seats_allotted) == (6, 0, 0, 6)
    assert Invitation.objects.filter(expired_at=None).count() == 0
    assert_ledger_holds()


def test_accepting_in_the_moment_of_the_return_is_either_a_ticket_or_a_seat_of_the_draw():
    event = make_event()
    draw = make_contingent(event, size=0)
    contingent = make_partner_contingent(event, size=10)
    guests = [make_guest(contingent) for _ in range(10)]

    outcomes = all_at_once(
        [lambda one=one: actions.accept_invitation(one, name="Ada", at=BEFORE) for one in guests]
        + [lambda: actions.return_unused_seats(at=DAY)]
    )

    draw.refresh_from_db()
    contingent.refresh_from_db()
    tickets = Ticket.objects.count()
    assert outcomes == Counter({"done": 1 + tickets, "InvitationEnded": 10 - tickets})
    assert (contingent.size, draw.size) == (tickets, 10 - tickets)
    assert_ledger_holds()


def test_a_guest_who_accepts_while_being_replaced_is_either_in_or_out():
    event = make_event()
    contingent = make_partner_contingent(event, size=6)
    guests = [make_guest(contingent) for _ in range(6)]

    outcomes = all_at_once(
        [lambda one=one: actions.accept_invitation(one, name="Ada", at=NOON) for one in guests]
        + [
            lambda one=one: actions.replace_guest(
                one, Guest("Other", f"other-{one.code}@example.org"), seen="open", by="partner", at=NOON
            )
            for one in guests
        ]
    )

    contingent.refresh_from_db()
    tickets = Ticket.objects.filter(revoked_at=None).count()
    assert outcomes == Counter({"done": 6, "GuestAnswered": tickets, "InvitationEnded": 6 - tickets})
    assert contingent.taken == 6
    assert_ledger_holds()


def test_seats_given_back_while_guests_are_named_are_given_once():
    event = make_event()
    draw = make_contingent(event, size=0)
    contingent = make_partner_contingent(event, size=6)

    outcomes = all_at_once(
        [naming(contingent, number) for number in range(6)]
        + [lambda: actions.give_seats_back(contingent, 3, by="partner", at=NOON)]
    )

    draw.refresh_from_db()
    contingent.refresh_from_db()
    assert outcomes["done"] + outcomes["NoSeatLeft"] == 7
    assert contingent.size + draw.size == 6
    assert draw.size in {0, 3}
    assert_ledger_holds()


def test_who_accepts_an_offer_and_a_guests_seat_at_once_gets_one_of_the_two():
    event = make_event()
    curated = make_contingent(event, purpose="curated", size=12)
    contingent = make_partner_contingent(event, size=12)
    applications = [make_admitted(event) for _ in range(12)]
    guests = [make_guest(contingent, email=application.email) for application in applications]
    organiser = make_member(event)
    offers = [make_open_offer(application, curated, by=organiser) for application in applications]

    outcomes = all_at_once(
        [
            deed
            for offer, one in zip(offers, guests, strict=True)
            for deed in (
                lambda offer=offer: actions.accept_offer(offer, at=NOON),
                lambda one=one: actions.accept_invitation(one, name="Ada", at=NOON),
            )
        ]
    )

    assert outcomes["done"] == Ticket.objects.count() == 12
    assert outcomes["HasSeat"] + outcomes["HasTicket"] == 12
    assert_ledger_holds()


def test_a_team_answers_while_one_of_it_comes_as_a_guest_and_everybody_has_one_seat():
    event = make_event()
    make_contingent(event, size=12)
    contingent = make_partner_contingent(event, size=6)
    organiser = make_member(event)
    for _ in range(6):
        make_entrant_team(event, 2)
    applications = list(Application.objects.order_by("pk"))
    guests = [make_guest(contingent, email=application.email) for application in applications[::2]]
    draw = make_drawn_draw(event, by=organiser)
    offers = {
        offer.application_id: offer
        for offer in actions.make_offers(draw, expires_at=NOON + timedelta(days=5), by=organiser, at=NOON)
    }

    outcomes = all_at_once(
        [lambda one=one: actions.accept_invitation(one, name="Ada", at=NOON) for one in guests]
        + [lambda one=one: actions.accept_offer(offers[one.pk], at=NOON) for one in applications]
    )

    # The other of a team never waits in vain; the guest comes by one of the two ways.
    assert outcomes["done"] == 18 - outcomes["HasSeat"] - outcomes["HasTicket"] - outcomes["HasAgreed"]
    assert sum(outcomes.values()) == 18
    assert Ticket.objects.count() == 12
    assert_ledger_holds()
