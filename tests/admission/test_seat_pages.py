"""The picture of all seats, the list of them, and what each of them has been through."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    accept_offer,
    decline_offer,
    expire_offers,
    issue_contingent_ticket,
    move_seats,
    resize_contingent,
    revoke_offer,
    take_ticket_back,
)
from einlass.admission.models import Contingent, Offer
from einlass.admission.seat_map import SeatNow, Standing, map_of, seats_now
from einlass.admission.seat_story import story_of
from einlass.tickets.actions import note_entries
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import make_admitted, make_contingent, make_drawn_draw, make_entrant, make_open_offer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


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


def address(name: str, event, *arguments: object) -> str:
    return reverse(f"admission:{name}", args=[event.slug, *arguments])


def make_guest(contingent, name="Ada"):
    category = contingent.event.categories.first() or make_category(contingent.event)
    return issue_contingent_ticket(contingent, name, "ada@example.org", "en", category, by="worker", at=NOON)


def story(event, number: int) -> list[str]:
    return [chapter.kind for chapter in story_of(event, number)]


# --- the map --------------------------------------------------------------------------------------------
def test_promised_seats_are_the_free_ones_that_would_be_taken_first():
    standings = [Standing(1, 7, "ticket", False), Standing(2, 7, "", True), Standing(3, 7, "", True)]

    seats = map_of(standings, {7: 1}, loose=0)

    assert [seat.state for seat in seats] == ["accepted", "held", "returned"]


def test_seats_in_no_contingent_have_the_lowest_numbers_that_are_left():
    seats = map_of([Standing(2, 7, "", False)], {}, loose=2)

    assert seats == [SeatNow(1, None, "loose"), SeatNow(2, 7, "free"), SeatNow(3, None, "loose")]


def test_every_seat_is_shown_by_what_it_is_doing():
    event = make_event(capacity=7)
    draw = make_contingent(event, size=2)
    hand = make_contingent(event, purpose="curated", size=4)
    accept_offer(make_open_offer(make_admitted(event), hand), at=NOON)
    make_open_offer(make_admitted(event), hand)
    decline_offer(make_open_offer(make_admitted(event), hand), at=NOON)
    make_entrant(event)
    make_drawn_draw(event)

    states = [seat.state for seat in seats_now(event)]

    assert draw.size == 2
    assert states == ["held", "held", "accepted", "offered", "returned", "free", "loose"]


# --- stories --------------------------------------------------------------------------------------------
def test_the_story_tells_who_had_a_seat_one_after_the_other(event):
    contingent = make_contingent(event, purpose="curated")
    organiser = make_member(event)
    decline_offer(make_open_offer(make_admitted(event), contingent, at=NOON + HOUR, by=organiser), at=NOON + 2 * HOUR)
    offer = make_open_offer(make_admitted(event), contingent, at=NOON + 3 * HOUR, by=organiser)
    ticket = accept_offer(offer, at=NOON + 4 * HOUR)
    note_entries(event, {ticket.number: NOON + 5 * HOUR})

    assert story(event, 1) == ["opened", "offered", "declined", "offered", "accepted", "entered"]


def test_the_story_tells_that_an_offer_fell_with_its_team(event):
    contingent = make_contingent(event, purpose="curated")
    offer = make_open_offer(make_admitted(event), contingent)
    Offer.objects.filter(pk=offer.pk).update(agreed_at=NOON + HOUR)
    expire_offers(event, at=offer.expires_at)
    Offer.objects.filter(pk=offer.pk).update(fell_with_team=True)

    assert story(event, 1) == ["opened", "offered", "agreed", "fell with team"]


def test_the_story_says_why_an_offer_and_a_ticket_were_taken_back(event):
    contingent = make_contingent(event, purpose="curated")
    revoke_offer(make_open_offer(make_admitted(event), contingent), "Applied twice.", by="worker", at=NOON + HOUR)
    take_ticket_back(make_guest(contingent), reason="Ill.", by="worker", at=NOON + 2 * HOUR)

    told = {chapter.kind: chapter.reason for chapter in story_of(event, 1)}

    assert (told["revoked"], told["taken back"]) == ("Applied twice.", "Ill.")


def test_the_story_follows_a_seat_through_the_contingents(event):
    press = make_contingent(event, purpose="press", size=1)
    crew = make_contingent(event, purpose="crew", size=1)
    move_seats(press, crew, 1, by="ada@example.org", at=NOON + HOUR, reason="More hands.")
    resize_contingent(Contingent.objects.get(pk=crew.pk), 1, by="worker", at=NOON + 2 * HOUR, reason="Enough.")

    _, moved, left = story_of(event, 1)

    assert (moved.kind, moved.source, moved.contingent) == ("moved", press, crew)
    assert (moved.by, moved.reason) == ("ada@example.org", "More hands.")
    assert (left.kind, left.reason) == ("left", "Enough.")


def test_the_page_of_a_seat_tells_it_in_words(client, event, organiser):
    contingent = make_contingent(event, purpose="press", name={"en": "Press"})
    make_guest(contingent, name="Grace Hopper")

    page = client.get(address("seat", event, 1))
    part = client.get(address("seat", event, 1), headers={"HX-Request": "true"})

    assert "Set aside for “Press”." in page.text
    assert 'for <b dir="auto">Grace Hopper</b>' in page.text
    assert "<html" in page.text
    assert "<html" not in part.text
    assert "Grace Hopper" in part.text


def test_a_seat_that_never_was_is_not_there(client, event, organiser):
    assert client.get(address("seat", event, event.capacity + 1)).status_code == 404


def test_a_story_shows_no_seat_of_another_event(client, event, organiser):
    make_guest(make_contingent(make_event(), purpose="press"), name="Somebody else")

    assert "Somebody else" not in client.get(address("seat", event, 1)).text


# --- picture and list -----------------------------------------------------------------------------------
def test_the_picture_links_every_seat_to_its_story(client, event, organiser):
    contingent = make_contingent(event, purpose="press", size=2)
    make_guest(contingent)

    page = client.get(address("seats", event))

    assert '<a class="seat seat--accepted" href="1/" title="1: ticket"></a>' in page.text
    assert '<a class="seat seat--free" href="2/" tabindex="-1" title="2: free"></a>' in page.text


def test_a_move_stands_in_the_history_and_can_be_taken_back_from_there(client, event, organiser):
    press = make_contingent(event, purpose="press", size=4, name={"en": "Press"})
    crew = make_contingent(event, purpose="crew", size=1, name={"en": "Crew"})
    move_seats(press, crew, 3, by=organiser, at=NOON, reason="More hands.")

    page = client.get(address("seats", event))
    back = client.get(address("seats", event) + page.context["history"][0]["way_back"].removesuffix("#move"))

    assert "3 seats moved from “Press” to “Crew”." in page.text
    assert "More hands." in page.text
    seen = page.context["history"][0]["entry"].pk
    assert back.context["move_form"].initial == {
        "source": crew.code,
        "target": press.code,
        "seats": "3",
        "seen": seen,
    }


def test_a_move_that_is_sent_twice_moves_once_and_says_so(client, event, organiser):
    press = make_contingent(event, purpose="press", size=4)
    crew = make_contingent(event, purpose="crew", size=1)
    seen = client.get(address("seats", event)).context["move_form"].initial["seen"]
    form = {"source": press.code, "target": crew.code, "seats": "2", "reason": "More hands.", "seen": seen}

    first = client.post(address("moves", event), form)
    second = client.post(address("moves", event), form)

    press.refresh_from_db()
    assert (first.status_code, second.status_code, press.size) == (302, 422, 2)
    assert "perhaps because the form was sent twice" in second.text
    shown = second.context["move_form"]
    assert [shown[name].value() for name in ("source", "target", "seats", "reason")] == [
        form[name] for name in ("source", "target", "seats", "reason")
    ]
    # Whoever does mean it sends the same form once more.
    again = form | {"seen": second.context["move_form"]["seen"].value()}
    assert client.post(address("moves", event), again).status_code == 302


def test_a_return_day_is_set_on_the_page_of_the_seats(client, event, organiser):
    press = make_contingent(event, purpose="press", size=4)
    form = {"contingent": press.code, "returns_at": f"{NOON + timedelta(days=3):%Y-%m-%dT%H:%M}"}

    client.post(address("return_days", event), form)
    press.refresh_from_db()
    first = press.returns_at
    page = client.get(address("seats", event))
    client.post(address("return_days", event), {"contingent": press.code, "returns_at": ""})

    press.refresh_from_db()
    assert (first is not None, press.returns_at) == (True, None)
    assert (
        'Return day of “Seats for press”: <time datetime="2026-09-04T12:00:00+02:00">Fri 4 September 2026'
        in page.text
    )


def test_the_list_finds_seats_by_state_contingent_and_by_those_who_had_them(client, event, organiser):
    press = make_contingent(event, purpose="press", size=2)
    make_contingent(event, purpose="crew", size=1)
    take_ticket_back(make_guest(press, name="Ada Lovelace"), reason="Ill.", by="worker", at=NOON)
    make_guest(make_contingent(event, purpose="speakers", size=1), name="Grace Hopper")

    def found(**query):
        rows = client.get(address("seat_list", event), query).context["rows"]
        return [(row["seat"].number, row["holder"]) for row in rows]

    assert found(state="returned") == [(1, "")]
    assert found(contingent=press.code) == [(1, ""), (2, "")]
    assert found(q="lovelace") == [(1, "")]
    assert found(q="grace") == [(4, "Grace Hopper")]
    assert found(q="nobody") == []


def test_the_number_of_a_seat_leads_straight_to_its_story(client, event, organiser):
    make_contingent(event, purpose="press", size=2)

    answer = client.get(address("seat_list", event), {"q": "2"})

    assert answer.headers["Location"] == address("seat", event, 2)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_seats_take_the_same_queries_for_one_and_for_three(
    client, event, organiser, number, django_assert_max_num_queries
):
    contingent = make_contingent(event, purpose="curated")
    for _ in range(number):
        accept_offer(make_open_offer(make_admitted(event), contingent, by=organiser), at=NOON)

    for name, arguments, most in (("seats", [], 10), ("seat_list", [], 9), ("seat", [1], 11)):
        with django_assert_max_num_queries(most):
            client.get(address(name, event, *arguments))


# --- in the browser -------------------------------------------------------------------------------------
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_story_opens_over_the_picture_and_arrow_keys_walk_from_seat_to_seat(
    open_page, live_server, signed_in_cookies, barriers
):
    event = make_event(capacity=40)
    contingent = make_contingent(event, purpose="press", size=40)
    make_guest(contingent, name="Grace Hopper")
    page = open_page(live_server.url + address("seats", event), cookies=signed_in_cookies(make_member(event)))

    page.locator('a[href="1/"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("Grace Hopper").wait_for()
    page.get_by_role("dialog").get_by_role("link", name="Seat 2").click()
    page.get_by_role("dialog").get_by_role("heading", name="Seat 2").wait_for()
    found = barriers(page)
    page.keyboard.press("Escape")

    assert found == []
    assert page.evaluate("document.activeElement.getAttribute('href')") == "2/"
    assert barriers(page) == []


def test_whom_a_contingent_gives_its_seats_to_stands_under_seats_in_the_menu(client):
    event = make_event()
    client.force_login(make_member(event))
    press = make_contingent(event, purpose="press", size=3)

    page = client.get(reverse("admission:team_guests", args=[event.slug, press.code]))

    assert [link.label for section in page.context["frame"].menu for link in section.links if link.is_current] == [
        "Seats"
    ]


@pytest.mark.parametrize("number", ["9" * 40, "2147483648", "-1", "NaN", "1.5", "Ⅻ"])
def test_a_number_of_seats_that_nobody_can_mean_is_refused_and_kept_in_the_form(client, event, organiser, number):
    press = make_contingent(event, purpose="press", size=4)
    crew = make_contingent(event, purpose="crew", size=1)
    named = {"purpose": "door", "name_en": "Door", "name_de": "Tür"}
    sent = [
        ("contingents", "contingent_form", named | {"size": number}),
        ("sizes", "size_form", {"contingent": press.code, "size": number, "reason": "Why not."}),
        ("moves", "move_form", {"source": press.code, "target": crew.code, "seats": number, "reason": "Why not."}),
    ]

    for name, form, typed in sent:
        answer = client.post(address(name, event), typed)
        assert answer.status_code == 422
        assert {field: answer.context[form][field].value() for field in typed} == typed

    assert sorted(event.contingents.values_list("size", flat=True)) == [1, 4]
