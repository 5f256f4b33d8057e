"""The pages of offers as people meet them: without barriers, at a phone's width, and without script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from einlass.admission.actions import make_offers
from einlass.admission.models import Offer
from einlass.events.links import link_token
from einlass.reviews.models import Verdict
from tests.builders import make_application, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_decision,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_open_offer,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def an_event():
    now = timezone.now()
    event = make_event(
        doors_open_at=now + timedelta(days=90), starts_at=now + timedelta(days=91), ends_at=now + timedelta(days=92)
    )
    make_contingent(event, size=6)
    make_contingent(event, purpose="curated", size=5)
    make_entrant_team(event, 2)
    for _ in range(9):
        make_entrant(event)
    return event


def test_the_teams_pages_have_no_barriers_and_fit_a_phone(live_server, open_page, signed_in_cookies, barriers):
    event = an_event()
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    make_admitted(event)
    make_decision(make_application(event), Verdict.DECLINE)
    cookies = signed_in_cookies(organiser)
    names = ("offers", "offer_plan", "announcement", "waves")
    addresses = [reverse(f"admission:{name}", args=[event.slug]) for name in names]
    addresses.append(reverse("admission:parts", args=[event.slug, draw.code]) + "?seats=2&hours=24&starts_at=")

    found, widths = [], []
    for address in addresses:
        page = open_page(live_server.url + address, width=390, cookies=cookies)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
        found += barriers(page)

    assert widths == [390] * 5
    assert found == []


def test_the_mail_of_an_announcement_is_shown_as_it_will_arrive(live_server, open_page, signed_in_cookies):
    event = an_event()
    organiser = make_member(event)
    make_drawn_draw(event, by=organiser)
    address = reverse("admission:announcement", args=[event.slug])
    page = open_page(live_server.url + address, cookies=signed_in_cookies(organiser))

    page.get_by_text("in German").first.click()

    mail = page.frame_locator("iframe").first
    expect(mail.get_by_text("Ich nehme den Platz an")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "button"), [("acceptance", "Yes, I accept the seat"), ("refusal", "No, I cannot come")]
)
def test_the_link_of_the_mail_needs_one_press_and_no_script(live_server, chromium: Browser, name, button):
    event = an_event()
    now = timezone.now()
    offer = make_open_offer(
        make_admitted(event), event.contingents.get(purpose="curated"), at=now, expires_at=now + timedelta(days=5)
    )
    token = link_token("offer", offer.code, offer.link_version)
    page = chromium.new_context(java_script_enabled=False, locale="en").new_page()
    page.goto(live_server.url + reverse(f"admission:{name}", args=[event.slug, token]))
    before = Offer.objects.get().is_unanswered

    page.get_by_role("button", name=button).click()

    assert (before, Offer.objects.get().is_unanswered) == (True, False)
    page.context.close()


def test_the_pages_of_an_offer_have_no_barriers(live_server, open_page, barriers):
    event = an_event()
    organiser = make_member(event)
    draw = make_drawn_draw(event, by=organiser)
    now = timezone.now()
    offers = make_offers(draw, expires_at=now + timedelta(days=5), by=organiser, at=now)
    offer = next((one for one in offers if one.application.team_id), offers[0])
    token = link_token("offer", offer.code, offer.link_version)
    own = link_token("application", offer.application.code, offer.application.link_version)

    found = []
    for name in ("offer", "acceptance", "refusal"):
        page = open_page(live_server.url + reverse(f"admission:{name}", args=[event.slug, token]), width=390)
        found += barriers(page)
    page = open_page(live_server.url + reverse("admission:applicant", args=[event.slug, own]), width=390)
    found += barriers(page)

    assert found == []
