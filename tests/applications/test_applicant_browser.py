"""The applicant's whole way in a real Chromium, with and without script, and the barriers of its pages."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from einlass.applications.actions import Details, edit_application
from einlass.applications.models import Application, ConsentGiven, Team
from einlass.applications.teams import TeamChoice, TeamWish
from einlass.events.links import link_token
from einlass.events.models import Event, Role
from einlass.mail.models import Message
from tests.applications.test_browser import at, make_open_event
from tests.builders import make_application, make_member, make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def own_link(live_server, name, application):
    token = link_token("application", application.code, application.link_version)
    return at(live_server, name, application.event, token)


def test_the_whole_way_with_script_switched_off(live_server, chromium, settings):
    settings.PUBLIC_URL = live_server.url
    event = make_open_event()
    Event.objects.update(asks_proof_of_work=True)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.set_default_timeout(15_000)
    page = context.new_page()

    page.goto(at(live_server, "applications:apply", event))
    assert page.get_by_text("Your browser runs no scripts").is_visible()
    assert not page.get_by_text("What you typed is kept").is_visible()
    assert not page.get_by_text("Here is what you typed before").is_visible()
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Student").check()
    page.get_by_label("With a team that I found now").check()
    page.get_by_label("Name of the team").fill("Engines")
    page.get_by_label("My details may be used").check()
    page.get_by_role("button", name="Send my application").click()
    assert page.get_by_text("Please answer this question.").is_visible()
    page.locator("textarea").first.fill("Because")
    page.get_by_role("button", name="Send my application").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("One more step")

    ada = Application.objects.get()
    page.goto(own_link(live_server, "applications:proof", ada))
    page.get_by_role("button", name="Yes, this is my address").click()
    assert page.get_by_text("E-mail address confirmed").is_visible()
    assert not page.get_by_role("button", name="Share the link").is_visible()
    page.get_by_role("link", name="Change my application").click()
    page.locator("textarea").first.fill("Because of the numbers")
    page.get_by_role("button", name="Save my changes").click()
    assert page.get_by_text("Changed 1 time").is_visible()

    friend = context.new_page()
    friend.goto(page.locator("[data-share] a").get_attribute("href"))
    assert friend.get_by_text("You are invited to the team “Engines”.").is_visible()
    assert friend.get_by_label("Code of the team", exact=True).input_value() == Team.objects.get().code

    page.get_by_text("Leave the team", exact=True).click()
    page.get_by_role("button", name="Yes, leave the team").click()
    assert page.get_by_text("You have left the team.").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download my data").click()
    held = json.loads(Path(download.value.path()).read_text())
    assert held["application"]["name"] == "Ada Lovelace"
    page.get_by_role("link", name="Delete my data").click()
    page.get_by_role("button", name="Delete everything now").click()
    assert page.get_by_text("Nothing has been deleted yet.").is_visible()
    page.get_by_label("Yes, delete my data").check()
    page.get_by_role("button", name="Delete everything now").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your data is deleted"
    context.close()

    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.answers) == ("(deleted)", "", {})
    assert not ConsentGiven.objects.exists()
    assert [one.template for one in Message.objects.all()] == ["applications/erased"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_applicants_pages_have_no_barriers(live_server, open_page, barriers, width):
    event = make_open_event()
    team = make_team(event)
    ada, late = make_application(event, team=team, answers={"why": "Because"}), make_application(event, team=team)
    Application.objects.filter(pk=late.pk).update(email_proved_at=None)
    stay = TeamChoice(TeamWish.STAY)
    edit_application(ada, Details("Ada", ada.category, {"why": "Numbers"}, stay), at=timezone.now())
    page = open_page(own_link(live_server, "admission:applicant", ada), width=width)
    page.get_by_text("Leave the team", exact=True).click()

    found = barriers(page)
    for url in [
        own_link(live_server, "applications:erasure", ada),
        at(live_server, "applications:erased", event),
        at(live_server, "applications:apply", event) + f"?team={team.code}",
        at(live_server, "applications:apply", event) + "?team=UNKNOWN",
    ]:
        page.goto(url)
        found += barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url

    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_teams_new_pages_have_no_barriers(live_server, open_page, barriers, signed_in_cookies, width):
    event = make_open_event()
    event.questions.filter(key="why").update(kept_for=timedelta(days=30))
    ada = make_application(event, answers={"why": "Because"}, email="ada@mailinator.com")
    consents = {"photos": {"en": "I may be seen in photos."}}
    details = Details("Ada", ada.category, {"why": "Numbers", "photos": True}, TeamChoice(), consents)
    edit_application(ada, details, at=timezone.now())
    cookies = signed_in_cookies(make_member(event, Role.ORGANISER))
    page = open_page(at(live_server, "applications:intake", event), width=width, cookies=cookies)

    found = barriers(page)
    for url in [
        at(live_server, "applications:retention", event),
        at(live_server, "applications:application", event, ada.code),
    ]:
        page.goto(url)
        found += barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url

    assert found == []


def test_a_link_is_copied_by_one_press(live_server, open_page):
    event = make_open_event()
    team = make_team(event)
    page = open_page(own_link(live_server, "admission:applicant", make_application(event, team=team)), width=1280)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Share the link").click()
    page.get_by_text("Copied.").wait_for()

    assert page.evaluate("navigator.clipboard.readText()").endswith(f"?team={team.code}")
