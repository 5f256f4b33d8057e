"""Draws where everybody sees them: on the event's page, in the list of draws, and each on its own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from einlass.admission.actions import (
    annul_draw,
    decline_offer,
    give_value,
    make_offers,
    publish_draw,
    solve_draw,
    start_rehearsal,
    start_wave,
)
from einlass.admission.models import Draw, Offer
from einlass.admission.promises import promises
from einlass.admission.public_draws import PublicDraw, first_and_newest
from tests.builders import NOON, make_category, make_event, make_member
from tests.builders.admission import (
    announce,
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_frozen_draw,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def event(time_machine):
    """Four seats; at least two founders of four, and eight students."""
    time_machine.move_to(NOON, tick=False)
    event = make_event()
    founder = make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin"})
    student = make_category(event, key="student", name={"en": "Student", "de": "Studentin"})
    make_contingent(event, size=4)
    for number in range(12):
        make_entrant(event, category=founder if number < 4 else student)
    make_quota(event, "category", "founder", least=2)
    return event


def public_page(client, event, name="events:event", *arguments):
    return client.get(reverse(name, args=[event.slug, *arguments])).text


def draw_page(client, draw, name="draw"):
    return public_page(client, draw.event, f"admission:{name}", draw.code)


def replaced(event, number: int) -> None:
    """So many draws more, each annulled after its announcement."""
    for _ in range(number):
        draw = make_committed_draw(event)
        annul_draw(draw, "The hall was changed.", by="worker", at=NOON)


# --- on the event's page --------------------------------------------------------------------------------
def test_an_event_without_a_draw_says_nothing_of_one(client, event):
    start_rehearsal(event, by=make_member(event), at=NOON)

    assert "The draw, in public" not in public_page(client, event)


@pytest.mark.parametrize("moment", ["applications_open_at", "applications_close_at", "offers_open_at", "ends_at"])
def test_the_events_page_links_to_its_draw_in_every_phase(client, event, time_machine, moment):
    draw = make_drawn_draw(event)
    time_machine.move_to(getattr(event, moment), tick=False)

    page = public_page(client, event)

    assert reverse("admission:draw", args=[event.slug, draw.code]) in page
    assert "4 of 12 people were drawn." in page


def test_a_draw_shows_from_the_moment_its_entries_are_fixed_and_its_fingerprint_from_its_announcement(client, event):
    frozen = make_frozen_draw(event)
    first = public_page(client, event)
    solved = solve_draw(frozen, at=NOON - timedelta(hours=2))
    second = public_page(client, event)
    announce(solved)
    third = public_page(client, event)

    assert all("4 seats for 12 people" in page for page in (first, second, third))
    assert [solved.commitment in page for page in (first, second, third)] == [False, False, True]
    assert ["Announcement 1" in page for page in (first, second, third)] == [False, False, True]
    assert "people were drawn" not in third


def test_a_held_outcome_shows_neither_on_the_events_page_nor_in_the_list(client, event, time_machine):
    draw = make_committed_draw(event, publish_at=LATER)
    give_value(draw, "1 2 3", by="worker", at=NOON)

    held = public_page(client, event) + public_page(client, event, "admission:public_draws")
    time_machine.move_to(LATER, tick=False)
    publish_draw(draw, by="worker", at=LATER)

    assert "people were drawn" not in held
    assert "The outcome is published on Tue 1 September 2026, 16:00." in held
    assert "4 of 12 people were drawn." in public_page(client, event)


def test_an_annulled_draw_stays_with_its_reason_and_names_what_replaces_it(client, event):
    replaced(event, 1)
    make_committed_draw(event)

    pages = [public_page(client, event), public_page(client, event, "admission:public_draws")]

    for page in pages:
        assert "The hall was changed." in page
        assert "It replaces announcement 1, which was annulled." in page


@pytest.mark.parametrize("name", ["events:event", "admission:public_draws"])
def test_three_draws_take_as_many_queries_as_one(client, event, django_assert_num_queries, name):
    replaced(event, 1)
    with django_assert_num_queries(3):
        one = public_page(client, event, name)
    replaced(event, 2)

    with django_assert_num_queries(3):
        three = public_page(client, event, name)

    assert (one.count('class="draw-line"'), three.count('class="draw-line"')) == (1, 3)
    assert "Announcement 3" in three


def test_a_short_list_has_the_first_draw_and_the_newest_ones():
    draws = [PublicDraw(Draw(pk=number), number) for number in range(6)]

    assert [one.wave for one in first_and_newest(draws, newest=3)] == [0, 3, 4, 5]
    assert first_and_newest(draws[:4], newest=3) == draws[:4]


def test_the_list_of_draws_is_there_before_there_is_one(client, event):
    page = public_page(client, event, "admission:public_draws")

    assert "No draw has been prepared yet." in page
    assert "Mon 21 September 2026, 14:00" in page


def test_what_can_be_checked_and_what_cannot_is_public(client, event):
    page = public_page(client, event, "admission:proof")

    assert "Entries of people who do not exist" in page
    assert "nobody for certain" in page


# --- a draw's own page ----------------------------------------------------------------------------------
def test_quotas_promised_have_the_quotas_kept_beside_them_once_the_outcome_is_public(client, event):
    draw = make_committed_draw(event, publish_at=LATER)
    announced = draw_page(client, draw)
    give_value(draw, "1 2 3", by="worker", at=NOON)
    held = draw_page(client, draw) + draw_page(client, draw, "stage")
    publish_draw(draw, by="worker", at=LATER)
    published = draw_page(client, draw)

    assert "at least 2 seats" in announced
    assert "4 entries count" in announced
    assert "2 drawn" not in announced + held
    assert "2 drawn" in published


def test_the_verdict_is_a_sentence_with_numbers(client, event):
    page = " ".join(draw_page(client, make_committed_draw(event)).split())

    assert (
        "Every possible outcome fills 4 of 4 seats from 12 entries. It keeps 1 quota, and there are no weights."
        in page
    )
    assert (
        "No lottery under these quotas could give anyone more without giving less to somebody whose chance is no"
        in page
    )
    assert "This list has exactly those chances." in page


def test_smallest_and_largest_chance_say_how_many_people_have_them(client, event):
    # Two seats for four founders, two for eight students.
    page = " ".join(draw_page(client, make_committed_draw(event)).split())

    assert "<strong>25.0 %</strong> · 8 people" in page
    assert "<strong>50.0 %</strong> · 4 people" in page
    assert "<strong>25.00 %</strong>" in page


def test_chances_and_quotas_do_not_show_before_the_announcement(client, event):
    page = draw_page(client, make_solved_draw(event))

    assert "25.0" not in page
    assert "entries count" not in page
    assert "at least 2 seats" in page


def test_a_wave_shows_what_was_taken_before(client, event):
    organiser = make_member(event)
    make_offers(make_drawn_draw(event, by=organiser), expires_at=NOON + timedelta(days=7), by=organiser, at=NOON)
    for offer in Offer.objects.filter(application__category__key="founder"):
        decline_offer(offer, at=NOON)
    wave = announce(solve_draw(start_wave(event, by=organiser, at=NOON), at=NOON), at=NOON - timedelta(minutes=1))
    before = draw_page(client, wave)
    give_value(wave, "6 5 4", by=organiser, at=NOON)

    found = promises(Draw.objects.get(pk=wave.pk))

    assert "Wave 1" in before
    assert "0 taken before" in before
    # The two founders have declined, and as many are drawn again.
    assert [(one.held, one.drawn, one.in_all, one.is_kept) for one in found] == [(0, 2, 2, True)]


def test_the_page_says_that_an_announced_value_is_missing_until_it_is_there(client, event, time_machine):
    draw = make_committed_draw(event)
    missing = "The announced moment has passed, and the public value is still missing."
    time_machine.move_to(NOON - timedelta(seconds=1), tick=False)
    early = draw_page(client, draw) + draw_page(client, draw, "stage") + public_page(client, event)
    time_machine.move_to(NOON, tick=False)
    late, stage = draw_page(client, draw), draw_page(client, draw, "stage")
    listed = public_page(client, event)
    give_value(draw, "1 2 3", by="worker", at=NOON)

    assert missing not in early
    assert "has not been entered yet" not in early
    assert missing in late
    assert "The value is not there yet." in stage
    assert "has not been entered yet" in listed
    assert missing not in draw_page(client, draw)


def test_an_annulled_draw_keeps_its_outcome_its_reason_and_what_replaces_it(client, event):
    draw = make_committed_draw(event)
    annul_draw(draw, "The hall was changed.", by="worker", at=NOON - timedelta(minutes=30))
    successor = make_committed_draw(event)
    give_value(draw, "1 2 3", by="worker", at=NOON)

    page, stage = draw_page(client, draw), draw_page(client, draw, "stage")

    assert "Its outcome is public all the same." in page
    assert "The hall was changed." in page
    assert reverse("admission:draw", args=[event.slug, successor.code]) in page
    assert "2 drawn" in page
    assert "Nobody gets a seat by it." in stage


def test_without_quotas_the_verdict_says_so(client, event):
    event.quotas.all().delete()

    page = " ".join(draw_page(client, make_committed_draw(event)).split())

    assert "There are no quotas and no weights. No lottery could give anyone more" in page
