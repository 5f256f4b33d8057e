"""One person, one seat: a seat as somebody's guest and an offer of one's own do not both become a ticket."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    accept_invitation,
    accept_offer,
    announce_waiting,
    decline_offer,
    expire_offers,
    freeze_draw,
    give_seat_up,
    give_tickets_out,
    give_value,
    make_offer,
    make_offers,
    make_offers_for_admitted,
    take_guest_back,
)
from einlass.admission.errors import GuestIsIn, HasAgreed, HasSeat, HasTicket, InvitationEnded, NothingToDraw
from einlass.admission.guests import Guest
from einlass.admission.models import Contingent, Offer, Seat
from einlass.admission.queries import waiting_places
from einlass.applications.models import Application, Team
from einlass.events.links import link_token
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    guest_token,
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_guest,
    make_open_offer,
    make_partner_contingent,
)

pytestmark = pytest.mark.django_db
END = NOON + timedelta(days=5)


@pytest.fixture
def event():
    event = make_event(contact_email="team@example.org")
    make_contingent(event, size=10)
    make_contingent(event, purpose="curated", size=10)
    make_partner_contingent(event, size=5)
    return event


def guest_of(event, application, **fields):
    """An invitation of the same person, under another spelling of the address."""
    contingent = event.contingents.get(purpose="partner")
    return make_guest(contingent, name=application.name, email=application.email.upper(), **fields)


def come_as_guest(event, application):
    invitation = guest_of(event, application)
    accept_invitation(invitation, name=application.name, at=NOON)
    return invitation


def offered_then_guest(event, application):
    """Invited first, then offered a seat, then accepted as a guest: the way in which somebody comes to have both."""
    invitation = guest_of(event, application)
    offer = make_open_offer(application, event.contingents.get(purpose="curated"), expires_at=END)
    accept_invitation(invitation, name=application.name, at=NOON)
    return invitation, offer


def offers_of_a_team(event, size: int) -> list[Offer]:
    """Offers of one draw, the first of the team invited as a guest before."""
    team = make_entrant_team(event, size)
    members = list(Application.objects.filter(team=team).order_by("pk"))
    guest_of(event, members[0])
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    offers = make_offers(draw, expires_at=END, by=organiser, at=NOON)
    return sorted(offers, key=lambda offer: offer.application_id)


def accept_as_guest(event, name="Ada"):
    invitation = event.invitations.get()
    accept_invitation(invitation, name=name, at=NOON)
    return invitation


def applicants_page(client, application) -> str:
    token = link_token("application", application.code, application.link_version)
    return client.get(reverse("admission:applicant", args=[application.event.slug, token])).content.decode()


def offer_url(offer: Offer, name: str = "offer") -> str:
    token = link_token("offer", offer.code, offer.link_version)
    return reverse(f"admission:{name}", args=[offer.event.slug, token])


# --- answering ------------------------------------------------------------------------------------------
def test_who_comes_as_a_guest_cannot_accept_an_offer_too(event):
    _, offer = offered_then_guest(event, make_admitted(event))

    with pytest.raises(HasSeat):
        accept_offer(offer, at=NOON)

    offer.refresh_from_db()
    assert (offer.accepted_at, offer.is_open(NOON), Ticket.objects.count()) == (None, True, 1)


def test_who_was_given_a_ticket_by_hand_cannot_accept_an_offer_too(event):
    press = make_contingent(event, purpose="press", size=2)
    application = make_admitted(event)
    give_tickets_out(
        press, [Guest("Ada", application.email.upper())], make_category(event), by=make_member(event), at=NOON
    )

    with pytest.raises(HasSeat):
        make_open_offer(application, event.contingents.get(purpose="curated"))

    [offer] = make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)
    with pytest.raises(HasSeat):
        accept_offer(offer, at=NOON)


def test_after_the_guests_seat_is_given_up_the_offer_can_be_accepted(event):
    invitation, offer = offered_then_guest(event, make_admitted(event))
    give_seat_up(invitation, at=NOON)

    accept_offer(offer, at=NOON)

    assert Ticket.objects.filter(revoked_at=None).count() == 1
    assert event.contingents.get(purpose="partner").taken == 0


def test_after_the_partner_took_the_seat_back_the_offer_can_be_accepted(event):
    invitation, offer = offered_then_guest(event, make_admitted(event))
    take_guest_back(invitation, seen="accepted", by="partner", at=NOON)

    accept_offer(offer, at=NOON)

    assert Ticket.objects.filter(revoked_at=None).count() == 1


def test_who_accepted_an_offer_cannot_accept_as_a_guest_too(event):
    application = make_admitted(event)
    invitation = guest_of(event, application)
    accept_offer(make_open_offer(application, event.contingents.get(purpose="curated")), at=NOON)

    with pytest.raises(HasTicket):
        accept_invitation(invitation, name="Ada", at=NOON)


def test_a_seat_is_given_up_before_the_event_is_over_and_not_by_somebody_who_came_in(event):
    invitation = come_as_guest(event, make_admitted(event))

    with pytest.raises(InvitationEnded):
        give_seat_up(invitation, at=event.ends_at)
    Ticket.objects.update(entered_at=NOON)
    with pytest.raises(GuestIsIn):
        give_seat_up(invitation, at=NOON)

    assert Seat.objects.filter(freed_at=None).count() == 1


def test_an_invitation_that_was_not_accepted_is_not_given_up(event):
    invitation = guest_of(event, make_admitted(event))

    with pytest.raises(InvitationEnded):
        give_seat_up(invitation, at=NOON)


# --- draws and offers -----------------------------------------------------------------------------------
def test_who_comes_as_a_guest_is_not_in_the_draw_and_who_is_only_invited_is(event):
    guest, invited, other = (make_entrant(event) for _ in range(3))
    come_as_guest(event, guest)
    guest_of(event, invited)

    draw = freeze_draw(event, by=make_member(event), at=NOON)

    assert sorted(draw.entries.values_list("application", flat=True)) == [invited.pk, other.pk]


def test_the_rest_of_a_team_is_in_the_draw_without_the_one_who_comes_as_a_guest(event):
    members = list(Application.objects.filter(team=make_entrant_team(event, 3)).order_by("pk"))
    come_as_guest(event, members[0])

    draw = freeze_draw(event, by=make_member(event), at=NOON)

    assert sorted(draw.entries.values_list("application", flat=True)) == [one.pk for one in members[1:]]
    assert draw.entries.values("unit").distinct().count() == 1


def test_a_draw_of_nobody_but_guests_is_refused(event):
    come_as_guest(event, make_entrant(event))

    with pytest.raises(NothingToDraw):
        freeze_draw(event, by=make_member(event), at=NOON)


def test_who_gave_the_guests_seat_up_is_in_the_draw_again(event):
    application = make_entrant(event)
    give_seat_up(come_as_guest(event, application), at=NOON)

    draw = freeze_draw(event, by=make_member(event), at=NOON)

    assert draw.entry_count == 1


def test_who_was_drawn_and_came_to_a_guests_seat_meanwhile_is_offered_nothing(event):
    organiser = make_member(event)
    guest, other = make_entrant(event), make_entrant(event)
    draw = make_committed_draw(event, by=organiser)
    come_as_guest(event, guest)
    give_value(draw, "1 2 3", by=organiser, at=NOON)

    offers = make_offers(draw, expires_at=END, by=organiser, at=NOON)

    assert [offer.application_id for offer in offers] == [other.pk]
    assert event.contingents.get(purpose="draw").taken == 1


def test_who_waits_and_came_to_a_guests_seat_waits_no_more(event):
    organiser = make_member(event)
    contingent = event.contingents.get(purpose="draw")
    Contingent.objects.filter(pk=contingent.pk).update(size=1)
    for _ in range(3):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    waiting = list(draw.entries.filter(admitted=False).order_by("place"))
    come_as_guest(event, waiting[0].application)
    make_offers(draw, expires_at=END, by=organiser, at=NOON)

    told = announce_waiting(draw, by=organiser, at=NOON)

    assert [place.application for place in waiting_places(draw)] == [waiting[1].application_id]
    assert told == 1
    assert Message.objects.get(template="admission/waiting").to == waiting[1].application.email


def test_the_team_offers_no_second_seat_to_a_guest(event):
    guest, other = make_admitted(event), make_admitted(event)
    come_as_guest(event, guest)

    offers = make_offers_for_admitted(event, expires_at=END, by=make_member(event), at=NOON)

    assert [offer.application_id for offer in offers] == [other.pk]
    with pytest.raises(HasSeat):
        make_offer(
            guest,
            contingent=event.contingents.get(purpose="curated"),
            expires_at=END,
            by=make_member(event),
            at=NOON,
        )


# --- teams ----------------------------------------------------------------------------------------------
def test_a_team_need_not_wait_for_one_who_comes_as_a_guest(event):
    first, second = offers_of_a_team(event, 2)
    accept_as_guest(event)

    ticket = accept_offer(second, at=NOON)

    assert ticket is not None
    first.refresh_from_db()
    assert first.is_open(NOON)


def test_those_who_waited_for_one_get_their_tickets_when_the_one_comes_as_a_guest(event):
    _, second = offers_of_a_team(event, 2)
    assert accept_offer(second, at=NOON) is None

    accept_as_guest(event)

    second.refresh_from_db()
    assert second.accepted_at == NOON
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("said_yes_before", [True, False])
def test_a_guest_who_declines_the_own_offer_takes_no_seat_from_the_team(event, said_yes_before):
    first, second, third = offers_of_a_team(event, 3)
    if said_yes_before:
        accept_offer(second, at=NOON)
    accept_as_guest(event)

    decline_offer(first, at=NOON)
    accept_offer(second, at=NOON) if not said_yes_before else None
    accept_offer(third, at=NOON)

    assert Offer.objects.filter(accepted_at=NOON).count() == 2
    assert Ticket.objects.count() == 3


def test_a_guest_who_does_not_answer_the_own_offer_takes_no_seat_from_the_team(event):
    _first, second = offers_of_a_team(event, 2)
    later = END + timedelta(days=1)
    Offer.objects.filter(pk=second.pk).update(expires_at=later)
    accept_as_guest(event)

    expire_offers(at=END)

    second.refresh_from_db()
    assert second.is_open(END)
    assert accept_offer(second, at=END) is not None


def test_who_said_yes_and_waits_for_the_team_declines_one_before_accepting_as_a_guest(event):
    first, _ = offers_of_a_team(event, 2)
    accept_offer(first, at=NOON)

    with pytest.raises(HasAgreed):
        accept_as_guest(event)

    assert Ticket.objects.count() == 0


def test_a_guest_in_a_team_by_name_only_changes_nothing_for_others(event):
    team = Team.objects.create(event=event, name="Others")
    alone = make_admitted(event, team=team)
    _, offer = offered_then_guest(event, make_admitted(event))

    other = make_open_offer(alone, event.contingents.get(purpose="curated"))

    assert accept_offer(other, at=NOON) is not None
    offer.refresh_from_db()
    assert offer.is_open(NOON)


# --- pages ----------------------------------------------------------------------------------------------
def test_the_page_of_the_offer_says_what_to_do_and_a_yes_is_refused_there(event, client, time_machine):
    time_machine.move_to(NOON)
    _, offer = offered_then_guest(event, make_admitted(event))

    shown = client.get(offer_url(offer)).content.decode()
    answer = client.post(offer_url(offer, "acceptance"))

    assert "You have a seat already" in shown
    assert "Accept the seat" not in shown
    assert "Decline this seat" in shown
    assert answer.status_code == 422
    assert "this one was not accepted. Nothing was changed." in answer.content.decode()
    assert "team@example.org" in answer.content.decode()


def test_the_page_of_the_offer_says_it_in_german(event, client, time_machine):
    time_machine.move_to(NOON)
    _, offer = offered_then_guest(event, make_admitted(event))

    answer = client.post(offer_url(offer, "acceptance"), headers={"Accept-Language": "de"})

    assert "Sie haben schon einen Platz" in answer.content.decode()


def test_organisers_read_how_many_guests_are_not_in_the_draw(event, client):
    make_entrant(event)
    come_as_guest(event, make_entrant(event))
    client.force_login(make_member(event))

    page = client.get(reverse("admission:draws", args=[event.slug])).content.decode()

    assert "1 person who was sent to the draw is not in" in page


def test_the_own_page_says_that_a_guest_is_in_no_draw(event, client, time_machine):
    time_machine.move_to(NOON)
    application = make_entrant(event)
    come_as_guest(event, application)

    page = applicants_page(client, application)

    assert "You have a seat, as a guest." in page
    assert "Offers go out" not in page
    assert "Your entry stays in the draw" not in page


def test_the_own_page_says_what_becomes_of_an_entry_that_is_fixed(event, client, time_machine):
    time_machine.move_to(NOON)
    application = make_entrant(event)
    make_committed_draw(event)
    come_as_guest(event, application)

    page = applicants_page(client, application)

    assert "Your entry stays in the draw that is fixed already" in page


def test_the_own_page_asks_a_guest_with_an_offer_to_decline_one_of_the_two(event, client, time_machine):
    time_machine.move_to(NOON)
    application = make_admitted(event)
    offered_then_guest(event, application)

    page = applicants_page(client, application)

    assert "another one is offered to you" in page


def test_a_guest_gives_the_seat_back_from_the_page_that_shows_the_ticket_only(event, client, time_machine):
    time_machine.move_to(NOON)
    invitation = come_as_guest(event, make_admitted(event))
    args = [event.slug, guest_token(invitation)]

    page = client.get(reverse("admission:invitation", args=args)).content.decode()
    out_of_date = client.post(reverse("admission:invitation_refusal", args=args))
    still_valid = Ticket.objects.filter(revoked_at=None).count()
    given_up = client.post(reverse("admission:invitation_refusal", args=args), {"seen": "accepted"}, follow=True)
    twice = client.post(reverse("admission:invitation_refusal", args=args), {"seen": "accepted"})

    assert "Give the seat back" in page
    assert (out_of_date.status_code, still_valid) == (422, 1)
    assert "has ended or was answered already" in out_of_date.content.decode()
    assert "You declined the seat" in given_up.content.decode()
    assert twice.status_code == 302
    assert Ticket.objects.filter(revoked_at=None).count() == 0
    assert event.contingents.get(purpose="partner").taken == 0
