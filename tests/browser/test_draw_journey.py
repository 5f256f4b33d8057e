"""A draw in a real Chromium: freeze, review, announce, value, offers; a seat comes free, and a wave fills it."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from einlass.admission.actions import accept_offer, decline_offer
from einlass.admission.models import Draw, Offer, Seat
from einlass.events.models import Event
from tests.builders import make_category, make_event, make_member
from tests.builders.admission import make_contingent, make_entrant, make_entrant_team, make_quota

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event() -> Event:
    """Six seats, two of them for founders; twelve people and a team apply."""
    now = timezone.now()
    event = make_event(
        applications_close_at=now - timedelta(days=1),
        draw_at=now,
        offers_open_at=now + timedelta(hours=1),
        doors_open_at=now + timedelta(days=40),
        starts_at=now + timedelta(days=41),
        ends_at=now + timedelta(days=42),
    )
    founder, student = make_category(event, key="founder"), make_category(event, key="student")
    make_contingent(event, size=6)
    for number in range(12):
        make_entrant(event, category=founder if number < 3 else student)
    make_entrant_team(event, 2)
    make_quota(event, "category", "founder", least=2)
    return event


def test_from_freezing_to_a_wave(event: Event, live_server, open_page, signed_in_cookies, barriers, tmp_path):
    page = open_page(
        live_server.url + reverse("admission:draws", args=[event.slug]),
        width=390,
        cookies=signed_in_cookies(make_member(event)),
    )
    found = barriers(page)

    page.get_by_role("link", name="Freeze the entries").click()
    expect(page.get_by_role("heading", name="Freeze the entries?")).to_be_visible()
    found += barriers(page)
    page.get_by_role("button", name="Freeze the entries").click()
    draw = hold_the_draw(page, "6 5 4 1 1 2 3 6", found, barriers)
    leave_one_seat_free(event)
    page.goto(live_server.url + reverse("admission:waves", args=[event.slug]))
    found += barriers(page)
    page.get_by_role("button", name="Begin a wave").click()
    wave = hold_the_draw(page, "5, 5 2 1 3 3 4 06", found, barriers)

    assert found == []
    assert wave.follows == draw
    assert Offer.objects.filter(draw=wave).count() == 1
    assert Seat.objects.filter(freed_at=None).count() == 6
    assert verdict(tmp_path, draw) == 0
    assert verdict(tmp_path, wave, draw) == 0
    assert verdict(tmp_path, wave) == 1, "a wave does not hold without the draw that it follows"
    page.goto(live_server.url + reverse("admission:draw", args=[event.slug, wave.code]))
    expect(page.get_by_text(wave.commitment).first).to_be_visible()
    assert barriers(page) == []


def hold_the_draw(page: Page, value: str, found: list[str], barriers) -> Draw:
    """From the desk of a draw that was just frozen to its offers."""
    expect(page.get_by_role("heading", name="Look at the chances")).to_be_visible(timeout=30_000)
    found += barriers(page)
    page.get_by_role("link", name="Go on: announce the draw").click()
    page.get_by_label("The source in words").fill("Eight dice on stage")
    page.get_by_label("When will the value be known?").fill(in_two_minutes())
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.get_by_role("heading", name="Announce the draw?")).to_be_visible()
    found += barriers(page)
    page.get_by_role("button", name="Announce the draw").click()
    expect(page.get_by_text("The value can be given from")).to_be_visible()
    found += barriers(page)
    # Nobody waits two minutes for a test.
    Draw.objects.filter(value_at=None).update(value_due_at=timezone.now())
    page.reload()
    page.get_by_label("Public value", exact=True).fill(value)
    page.get_by_label("Public value, once more").fill(value)
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.get_by_role("heading", name="Is this the value?")).to_be_visible()
    found += barriers(page)
    page.get_by_role("button", name="Draw now").click()
    page.get_by_role("button", name="Make the offers").click()
    expect(page.get_by_role("heading", name="Tell those who wait")).to_be_visible()
    found += barriers(page)
    return Draw.objects.filter(offered_at__isnull=False).latest("pk")


def in_two_minutes() -> str:
    return f"{timezone.now().astimezone(ZoneInfo('Europe/Berlin')) + timedelta(minutes=2):%Y-%m-%dT%H:%M}"


def leave_one_seat_free(event: Event) -> None:
    declining, *others = Offer.objects.filter(event=event, application__team=None).order_by("pk")
    decline_offer(declining, at=timezone.now())
    for offer in others:
        accept_offer(offer, at=timezone.now())


def verdict(folder: Path, *draws: Draw) -> int:
    """What the stand-alone verifier says about these draws, the newest first."""
    files = []
    for draw in draws:
        for name, text in ("lottery", draw.bundle), ("result", draw.result), ("announcement", draw.announcement):
            path = folder / f"{draw.code}-{name}.json"
            path.write_text(text)
            files.append(str(path))
    return subprocess.run([sys.executable, "-m", "fairdraw.verify", *files], check=False).returncode
