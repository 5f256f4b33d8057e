from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import decline_offer, make_offers
from einlass.admission.models import Contingent, Draw, Offer
from einlass.mail.models import Message
from einlass.tickets.models import Ticket
from tests.admission.by_form import freeze, give_value
from tests.builders import NOON, make_event, make_member, make_partner
from tests.builders.admission import (
    make_admitted,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_open_offer,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
END = "2026-09-07T20:00"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def organiser(client, event):
    user = make_member(event)
    client.force_login(user)
    return user


def address(name: str, event, *arguments: str) -> str:
    return reverse(f"admission:{name}", args=[event.slug, *arguments])


# --- draws ----------------------------------------------------------------------------------------------
def test_the_page_of_the_draws_says_who_would_be_in(client, event, organiser):
    make_contingent(event, size=2)
    make_entrant(event)
    make_entrant_team(event, 3)

    answer = client.get(address("draws", event))

    pool = answer.context["pool"]
    assert (pool["entries"], pool["alone"], pool["teams"], pool["seats"]) == (4, 1, 1, 2)
    assert pool["chance"] == 0.5
    assert "There are no quotas: everybody has the same chance." in answer.text


def test_with_no_seat_free_the_page_of_the_draws_leads_to_the_seats_and_asks_for_nothing(client, event, organiser):
    make_contingent(event, size=0)
    make_entrant(event)

    answer = client.get(address("draws", event))

    assert "no seat is free for the draw" in answer.text
    assert f'<a href="{address("seats", event)}">To the seats</a>' in answer.text
    assert "Freeze the entries</button>" not in answer.text


def test_with_nobody_in_the_draw_its_page_leads_to_the_applications_and_asks_for_nothing(client, event, organiser):
    make_contingent(event, size=2)

    answer = client.get(address("draws", event))

    assert "nobody is in the draw" in answer.text
    assert f'<a href="{reverse("applications:inbox", args=[event.slug])}">To the applications</a>' in answer.text
    assert "Freeze the entries</button>" not in answer.text


def test_freezing_leads_to_the_page_of_the_draw(client, event, organiser):
    make_contingent(event)
    make_entrant(event)

    answer = freeze(client, event)

    draw = Draw.objects.get()
    assert answer.headers["Location"] == address("draw_desk", event, draw.code)
    assert (draw.frozen_by, draw.frozen_at, draw.value_source) == (organiser, NOON, "")


def test_freezing_an_empty_pool_says_what_is_missing(client, event, organiser):
    make_contingent(event)

    answer = freeze(client, event)

    assert answer.status_code == 422
    assert "Nobody is in the draw yet" in answer.text


def test_freezing_twice_leads_to_the_one_draw_that_is_under_way(client, event, organiser):
    make_contingent(event, size=2)
    make_entrant(event)
    freeze(client, event)

    answer = client.post(address("freezing", event), {"although": "on"}, follow=True)

    draw = Draw.objects.get()
    assert answer.redirect_chain == [(address("draw_desk", event, draw.code), 302)]
    assert "The entries are frozen already. This is the draw under way; no other was begun." in answer.text


def test_the_page_of_a_running_solve_loads_itself_again(client, event, organiser):
    make_contingent(event)
    make_entrant(event)
    draw = make_frozen_draw(event, by=organiser)

    page = client.get(address("draw_desk", event, draw.code)).text

    assert '<meta http-equiv="refresh" content="3">' in page


def test_a_failed_solve_shows_why_and_can_be_started_again(
    client, event, organiser, django_capture_on_commit_callbacks
):
    make_contingent(event)
    make_entrant(event)
    draw = make_frozen_draw(event, by=organiser)
    Draw.objects.filter(pk=draw.pk).update(failure="The chances cannot be rounded.")

    page = client.get(address("draw_desk", event, draw.code)).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("solve", event, draw.code))

    draw.refresh_from_db()
    assert "The chances cannot be rounded." in page
    assert (draw.failure, draw.solved_at) == ("", NOON)


def test_two_different_values_draw_nothing(client, event, organiser):
    make_contingent(event)
    make_entrant(event)
    draw = make_committed_draw(event, by=organiser)

    answer = client.post(address("value", event, draw.code), {"value": "4 1 6", "again": "4 1 9"})

    draw.refresh_from_db()
    assert (answer.status_code, draw.drawn_at) == (422, None)
    assert "The two values are not the same." in answer.text


def test_the_value_typed_twice_draws(client, event, organiser):
    make_contingent(event)
    make_entrant(event)
    draw = make_committed_draw(event, by=organiser)

    give_value(client, draw, "4 1 6", again=" 4,  01 6")

    draw.refresh_from_db()
    assert (draw.value, draw.drawn_at, draw.drawn_by) == ("4 1 6", NOON, organiser)


def test_a_second_value_is_refused_in_words(client, event, organiser):
    make_contingent(event)
    make_entrant(event)
    draw = make_drawn_draw(event, value="4 1 6", by=organiser)

    client.post(address("value", event, draw.code), {"value": "1 1 1", "again": "1 1 1"})

    draw.refresh_from_db()
    assert draw.value == "4 1 6"


def test_annulling_needs_a_reason(client, event, organiser):
    make_contingent(event)
    make_entrant(event)
    draw = make_solved_draw(event, by=organiser)

    refused = client.post(address("annulment", event, draw.code), {"reason": ""})
    done = client.post(address("annulment", event, draw.code), {"reason": "A category was missing."})

    draw.refresh_from_db()
    assert (refused.status_code, done.status_code) == (422, 302)
    assert draw.annulled_reason == "A category was missing."


def test_offers_then_the_waiting_are_told_from_the_page_of_the_draw(client, event, organiser):
    make_contingent(event, size=1)
    make_entrant(event)
    make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)

    client.post(address("draw_offers", event, draw.code), {"expires_at": END})
    client.post(address("waiting", event, draw.code))

    offer = Offer.objects.get()
    # Typed in the event's zone, two hours ahead of UTC in September; the minute typed counts.
    assert offer.expires_at.isoformat() == "2026-09-07T18:01:00+00:00"
    told = Message.objects.exclude(template="admission/committed").values_list("template", flat=True)
    assert sorted(told) == ["admission/offer", "admission/waiting"]


def test_offers_that_end_in_the_past_are_refused_in_words(client, event, organiser):
    make_contingent(event, size=1)
    make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)

    answer = client.post(address("draw_offers", event, draw.code), {"expires_at": "2026-08-03T20:00"})

    assert answer.status_code == 422
    assert "Offers must end in the future" in answer.text
    assert not Offer.objects.exists()


# --- offers ---------------------------------------------------------------------------------------------
def test_the_list_counts_searches_and_filters(client, event, organiser):
    contingent = make_contingent(event)
    ada = make_open_offer(make_admitted(event, name="Ada Lovelace"), contingent, by=organiser)
    decline_offer(make_open_offer(make_admitted(event, name="Grace Hopper"), contingent, by=organiser), at=NOON)

    everything = client.get(address("offers", event))
    found = client.get(address("offers", event), {"q": "lovel"})
    declined = client.get(address("offers", event), {"state": "declined"})
    by_code = client.get(address("offers", event), {"q": ada.code.lower()})

    assert everything.context["counts"] == {"open": 1, "accepted": 0, "declined": 1, "expired": 0, "revoked": 0}
    assert [offer.application.name for offer in found.context["page"]] == ["Ada Lovelace"]
    assert [offer.application.name for offer in declined.context["page"]] == ["Grace Hopper"]
    assert list(by_code.context["page"]) == [ada]


@pytest.mark.parametrize("offers", [1, 3])
def test_the_list_takes_the_same_queries_for_one_offer_and_for_three(
    client, event, organiser, offers, django_assert_max_num_queries
):
    contingent = make_contingent(event)
    for _ in range(offers):
        make_open_offer(make_admitted(event), contingent, by=organiser)

    with django_assert_max_num_queries(8):
        client.get(address("offers", event))


def test_offers_for_the_admitted_are_made_from_their_page(client, event, organiser):
    make_contingent(event, purpose="curated")
    make_admitted(event)

    client.post(address("admitted", event), {"expires_at": END})

    assert Offer.objects.count() == 1


def test_too_few_seats_for_the_admitted_are_named(client, event, organiser):
    make_contingent(event, purpose="curated", size=1, name={"en": "Chosen"})
    make_admitted(event)
    make_admitted(event)

    answer = client.post(address("admitted", event), {"expires_at": END})

    assert answer.status_code == 422
    assert "“Chosen” has 1 free seats, and 2 are needed." in answer.text


def test_an_offer_is_taken_back_with_a_reason(client, event, organiser):
    offer = make_open_offer(make_admitted(event), make_contingent(event), by=organiser)

    refused = client.post(address("revocation", event, offer.code), {"reason": ""})
    client.post(address("revocation", event, offer.code), {"reason": "Applied twice."})

    offer.refresh_from_db()
    assert (refused.status_code, offer.revoked_at) == (422, NOON)


def test_an_offer_is_mailed_again(client, event, organiser):
    offer = make_open_offer(make_admitted(event), make_contingent(event), by=organiser)

    client.post(address("mailing", event, offer.code))

    assert Message.objects.filter(template="admission/offer").count() == 2


def test_after_an_offer_has_ended_another_can_be_made_from_its_page(client, event, organiser):
    offer = make_open_offer(make_admitted(event), make_contingent(event), by=organiser)
    decline_offer(offer, at=NOON)

    answer = client.post(address("renewal", event, offer.code), {"expires_at": END})

    again = Offer.objects.exclude(pk=offer.pk).get()
    assert answer.headers["Location"] == address("offer_desk", event, again.code)


def test_the_refill_page_says_what_it_would_do_and_does_it(client, event, organiser):
    make_contingent(event, size=2)
    for _ in range(4):
        make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=NOON + timedelta(days=5), by=organiser, at=NOON)
    decline_offer(Offer.objects.first(), at=NOON)

    page = client.get(address("refill", event))
    client.post(address("refill", event), {"expires_at": END})

    assert (page.context["waiting"], page.context["next"]["offers"]) == (2, 1)
    assert Offer.objects.count() == 3


def test_the_refill_page_says_why_nothing_can_be_offered(client, event, organiser):
    make_contingent(event, size=1)
    make_entrant(event)
    make_entrant(event)
    draw = make_drawn_draw(event, by=organiser)
    make_offers(draw, expires_at=NOON + timedelta(days=5), by=organiser, at=NOON)

    page = client.get(address("refill", event))
    answer = client.post(address("refill", event), {"expires_at": END})

    assert "No seat is free." in page.text
    assert answer.status_code == 422
    assert "has no free seat" in answer.text


# --- seats ----------------------------------------------------------------------------------------------
def test_the_seats_are_counted_by_what_holds_them(client, event, organiser):
    contingent = make_contingent(event, size=10)
    make_open_offer(make_admitted(event), contingent, by=organiser)

    answer = client.get(address("seats", event))

    assert answer.context["total"] == {"size": 10, "ticketed": 0, "held": 1, "free": 9}
    assert answer.context["loose"] == 1190


def test_seats_are_moved_with_a_reason(client, event, organiser):
    press = make_contingent(event, purpose="press", size=10)
    crew = make_contingent(event, purpose="crew", size=5)
    form = {"source": press.code, "target": crew.code, "seats": "4"}

    refused = client.post(address("moves", event), form)
    client.post(address("moves", event), form | {"reason": "More hands."})

    assert refused.status_code == 422
    assert 'value="4"' in refused.text
    assert sorted(event.contingents.values_list("size", flat=True)) == [6, 9]


def test_more_seats_than_are_free_are_not_moved(client, event, organiser):
    press = make_contingent(event, purpose="press", size=3, name={"en": "Press"})
    crew = make_contingent(event, purpose="crew", size=5)

    answer = client.post(
        address("moves", event), {"source": press.code, "target": crew.code, "seats": "4", "reason": "More."}
    )

    assert answer.status_code == 422
    assert "“Press” has 3 free seats, and 4 are needed." in answer.text


def test_contingents_of_another_event_cannot_be_chosen(client, event, organiser):
    press = make_contingent(event, purpose="press", size=3)
    foreign = make_contingent(make_event(), purpose="press", size=3)

    answer = client.post(
        address("moves", event), {"source": press.code, "target": foreign.code, "seats": "1", "reason": "More."}
    )

    assert answer.status_code == 422
    assert set(Contingent.objects.values_list("size", flat=True)) == {3}


def test_a_contingent_is_opened_for_a_partner(client, event, organiser):
    partner = make_partner(event)
    form = {"purpose": "partner", "name_en": "Company", "name_de": "Firma", "size": "15"}

    refused = client.post(address("contingents", event), form)
    client.post(address("contingents", event), form | {"partner": str(partner.pk)})

    contingent = Contingent.objects.get()
    assert refused.status_code == 422
    assert (contingent.partner, contingent.size, contingent.name) == (partner, 15, {"en": "Company", "de": "Firma"})


def test_a_contingent_beyond_the_capacity_is_refused_in_words(client, organiser, event):
    answer = client.post(
        address("contingents", event), {"purpose": "crew", "name_en": "Crew", "name_de": "Team", "size": "1201"}
    )

    assert answer.status_code == 422
    assert "Only 1200 of the 1200 seats" in answer.text


def test_a_size_is_changed_with_a_reason(client, event, organiser):
    press = make_contingent(event, purpose="press", size=3)

    client.post(address("sizes", event), {"contingent": press.code, "size": "8", "reason": "More news."})

    press.refresh_from_db()
    assert press.size == 8


@pytest.mark.parametrize("contingents", [1, 3])
def test_the_seats_take_the_same_queries_for_one_contingent_and_for_three(
    client, event, organiser, contingents, django_assert_max_num_queries
):
    for purpose in ["press", "crew", "speakers"][:contingents]:
        make_contingent(event, purpose=purpose)

    with django_assert_max_num_queries(10):
        client.get(address("seats", event))


def test_nothing_here_issues_a_ticket_by_itself(client, event, organiser):
    offer = make_open_offer(make_admitted(event), make_contingent(event), by=organiser)

    for name, arguments in (("offers", ()), ("offer_desk", (offer.code,)), ("seats", ()), ("draws", ())):
        client.get(address(name, event, *arguments))

    assert not Ticket.objects.exists()


@pytest.mark.parametrize("text", ["x" * 100_000, "a\ab"])
def test_a_search_for_what_no_name_can_be_finds_no_offer(client, event, organiser, text):
    make_open_offer(make_entrant(event), make_contingent(event))

    answer = client.get(address("offers", event), {"q": text})

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == 0
