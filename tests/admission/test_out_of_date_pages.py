"""A form sent twice, or from a page that others have overtaken: nothing happens twice, and the page says why."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import accept_offer, annul_draw, make_offers
from einlass.admission.models import Draw
from einlass.tickets.models import Ticket
from tests.admission.by_form import announce
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    guest_token,
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_guest,
    make_open_offer,
    make_partner_contingent,
    make_solved_draw,
    partner_token,
)

pytestmark = pytest.mark.django_db
HOW_IT_STANDS = "Below you see how it stands now."
LATER = f"{NOON + timedelta(days=3):%Y-%m-%dT%H:%M}"


@pytest.fixture
def event(time_machine):
    time_machine.move_to(NOON)
    event = make_event()
    make_contingent(event)
    make_contingent(event, purpose="curated")
    make_entrant(event)
    return event


@pytest.fixture
def organiser(event, client):
    member = make_member(event)
    client.force_login(member)
    return member


def send(client, address, event, *codes, **form):
    return client.post(reverse(f"admission:{address}", args=[event.slug, *codes]), form)


def test_a_value_that_is_given_twice_is_refused_with_the_reason(client, event, organiser):
    draw = make_committed_draw(event, by=organiser)

    value = {"value": "1 2 3", "again": "1 2 3", "seen": "1 2 3"}
    first, second = (send(client, "value", event, draw.code, **value) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "This draw has taken place already." in second.text
    assert HOW_IT_STANDS in second.text


def test_a_draw_that_is_announced_twice_shows_its_next_step_and_why(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)

    first = announce(client, draw, value_source="Eight dice")
    second = announce(client, draw, value_source="Other dice")

    draw.refresh_from_db()
    assert (first.status_code, second.status_code, draw.value_source) == (302, 422, "Eight dice")
    assert "what was announced stays" in second.text
    assert second.context["step_template"] == "admission/draw_steps/value.html"


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("value", {"value": "1", "again": "1"}, "The fingerprint is not published yet."),
        ("draw_offers", {"expires_at": LATER}, "This draw has not taken place yet."),
        ("drand_round", {"signature": "ab" * 48}, "The fingerprint is not published yet."),
    ],
)
def test_a_step_that_comes_too_early_is_refused_with_the_reason(client, event, organiser, name, form, said):
    draw = make_solved_draw(event, by=organiser)

    answer = send(client, name, event, draw.code, **form)

    assert answer.status_code == 422
    assert said in answer.text
    assert Draw.objects.filter(committed_at=None, value_at=None).count() == 1


def test_a_draw_that_is_annulled_twice_keeps_the_first_reason(client, event, organiser):
    draw = make_solved_draw(event, by=organiser)
    annul_draw(draw, "First.", by=organiser, at=NOON)

    answer = send(client, "annulment", event, draw.code, reason="Second.")

    draw.refresh_from_db()
    assert (answer.status_code, draw.annulled_reason) == (422, "First.")
    assert "This draw was annulled." in answer.text


def test_offers_of_a_draw_that_are_out_are_not_made_in_parts_and_the_page_says_why(client, event, organiser):
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=NOON + timedelta(days=5), by=organiser, at=NOON)

    at_once = send(client, "draw_offers", event, draw.code, expires_at=LATER)
    in_parts = send(client, "parts", event, draw.code, seats="5", hours="24")

    for answer in (at_once, in_parts):
        assert answer.status_code == 422
        assert "The offers of this draw are out already." in answer.text


def test_an_announcement_that_is_planned_twice_is_planned_once_and_the_page_says_so(client, event, organiser):
    make_admitted(event)

    first = send(client, "announcement", event, starts_at=LATER)
    second = send(client, "announcement", event, starts_at=LATER)

    assert (first.status_code, second.status_code, event.announcements.count()) == (302, 422, 1)
    assert "An announcement is planned or under way already." in second.text


def test_an_offer_that_was_accepted_meanwhile_is_not_taken_back_and_the_page_says_why(client, event, organiser):
    offer = make_open_offer(make_admitted(event), event.contingents.get(purpose="curated"), by=organiser)
    accept_offer(offer, at=NOON)

    back = send(client, "revocation", event, offer.code, reason="Cut.")
    again = send(client, "renewal", event, offer.code, expires_at=LATER)

    assert (back.status_code, again.status_code) == (422, 422)
    assert "This offer was accepted already." in back.text
    assert "There is an offer already that is open or accepted." in again.text


def test_a_partner_who_replaces_a_guest_that_has_declined_meanwhile_reads_why_it_cannot_be(client, event):
    contingent = make_partner_contingent(event)
    guest = make_guest(contingent)
    send(client, "invitation_refusal", event, guest_token(guest))
    other = {"name": "Ada", "email": "ada@example.org", "language": "en", "seen": "open"}

    url = reverse("admission:partner_replacement", args=[event.slug, partner_token(contingent.partner), guest.code])
    answer = client.post(url, other)

    assert answer.status_code == 422
    assert "This invitation has ended or was answered already." in answer.text
    assert HOW_IT_STANDS in answer.text


def test_a_guest_who_taps_twice_gets_one_ticket_and_sees_it(client, event):
    token = guest_token(make_guest(make_partner_contingent(event)))

    answers = [send(client, "invitation_acceptance", event, token, name="Ada") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Ticket.objects.count() == 1


def test_a_guest_who_declines_twice_has_declined(client, event):
    token = guest_token(make_guest(make_partner_contingent(event)))

    answers = [send(client, "invitation_refusal", event, token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
