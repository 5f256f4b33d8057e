"""The handles of the quotas in a real Chromium, by mouse, touch-sized target and keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from einlass.admission.models import Quota
from tests.builders import make_category, make_choice, make_event, make_member
from tests.builders.admission import make_contingent, make_entrant, make_quota, make_solved_draw

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    event = make_event()
    make_contingent(event, size=10)
    founder = make_category(event, key="founder", name={"en": "Founder"})
    student = make_category(event, key="student", name={"en": "Student"})
    make_choice(event, "region", "owl", "abroad")
    for _ in range(10):
        make_entrant(event, category=founder, answers={"region": "owl"})
    for _ in range(30):
        make_entrant(event, category=student, answers={"region": "abroad"})
    return event


@pytest.fixture
def organiser(event):
    return make_member(event)


@pytest.fixture
def open_quotas(live_server, event, organiser, open_page, signed_in_cookies):
    def open_quotas(**options: object) -> Page:
        url = live_server.url + reverse("admission:quotas", args=[event.slug])
        return open_page(url, cookies=signed_in_cookies(organiser), **options)

    return open_quotas


def stored(event):
    return [(one.value, one.least, one.most) for one in Quota.objects.filter(event=event)]


def drag(page: Page, handle, share: float) -> None:
    """To a share of the line, from the handle's middle."""
    box = handle.bounding_box()
    line = page.locator("[data-row='category:founder'] [data-line]").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(line["x"] + line["width"] * share / 2, line["y"] + 20)
    page.mouse.move(line["x"] + line["width"] * share, line["y"] + 20)
    page.mouse.up()


def test_handles_dragged_by_mouse_show_at_once_what_they_do_and_are_saved(event, open_quotas):
    page = open_quotas(width=1280, height=1000)
    expect(page.locator("[data-verdict]")).to_contain_text("smallest chance 25.0")

    drag(page, page.get_by_role("slider", name="At least: Founder"), 0.4)

    expect(page.locator("[name='least:category:founder']")).to_have_value("4")
    expect(page.locator("[data-verdict]")).to_contain_text("smallest chance 20.0")
    expect(page.locator("[data-chance-of='category:founder']")).to_contain_text("chance 40.0")
    page.get_by_role("button", name="Save the quotas").click()
    expect(page.get_by_text("The quotas are saved")).to_be_visible()
    assert stored(event) == [("founder", 4, None)]


def test_handles_are_moved_by_keyboard_and_say_where_they_stand(event, open_quotas):
    page = open_quotas(width=1280)
    least, most = (page.get_by_role("slider", name=f"{side}: Student") for side in ("At least", "At most"))
    expect(most).to_have_attribute("aria-valuetext", "no bound")

    most.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    least.focus()
    page.keyboard.press("PageUp")

    # The least handle stops at the most.
    expect(most).to_have_attribute("aria-valuetext", "8 seats")
    expect(least).to_have_attribute("aria-valuenow", "8")
    expect(page.locator("[name='least:category:student']")).to_have_value("8")
    page.keyboard.press("Home")
    expect(page.locator("[name='least:category:student']")).to_have_value("")


def test_a_suggestion_is_applied_by_one_click_without_loading_the_page(event, open_quotas):
    page = open_quotas(width=1280)
    page.locator("[name='least:category:founder']").fill("6")
    page.locator("[name='least:category:student']").fill("6")
    expect(page.locator("[data-verdict]")).to_contain_text("cannot be kept")

    page.locator("li", has_text="Founder: at least 4 instead of 6").get_by_role("button").click()

    expect(page.locator("[data-verdict]")).to_contain_text("Can be kept")
    expect(page.get_by_role("slider", name="At least: Founder")).to_have_attribute("aria-valuenow", "4")
    assert stored(event) == []


def test_on_a_phone_a_finger_drags_a_handle_and_nothing_runs_out_of_the_screen(event, open_quotas):
    make_quota(event, "category", "founder", least=2)
    page = open_quotas(width=390)
    expect(page.locator("[data-verdict]")).to_contain_text("Can be kept")
    handle = page.get_by_role("slider", name="At least: Founder")

    box = handle.bounding_box()
    assert box["width"] >= 24
    assert box["height"] >= 44
    drag(page, handle, 0.5)

    expect(page.locator("[name='least:category:founder']")).to_have_value("5")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_with_quotas_has_a_barrier(
    live_server, event, organiser, open_page, signed_in_cookies, barriers, width
):
    make_quota(event, "category", "founder", least=4, most=6)
    draw = make_solved_draw(event)
    cookies = signed_in_cookies(organiser)
    found = []
    for name, args in (("quotas", []), ("draw_desk", [draw.code]), ("draw", [draw.code])):
        page = open_page(
            live_server.url + reverse(f"admission:{name}", args=[event.slug, *args]), cookies=cookies, width=width
        )
        if name == "quotas":
            expect(page.locator("[data-verdict]")).to_contain_text("Can be kept")
            # The bar at the lower edge covers what is scrolled under it; at the end that is nothing.
            page.keyboard.press("End")
        found += barriers(page)

    assert "\n".join(found) == ""


def test_quotas_that_clash_have_no_barrier(event, open_quotas, barriers):
    make_quota(event, "category", "founder", least=8)
    make_quota(event, "category", "student", least=8)
    page = open_quotas()
    expect(page.locator("[data-verdict]")).to_contain_text("cannot be kept")
    page.keyboard.press("End")

    assert barriers(page) == []


def test_what_has_the_focus_is_not_under_the_bar_at_the_lower_edge(event, open_quotas):
    page = open_quotas(width=390)

    for _ in range(12):
        page.keyboard.press("Tab")
        focus, bar = page.evaluate(
            "[document.activeElement, document.querySelector('.quotas__bar')].map(one => one.getBoundingClientRect())"
            ".map(({top, bottom}) => ({top, bottom}))"
        )
        assert focus["bottom"] <= bar["top"] or focus["top"] >= bar["top"]
