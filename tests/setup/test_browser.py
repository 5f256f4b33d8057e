"""From the set-up address to somebody in the inbox, and a deadline moved on the line, in a real browser."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from einlass.applications.models import Application
from einlass.events.links import link_token
from einlass.events.models import Event, Role
from einlass.mail.models import Message
from einlass.setup.first_run.actions import make_setup_secret
from einlass.setup.settings.sections import SECTIONS
from tests.builders import make_event_open_now, make_member
from tests.builders.setup import make_team_invitation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def go_on(page, selector="main form button[type=submit]"):
    with page.expect_navigation():
        page.click(selector)


def test_a_conference_of_ones_own_from_nothing(live_server, settings, open_page, barriers):
    settings.PUBLIC_URL = live_server.url
    secret = make_setup_secret(at=timezone.now())
    page = open_page(live_server.url + reverse("setup:first_account", args=[secret]), width=1280)
    found = barriers(page)
    page.fill("#id_name", "Ada Bergmann")
    page.fill("#id_email", "ada@example.org")
    page.fill("#id_password", "a long sentence to remember")
    go_on(page)
    found += barriers(page)
    go_on(page, "main a[href='/events/new/']")
    found += barriers(page)
    page.fill("#id_name", "Größe & Übermut")
    page.fill("#id_day", (timezone.now() + timedelta(days=80)).date().isoformat())
    page.fill("#id_capacity", "300")
    page.fill("#id_venue", "Stadthalle")
    assert page.input_value("#id_slug") == "groesse-uebermut"
    go_on(page)
    for _step in ("dates", "seats", "form"):
        found += barriers(page)
        go_on(page)
    found += barriers(page)
    page.fill("#id_summary_en", "A day.")
    go_on(page)
    found += barriers(page)
    page.fill("#id_organiser_name", "Ada Bergmann")
    page.fill("#id_organiser_address", "Street 1")
    go_on(page)
    found += barriers(page)
    go_on(page, "main form button.button--large")
    found += barriers(page)
    event = Event.objects.get()
    assert event.is_public

    visitor = open_page(f"{live_server.url}/{event.slug}/apply/")
    visitor.fill("[name=name]", "Ben Yildiz")
    visitor.fill("[name=email]", "ben@example.com")
    visitor.check("[name=category][value=press]")
    visitor.fill("[name$=company]", "Daily News")
    visitor.select_option("[name$=industry]", "other") if visitor.locator(
        "select[name$=industry]"
    ).count() else visitor.check("[name$=industry][value=other]")
    visitor.check("[name$=first_time][value=yes]")
    visitor.check("[name=consent]")
    go_on(visitor, "main form.form--apply button:not([type=button]):not([name])")
    assert visitor.locator(".field__errors").all_text_contents() == []
    mail = Message.objects.get(template="applications/prove_address")
    assert mail.to == "ben@example.com"
    Application.objects.update(email_proved_at=timezone.now())
    page.goto(f"{live_server.url}/{event.slug}/team/applications/")
    assert "Ben Yildiz" in page.content()
    assert found == []


def test_every_page_of_the_settings_is_free_of_barriers_and_fits_a_small_phone(
    live_server, open_page, signed_in_cookies, barriers
):
    event = make_event_open_now(map_url="https://example.org/map")
    cookies = signed_in_cookies(make_member(event, Role.OWNER))
    page = open_page(live_server.url, width=320, cookies=cookies)

    for name in [*(section.name for section in SECTIONS), "settings", "copying"]:
        page.goto(live_server.url + reverse(f"setup:{name}", args=[event.slug]))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert barriers(page) == []


def test_a_date_is_moved_on_the_line_by_keyboard_and_all_of_them_by_the_mouse(
    live_server, open_page, signed_in_cookies
):
    event = make_event_open_now(opened_at=None)
    cookies = signed_in_cookies(make_member(event, Role.OWNER))
    page = open_page(live_server.url + reverse("setup:dates", args=[event.slug]), width=1280, cookies=cookies)
    before = page.input_value("#id_draw_at")
    mark = page.locator(".phase-line__mark").nth(2)

    mark.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")

    day = lambda text: date.fromisoformat(text[:10])  # noqa: E731
    assert (day(page.input_value("#id_draw_at")) - day(before)).days == 8
    assert page.input_value("#id_draw_at")[10:] == before[10:]
    closes = page.input_value("#id_applications_close_at")
    box = page.locator(".phase-line__whole").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6 + 60, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    moved = (day(page.input_value("#id_applications_close_at")) - day(closes)).days
    assert moved > 0
    assert (day(page.input_value("#id_draw_at")) - day(before)).days == 8 + moved
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", page.input_value("#id_draw_at"))


def test_the_pages_of_the_team_are_free_of_barriers_and_fit_a_small_phone(
    live_server, open_page, signed_in_cookies, barriers
):
    event = make_event_open_now()
    owner = make_member(event, Role.OWNER, email="a-long-address-that-must-break-somewhere@conference.example.org")
    door = make_member(event, Role.DOOR)
    invitation = make_team_invitation(event, ends_at=timezone.now() + timedelta(days=7))
    token = link_token("team-invitation", invitation.code)
    cookies = signed_in_cookies(owner)
    addresses = [
        ("people", [event.slug]),
        ("member", [event.slug, door.memberships.get().pk]),
        ("leaving", [event.slug]),
        ("joining", [event.slug, token]),
    ]

    page = open_page(live_server.url, width=320, cookies=cookies)
    for name, arguments in addresses:
        page.goto(live_server.url + reverse(f"setup:{name}", args=arguments))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert barriers(page) == []

    stranger = open_page(live_server.url + reverse("setup:joining", args=[event.slug, token]), width=320)
    assert barriers(stranger) == []
    stranger.fill("#id_name", "Ada Bergmann")
    stranger.fill("#id_password", "a long sentence to remember")
    go_on(stranger)
    assert stranger.url.endswith(reverse("setup:second_factor"))
