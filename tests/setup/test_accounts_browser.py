"""The way to a second factor, and a session that is ended in another browser, in real browsers."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from einlass.events.models import Role
from tests.builders import make_event_open_now, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


def sign_in(page, live_server, user):
    page.goto(live_server.url + reverse("account_login"))
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    go_on(page)


def go_on(page, selector="main form button[type=submit]"):
    with page.expect_navigation():
        page.click(selector)


def test_a_page_asks_for_a_second_factor_and_is_there_after_it(live_server, settings, open_page, barriers):
    event = make_event_open_now()
    user = make_member(event, Role.ORGANISER)
    settings.DEVELOPMENT = False
    wanted = live_server.url + reverse("setup:audit_trail", args=[event.slug])
    page = open_page(live_server.url + reverse("account_login"))
    sign_in(page, live_server, user)

    page.goto(wanted)
    page.fill("[name=password]", PASSWORD)
    go_on(page)
    found = barriers(page)
    page.click("main summary")
    secret = page.inner_text(".first-run__secret .code")
    page.fill("#id_code", format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))
    go_on(page)
    found += barriers(page)
    go_on(page, "main a.button:not(.button--quiet)")

    assert page.url == wanted
    assert found + barriers(page) == []


def test_a_session_that_is_ended_elsewhere_sees_nothing_more(live_server, open_page, barriers):
    event = make_event_open_now()
    user = make_member(event, Role.ORGANISER)
    login = live_server.url + reverse("account_login")
    lost, here = open_page(login), open_page(login)
    for page in (lost, here):
        sign_in(page, live_server, user)

    here.goto(live_server.url + reverse("setup:sessions"))
    assert barriers(here) == []
    go_on(here, "main td form button")
    lost.goto(live_server.url + reverse("events:team", args=[event.slug]))

    assert reverse("account_login") in lost.url
