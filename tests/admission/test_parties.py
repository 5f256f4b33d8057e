"""Teams whose members answer one by one: together or not at all, unless the team or one of it says otherwise."""

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    accept_offer,
    decline_offer,
    expire_offers,
    make_offers,
    remind_of_offers,
    revoke_offer,
    say_team_rule,
)
from einlass.admission.models import Contingent, Offer
from einlass.applications.erasure import erase_application
from einlass.applications.models import Application, Team
from einlass.events.links import link_token
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import make_contingent, make_drawn_draw, make_entrant, make_entrant_team
from tests.builders.applications import make_team

pytestmark = pytest.mark.django_db
END = NOON.replace(day=8)


def offers_of_a_team(size: int = 3, *, also_alone: bool = False, end=END) -> list[Offer]:
    event = make_event()
    organiser = make_member(event)
    make_contingent(event, size=size)
    team = make_entrant_team(event, size)
    Team.objects.filter(pk=team.pk).update(also_alone=also_alone)
    draw = make_drawn_draw(event, by=organiser)
    return sorted(make_offers(draw, expires_at=end, by=organiser, at=NOON), key=lambda offer: offer.pk)


def states(at=NOON) -> list[str]:
    return [offer.state(at) for offer in Offer.objects.order_by("pk")]


def assert_ledger_holds() -> None:
    for contingent in Contingent.objects.all():
        assert contingent.taken == contingent.seats.filter(freed_at=None).count()


def test_in_a_team_that_comes_together_the_tickets_come_with_the_last_yes():
    first, second, third = offers_of_a_team()

    tickets = [accept_offer(offer, at=NOON) for offer in (first, second)]
    before = Ticket.objects.count()
    accept_offer(third, at=NOON)

    assert (tickets, before) == ([None, None], 0)
    assert states() == ["accepted"] * 3
    assert Ticket.objects.count() == 3
    assert_ledger_holds()


def test_a_no_ends_the_offers_of_all_who_come_only_together_and_frees_their_seats():
    first, second, third = offers_of_a_team()
    accept_offer(first, at=NOON)

    decline_offer(second, at=NOON)

    assert states() == ["declined"] * 3
    assert Contingent.objects.get().taken == 0
    assert Message.objects.filter(template="admission/fallen").count() == 2
    assert set(Offer.objects.filter(fell_with_team=True)) == {first, third}
    assert_ledger_holds()


def test_two_of_three_come_where_the_team_says_that_each_comes_anyway():
    first, second, third = offers_of_a_team(also_alone=True)

    ticket = accept_offer(first, at=NOON)
    decline_offer(second, at=NOON)
    accept_offer(third, at=NOON)

    assert ticket is not None
    assert states() == ["accepted", "declined", "accepted"]
    assert_ledger_holds()


def test_who_comes_anyway_keeps_the_seat_and_who_does_not_loses_it():
    first, second, third = offers_of_a_team()

    ticket = accept_offer(first, at=NOON, anyway=True)
    accept_offer(second, at=NOON)
    decline_offer(third, at=NOON)

    assert ticket is not None
    assert states() == ["accepted", "declined", "declined"]


def test_saying_later_that_one_comes_anyway_gives_the_ticket_at_once():
    first, *_ = offers_of_a_team()
    accept_offer(first, at=NOON)

    say_team_rule(first.application, anyway=True, at=NOON)

    assert Ticket.objects.count() == 1
    assert states() == ["accepted", "open", "open"]


def test_a_missing_answer_ends_the_offers_of_those_who_said_yes():
    first, second, _ = offers_of_a_team()
    accept_offer(first, at=NOON)
    accept_offer(second, at=NOON)

    expire_offers(at=END)

    assert states(END) == ["expired"] * 3
    assert Contingent.objects.get().taken == 0
    assert Message.objects.filter(template="admission/fallen").count() == 2
    assert Message.objects.filter(template="admission/expired").count() == 1
    assert_ledger_holds()


def test_an_offer_of_the_team_that_would_last_longer_ends_with_the_first():
    _, second = offers_of_a_team(2)
    Offer.objects.filter(pk=second.pk).update(expires_at=END.replace(day=10))

    expire_offers(at=END)

    second.refresh_from_db()
    assert (second.declined_at, second.fell_with_team) == (END, True)
    assert Contingent.objects.get().taken == 0


def test_when_the_organiser_takes_one_offer_back_the_rest_of_the_team_goes_on():
    first, second, third = offers_of_a_team()
    accept_offer(first, at=NOON)
    accept_offer(second, at=NOON)

    revoke_offer(third, "Applied twice.", by="worker", at=NOON)

    assert states() == ["accepted", "accepted", "revoked"]


def test_when_one_of_the_team_deletes_the_application_the_rule_holds_as_well():
    first, second = offers_of_a_team(2)
    accept_offer(second, at=NOON)

    erase_application(first.application, at=NOON)

    assert states() == ["declined", "declined"]
    assert Contingent.objects.get().taken == 0


def test_who_said_yes_is_not_reminded():
    first, _ = offers_of_a_team(2)
    accept_offer(first, at=NOON)

    assert remind_of_offers(at=END.replace(hour=0)) == 1


def test_a_team_of_which_only_one_was_drawn_needs_nobody():
    event = make_event()
    organiser = make_member(event)
    make_contingent(event)
    team = make_team(event)
    make_entrant(event, team=team)
    draw = make_drawn_draw(event, by=organiser)
    [offer] = make_offers(draw, expires_at=END, by=organiser, at=NOON)

    assert accept_offer(offer, at=NOON) is not None


def test_the_page_of_the_offer_asks_what_holds_if_somebody_cannot_come(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    first, *_ = offers_of_a_team(2)
    token = link_token("offer", first.code, first.link_version)
    address = reverse("admission:acceptance", args=[first.event.slug, token])

    asked = client.get(address)
    waits = client.post(address, {"asked_anyway": "1"}, follow=True)
    ticket = client.post(address, {"asked_anyway": "1", "anyway": "1"}, follow=True)

    assert "I come anyway" in asked.text
    assert "As soon as 1 more person has said yes" in waits.text
    assert "The seat is yours" in ticket.text


def test_the_own_page_says_the_rule_and_changes_it(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    first, *_ = offers_of_a_team(2)
    application = first.application
    token = link_token("application", application.code, application.link_version)
    page = reverse("admission:applicant", args=[first.event.slug, token])

    before = client.get(page)
    after = client.post(reverse("admission:team_rule", args=[first.event.slug, token]), {"anyway": "1"}, follow=True)

    assert "you come together or not at all" in before.text
    assert "You said that you come even if the others do not." in after.text
    assert Application.objects.get(pk=application.pk).also_alone
