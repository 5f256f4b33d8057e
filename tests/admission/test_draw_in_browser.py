"""The public pages of a draw, and the stage, in a real browser."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from einlass.admission.actions import give_value, solve_draw, start_rehearsal
from einlass.admission.models import Draw
from fairdraw import drand
from tests.builders import NOON, make_event, make_member
from tests.builders.admission import (
    make_committed_draw,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_solved_draw,
    make_value_form,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event():
    event = make_event()
    make_contingent(event, size=5)
    for _ in range(9):
        make_entrant(event)
    make_entrant_team(event, 3)
    return event


def at(live_server, name, draw):
    return live_server.url + reverse(f"admission:{name}", args=[draw.event.slug, draw.code])


def test_the_stage_shows_the_outcome_by_itself(event, live_server, open_page, barriers):
    organiser = make_member(event)
    due_at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    draw = make_committed_draw(event, by=organiser, form=make_value_form(at=due_at))
    page = open_page(at(live_server, "stage", draw))
    expect(page.get_by_role("heading", level=1)).to_have_text("One of these outcomes will be drawn.")
    found = barriers(page)

    give_value(draw, "4 1 6", by=organiser, at=due_at)

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Outcome \d"), timeout=10_000)
    expect(page.locator(".outcomes__lit")).to_have_count(1)
    found += barriers(page)
    assert found == []


@pytest.mark.parametrize("name", ["draw", "check", "stage"])
def test_the_public_pages_have_no_barriers_and_fit_a_phone(event, live_server, open_page, barriers, name):
    draw = make_drawn_draw(event)
    page = open_page(at(live_server, name, draw))
    page.set_viewport_size({"width": 390, "height": 844})

    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def make_rehearsed_draw(event, by):
    draw = start_rehearsal(event, by=by, at=NOON)
    solve_draw(draw, at=NOON)
    return give_value(draw, "1 2 3", by=by, at=NOON)


def make_drand_draw(event, organiser, *, ahead: timedelta):
    """Announced with a round that comes out `ahead` of now; behind, where it is out and could not be fetched."""
    now = timezone.now()
    number = drand.round_from(now + ahead)
    draw = make_committed_draw(event, by=organiser, drand_round=number, at=min(now, now + ahead) - timedelta(hours=1))
    if ahead < timedelta(0):
        Draw.objects.filter(pk=draw.pk).update(drand_failure="https://relay.example: timed out", solving_at=now)
    return draw


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_solved_draw, "Look at the chances"),
        (lambda event, by: make_drand_draw(event, by, ahead=timedelta(hours=2)), "It comes out on"),
        (lambda event, by: make_drand_draw(event, by, ahead=-timedelta(minutes=2)), "timed out"),
        (lambda event, by: make_committed_draw(event, by=by), "Give the public value"),
        (make_rehearsed_draw, "The dry run is over"),
    ],
)
def test_the_teams_steps_have_no_barriers_and_fit_a_phone(
    event, live_server, open_page, barriers, signed_in_cookies, make, words
):
    organiser = make_member(event)
    draw = make(event, by=organiser)

    page = open_page(at(live_server, "draw_desk", draw), cookies=signed_in_cookies(organiser))

    expect(page.get_by_text(words).first).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_only_what_belongs_to_the_chosen_source_is_asked(event, live_server, open_page, barriers, signed_in_cookies):
    organiser = make_member(event)
    draw = make_solved_draw(event, by=organiser)
    page = open_page(at(live_server, "commitment", draw), cookies=signed_in_cookies(organiser))
    words, dice, count = (
        page.get_by_label(label) for label in ("The source in words", "How many dice", "How many numbers")
    )
    asked = {
        "Dice, thrown in public": (True, True, False),
        "The lottery numbers of a named day": (True, False, False),
        "Other numbers": (True, False, True),
        "drand: public randomness": (False, False, False),
    }

    for source, shown in asked.items():
        page.get_by_label(source).check()
        for field, is_shown in zip((words, dice, count), shown, strict=True):
            expect(field).to_be_visible() if is_shown else expect(field).to_be_hidden()
        expect(page.get_by_label("When will the value be known?")).to_be_visible()
        assert barriers(page) == []
