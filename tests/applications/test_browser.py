"""The pages of applying and deciding in a real browser."""

import pytest
from django.urls import reverse
from django.utils import timezone

from einlass.events.links import link_token
from einlass.events.models import Role
from tests.builders import (
    make_application,
    make_decision,
    make_event_open_now,
    make_member,
    make_question,
    make_team,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_open_event():
    event = make_event_open_now()
    region = [{"value": one, "label": {"en": one.upper()}} for one in ("owl", "abroad")]
    make_question(event, key="region", kind="choice", is_attribute=True, choices=region, position=1)
    make_question(event, key="why", kind="long_text", required=True, position=2)
    make_question(
        event,
        key="stage",
        label={"en": "How far is it?"},
        condition={"question": "category", "is": ["founder"]},
        position=3,
    )
    make_question(event, key="home", kind="country", position=4)
    make_question(event, key="photos", kind="consent", position=5)
    make_question(event, key="cv", kind="file", file_types=["pdf", "picture"], position=6)
    return event


def at(live_server, name, event, *args):
    return live_server.url + reverse(name, args=[event.slug, *args])


def test_a_question_shows_only_to_those_it_is_asked_of(live_server, open_page):
    event = make_open_event()
    page = open_page(at(live_server, "applications:apply", event))
    question = page.get_by_label("How far is it?")

    hidden = question.is_visible()
    page.get_by_role("radio", name="Founder").check()
    shown = question.is_visible()
    page.get_by_role("radio", name="Student").check()

    assert (hidden, shown, question.is_visible()) == (False, True, False)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_public_pages_have_no_barriers(live_server, open_page, barriers, width):
    event = make_open_event()
    team = make_team(event)
    application = make_application(event, team=team, answers={"region": "owl", "why": "Because"})
    unproved = make_application(event, email_proved_at=None)
    token, proof = link_token("application", application.code), link_token("application", unproved.code)
    page = open_page(live_server.url, width=width)

    found = barriers(page)
    for url in [
        at(live_server, "events:event", event),
        at(live_server, "applications:apply", event),
        at(live_server, "applications:sent", event),
        at(live_server, "applications:link", event),
        at(live_server, "applications:link_sent", event),
        at(live_server, "applications:proof", event, proof),
        at(live_server, "applications:edit", event, token),
        at(live_server, "applications:withdrawal", event, token),
        at(live_server, "admission:applicant", event, token),
    ]:
        page.goto(url)
        found += barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.goto(at(live_server, "applications:apply", event))
    page.get_by_label("With a team that I found now").check()
    page.get_by_role("button", name="Send my application").click()
    page.wait_for_selector("[data-focus-first]")

    assert found + barriers(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_teams_pages_have_no_barriers(live_server, open_page, barriers, signed_in_cookies, width):
    event = make_open_event()
    organiser = make_member(event, Role.ORGANISER)
    team = make_team(event)
    decided = make_application(event, team=team, answers={"region": "owl"}, submitted_at=timezone.now())
    make_decision(decided, "admit", reason="Needed", decided_by=organiser)
    make_application(event, team=team, submitted_at=timezone.now())
    for _ in range(30):
        make_application(event, submitted_at=timezone.now())
    page = open_page(at(live_server, "events:team", event), width=width, cookies=signed_in_cookies(organiser))

    found = barriers(page)
    for url in [
        at(live_server, "applications:inbox", event) + "?a_region=",
        at(live_server, "applications:inbox", event) + "?coming=team",
        at(live_server, "applications:inbox", event) + "?q=nobody",
        at(live_server, "applications:application", event, decided.code),
    ]:
        page.goto(url)
        found += barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.goto(at(live_server, "applications:inbox", event))
    page.get_by_label("Tick all on this page").check()
    page.get_by_role("button", name="Decline …").click()
    found += barriers(page)
    page.get_by_role("button", name="Yes, decline").click()
    page.wait_for_url("**/decisions/*/")

    assert found + barriers(page) == []
    assert "applications decided" in page.get_by_role("heading", level=1).inner_text()
