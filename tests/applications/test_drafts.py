"""What somebody typed survives a closed tab, on their device only."""

import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from einlass.applications.models import Application
from tests.applications.test_browser import at, make_open_event
from tests.checkin_js.node import node_binary

NOTICE = "Here is what you typed before."


def test_the_module_does_what_its_own_tests_say():
    tests = Path(__file__).parent / "draft.test.mjs"

    run = subprocess.run(
        [node_binary(), "--test", str(tests)], capture_output=True, text=True, timeout=120, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def new_tab(page):
    url, context = page.url, page.context
    page.close()
    tab = context.new_page()
    tab.goto(url)
    return tab


def fill(page):
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_role("radio", name="Founder").check()
    page.get_by_label("How far is it?").fill("An engine")
    page.get_by_label("My details may be used").check()
    page.locator("[data-draft-kept]").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_draft_survives_a_closed_tab_but_a_consent_does_not(live_server, open_page):
    event = make_open_event()
    page = open_page(at(live_server, "applications:apply", event))
    fill(page)

    page = new_tab(page)

    assert page.get_by_text(NOTICE).is_visible()
    assert page.get_by_label("Name", exact=True).input_value() == "Ada Lovelace"
    assert page.get_by_label("How far is it?").input_value() == "An engine"
    assert page.get_by_label("How far is it?").is_visible()
    assert not page.get_by_label("My details may be used").is_checked()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_somebody_else_at_the_same_computer_can_discard_a_draft(live_server, open_page):
    event = make_open_event()
    page = open_page(at(live_server, "applications:apply", event))
    fill(page)
    page = new_tab(page)

    page.get_by_role("button", name="Start afresh").click()
    page.wait_for_load_state()

    assert page.get_by_label("Name", exact=True).input_value() == ""
    assert not page.get_by_text(NOTICE).is_visible()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_form_that_comes_back_with_errors_keeps_its_draft_until_it_is_sent(live_server, open_page):
    event = make_open_event()
    page = open_page(at(live_server, "applications:apply", event))
    fill(page)
    page.get_by_role("button", name="Send my application").click()
    page.wait_for_selector("[data-focus-first]")

    page.get_by_label("E-mail address").fill("ada@example.org")
    page.locator("[data-draft-kept]").wait_for()
    kept = page.evaluate("Object.keys(JSON.parse(Object.values(localStorage)[0]).values).sort()")
    page.get_by_role("group", name="Question").get_by_label("OWL").or_(page.get_by_label("OWL")).first.check()
    page.locator("textarea").first.fill("Because")
    page.get_by_label("My details may be used").check()
    page.get_by_role("button", name="Send my application").click()
    page.wait_for_url("**" + reverse("applications:sent", args=[event.slug]))
    page.wait_for_function("localStorage.length === 0")

    assert kept == ["category", "email", "name", "q_stage"]
    assert Application.objects.get().name == "Ada Lovelace"
