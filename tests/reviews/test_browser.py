"""The list by keyboard in a real Chromium, and no page about applications with a barrier."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from einlass.events.models import Role
from tests.builders import make_application, make_decision, make_event, make_member, make_question
from tests.builders.reviews import make_note, make_tag, make_view

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    event = make_event()
    make_question(
        event,
        key="region",
        label={"en": "Region"},
        kind="choice",
        is_attribute=True,
        choices=[
            {"value": "owl", "label": {"en": "East Westphalia"}},
            {"value": "abroad", "label": {"en": "Abroad"}},
        ],
    )
    for name in ("Cem", "Bob", "Ada"):
        make_application(event, name=name, answers={"region": "owl"}, search_text=name.lower())
    return event


@pytest.fixture
def organiser(event):
    return make_member(event, Role.ORGANISER)


@pytest.fixture
def open_list(live_server, event, organiser, open_page, signed_in_cookies):
    def open_list(query: str = "", **options: object) -> Page:
        url = live_server.url + reverse("applications:inbox", args=[event.slug]) + query
        return open_page(url, cookies=signed_in_cookies(organiser), **options)

    return open_list


def test_the_list_is_walked_ticked_and_tagged_by_keyboard(event, open_list):
    page = open_list("?sort=name", width=1280)

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Ada")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Cem")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Bob")).to_be_focused()
    page.keyboard.press("t")
    # Letters are letters while one types.
    page.keyboard.type("jokx")
    page.get_by_role("button", name="Put it on").click()

    expect(page.get_by_text("2 applications have the tag “jokx” now.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone for 2 applications.")).to_be_visible()


def test_keys_search_open_and_explain_themselves_and_can_be_switched_off(event, open_list):
    page = open_list("?sort=name", width=1280)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).not_to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("searchbox", name="Search", exact=True)).to_be_focused()
    page.keyboard.type("bob")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=bob**")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1, name="Bob")).to_be_visible()

    page.go_back()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use these keys").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).not_to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_about_applications_has_a_barrier(
    live_server, event, organiser, open_page, signed_in_cookies, barriers, width
):
    one = event.applications.get(name="Ada")
    tag = make_tag(event, one, name="VIP")
    note = make_note(one, written_by=organiser)
    view = make_view(event, organiser, query="a_region=owl")
    make_decision(event.applications.get(name="Bob"), "admit")
    slug = event.slug
    addresses = [
        reverse("applications:inbox", args=[slug]) + "?a_region=owl&columns=category,decision,tags,notes,sent",
        reverse("applications:application", args=[slug, one.code]),
        reverse("applications:pool", args=[slug]) + "?a_region=owl",
        reverse("applications:tags", args=[slug]),
        reverse("applications:tag", args=[slug, tag.code]),
        reverse("applications:views", args=[slug]),
        reverse("applications:view", args=[slug, view.code]),
        reverse("applications:note", args=[slug, note.code]),
    ]
    cookies = signed_in_cookies(organiser)

    found = []
    for address in addresses:
        page = open_page(live_server.url + address, width=width, cookies=cookies)
        for summary in page.locator("main summary").all():
            if summary.locator("xpath=..").get_attribute("open") is None:
                summary.click()
        found += barriers(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address} is wider than the window")

    assert found == []
