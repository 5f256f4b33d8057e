"""Before something is fixed for good, all of it is shown once more, with what speaks against it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.models import Draw
from tests.admission.by_form import announce, freeze
from tests.builders import NOON, make_application, make_event, make_member
from tests.builders.admission import (
    make_committed_draw,
    make_contingent,
    make_entrant,
    make_entrant_team,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
DICE = {"source": "dice", "dice": "8", "value_source": "Eight dice on stage", "known_at": "2026-09-01T15:00"}
CLOSED = {
    "applications_close_at": NOON - timedelta(days=1),
    "draw_at": NOON,
    "offers_open_at": NOON + timedelta(days=1),
}


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def make_pool(**fields):
    """Four people, two of them a team, for two seats; at least one of a kind."""
    event = make_event(**fields)
    make_contingent(event, size=2)
    make_entrant(event)
    make_entrant(event)
    make_entrant_team(event, 2)
    return event


@pytest.fixture
def event():
    """Applications are closed, and the dates are in order."""
    return make_pool(**CLOSED)


def sign_in(client, event):
    client.force_login(make_member(event))


def freezing(event) -> str:
    return reverse("admission:freezing", args=[event.slug])


def commitment(draw) -> str:
    return reverse("admission:commitment", args=[draw.event.slug, draw.code])


# --- freezing -------------------------------------------------------------------------------------------
def test_freezing_shows_entries_seats_and_quotas_before_and_asks_nothing_if_nothing_speaks_against_it(client, event):
    make_quota(event, "category", event.categories.first().key, least=1)
    make_application(event)
    sign_in(client, event)

    page = client.get(freezing(event))

    assert (page.context["pool"]["entries"], page.context["pool"]["seats"]) == (4, 2)
    assert "4 people, each under an entry code of their own." in page.text
    assert "at least 1" in page.text
    assert "1 application has no decision yet" in page.text
    assert "Nobody gets one now." in page.text
    assert "although" not in page.text
    assert not Draw.objects.exists()
    client.post(freezing(event), {"seen": page.context["form"].version})
    assert Draw.objects.get().entry_count == 4


@pytest.mark.parametrize("ask", [{}, {"although": ""}])
def test_freezing_while_applications_are_open_says_what_it_breaks_and_wants_a_yes(client, ask):
    event = make_pool()
    sign_in(client, event)
    page = client.get(freezing(event))

    refused = client.post(freezing(event), {"seen": page.context["form"].version} | ask)

    assert "Applications are open until Fri 11 September 2026, 14:00." in page.text
    assert (refused.status_code, Draw.objects.count()) == (422, 0)
    assert "tick this if you want it all the same" in refused.text
    assert freeze(client, event).status_code == 302
    assert Draw.objects.count() == 1


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (
            {"draw_at": NOON - timedelta(days=2)},
            "“the draw” (Sun 30 August 2026, 14:00) comes before “applications close”",
        ),
        (
            {"offers_open_at": NOON - timedelta(hours=1)},
            "“offers go out” (Tue 1 September 2026, 13:00) comes before “the draw”",
        ),
        (
            {"doors_open_at": NOON + timedelta(hours=1)},
            "“the doors open” (Tue 1 September 2026, 15:00) comes before “offers go out”",
        ),
    ],
)
def test_dates_in_an_odd_order_are_said_before_freezing_and_before_announcing(client, moments, said):
    event = make_pool(**CLOSED | moments)
    sign_in(client, event)

    page = client.get(freezing(event)).text
    draw = make_solved_draw(event)
    look = client.post(commitment(draw), DICE).text

    assert said in page
    assert said in look


def test_who_came_in_since_the_page_was_shown_is_shown_before_anything_is_frozen(client, event):
    sign_in(client, event)
    seen = client.get(freezing(event)).context["form"].version
    make_entrant(event)

    refused = client.post(freezing(event), {"seen": seen})

    assert refused.status_code == 422
    assert "Something has changed since this page was shown." in refused.text
    assert refused.context["pool"]["entries"] == 5
    assert not Draw.objects.exists()
    client.post(freezing(event), {"seen": refused.context["form"].version})
    assert Draw.objects.get().entry_count == 5


def test_the_form_that_comes_back_carries_what_it_shows_now(client, event):
    sign_in(client, event)
    refused = client.post(freezing(event), {"seen": "something else"})

    assert f'value="{refused.context["form"].version}"' in refused.text
    assert "something else" not in refused.text


# --- announcing -----------------------------------------------------------------------------------------
def test_announcing_shows_once_more_what_becomes_fixed_and_who_is_written_to(client, event):
    sign_in(client, event)
    draw = make_solved_draw(event)

    look = client.post(commitment(draw), DICE | {"publish_at": "2026-09-01T18:00"})

    draw.refresh_from_db()
    assert (look.status_code, draw.committed_at) == (200, None)
    for shown in (
        "number 1 of this event",
        draw.commitment,
        "Eight dice on stage",
        "Tue 1 September 2026, 15:00",
        "8 whole numbers from 1 to 6, in the order in which they came",
        "6 5 4 3 3 2 1 1",
        "held until Tue 1 September 2026, 18:00",
        "4 people are in this draw. Each gets a mail at once",
    ):
        assert shown in " ".join(look.text.split())
    assert "although" not in look.text


def test_announcing_is_done_with_the_yes_and_as_it_was_shown(client, event):
    sign_in(client, event)
    draw = make_solved_draw(event)
    seen = client.post(commitment(draw), DICE).context["form"].version

    other = client.post(commitment(draw), DICE | {"dice": "9", "seen": seen})
    draw.refresh_from_db()
    assert (other.status_code, draw.committed_at) == (422, None)
    assert "Something has changed since this page was shown." in other.text
    client.post(commitment(draw), DICE | {"seen": seen})

    draw.refresh_from_db()
    assert (draw.committed_at, draw.announced_value["count"], draw.number) == (NOON, 8, 1)


def test_announcing_while_applications_are_open_says_what_it_breaks_and_wants_a_yes(client):
    event = make_pool()
    sign_in(client, event)
    draw = make_solved_draw(event)
    look = client.post(commitment(draw), DICE)

    refused = client.post(commitment(draw), DICE | {"seen": look.context["form"].version})

    draw.refresh_from_db()
    assert "but the entries of this draw are fixed" in look.text
    assert (refused.status_code, draw.committed_at) == (422, None)
    announce(client, draw)
    draw.refresh_from_db()
    assert draw.committed_at == NOON


def test_an_outcome_that_is_public_only_after_offers_open_is_said(client, event):
    sign_in(client, event)
    draw = make_solved_draw(event)

    look = client.post(commitment(draw), DICE | {"known_at": "2026-09-05T15:00"})

    assert (
        "offers go out on Wed 2 September 2026, 14:00, but the outcome of this draw is not public before" in look.text
    )


def test_what_was_typed_is_still_there_to_be_changed(client, event):
    sign_in(client, event)
    draw = make_solved_draw(event)

    back = client.post(commitment(draw), DICE | {"seen": "x", "change": "1"})

    draw.refresh_from_db()
    assert (back.status_code, draw.committed_at) == (200, None)
    assert back.context["commit_form"]["value_source"].value() == "Eight dice on stage"
    assert 'value="Eight dice on stage"' in back.text


def test_a_moment_that_is_over_and_a_hold_before_the_value_are_refused_before_the_last_look(client, event):
    sign_in(client, event)
    draw = make_solved_draw(event)

    past = client.post(commitment(draw), DICE | {"known_at": "2026-09-01T14:00"})
    early = client.post(commitment(draw), DICE | {"publish_at": "2026-09-01T14:30"})

    assert (past.status_code, early.status_code) == (422, 422)
    assert "must lie at least a minute in the future" in past.text
    assert "only be held until a moment after the value is known" in early.text


# --- the value ------------------------------------------------------------------------------------------
def test_the_value_is_shown_once_more_as_it_will_be_written(client, event):
    sign_in(client, event)
    draw = make_committed_draw(event)
    url = reverse("admission:value", args=[event.slug, draw.code])

    look = client.post(url, {"value": "04, 1; 6", "again": "4 1 6"})
    draw.refresh_from_db()
    assert (look.status_code, draw.value) == (200, "")
    assert '<p class="public-value">4 1 6</p>' in look.text
    # Sent with another value than was shown, it is shown again.
    again = client.post(url, {"value": "4 1 7", "again": "4 1 7", "seen": "4 1 6"})
    assert '<p class="public-value">4 1 7</p>' in again.text
    done = client.post(url, {"value": "4 1 6", "again": "4 1 6", "seen": "4 1 6"})

    draw.refresh_from_db()
    assert (done.status_code, draw.value) == (302, "4 1 6")


def test_before_the_announced_moment_the_page_says_when_and_takes_nothing(client, event, time_machine):
    sign_in(client, event)
    draw = make_committed_draw(event)
    url = reverse("admission:value", args=[event.slug, draw.code])
    time_machine.move_to(NOON - timedelta(minutes=1), tick=False)

    page = client.get(url).text
    refused = client.post(url, {"value": "4 1 6", "again": "4 1 6"})

    assert "The value can be given from Tue 1 September 2026, 14:00 on" in page
    assert "Public value, once more" not in page
    assert refused.status_code == 422
    assert "The value was announced for" in refused.text
