"""The whole story in a real Chromium: apply, prove the address, be drawn, accept, open the ticket, be scanned, be seen."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from einlass.admission.models import Draw, OfferPlan
from einlass.applications.models import Application
from einlass.checkin.models import Scan
from einlass.events.models import Event, Role
from einlass.mail.sending import send_due
from einlass.tickets.models import Ticket
from tests.browser.fake_camera import HEIGHT, WIDTH, camera_arguments, write_frames
from tests.builders import make_category, make_event, make_member, make_question
from tests.builders.admission import make_contingent
from tests.builders.checkin import make_gate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"

# Draws a picture of this site into a camera frame and returns its brightness, pixel by pixel.
PICTURE_TO_LUMA = """async ([address, width, height]) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  const side = height - 60;
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, (width - side) / 2, 30, side, side);
  const { data } = pen.getImageData(0, 0, width, height);
  let luma = '';
  for (let at = 0; at < data.length; at += 4) luma += String.fromCharCode(data[at]);
  return btoa(luma);
}"""


@pytest.fixture
def event(live_server, settings, tmp_path) -> Event:
    settings.PUBLIC_URL = live_server.url
    settings.EMAIL_BACKEND = "einlass.mail.mailbox.Mailbox"
    settings.MAILBOX = tmp_path / "mailbox"
    now = timezone.now()
    event = make_event(
        slug="funkenflug",
        name="Funkenflug",
        applications_open_at=now - timedelta(days=3),
        applications_close_at=now + timedelta(days=3),
        draw_at=now + timedelta(days=4),
        offers_open_at=now + timedelta(days=5),
        programme_public_at=now + timedelta(days=10),
        doors_open_at=now + timedelta(days=20),
        starts_at=now + timedelta(days=20, hours=1),
        ends_at=now + timedelta(days=20, hours=9),
    )
    make_category(event, name={"en": "Founder", "de": "Gründung"})
    make_question(event, key="company", label={"en": "Company", "de": "Firma"}, required=True)
    make_contingent(event, size=10)
    # Mails go out at any hour: the test runs at night too.
    OfferPlan.objects.create(event=event, keeps_quiet=False)
    make_gate(event, name="Main entrance", opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=30))
    make_member(event, Role.ORGANISER, email="organiser@example.org")
    make_member(event, Role.DOOR, email="door@example.org")
    return event


def test_from_the_application_to_the_door(
    event: Event,
    live_server,
    chromium: Browser,
    chromium_path: str,
    open_page: Callable[..., Page],
    barriers: Callable[[Page], list[str]],
    tmp_path: Path,
):
    found: list[str] = []
    applicant = open_page(f"{live_server.url}/funkenflug/")
    organiser = open_page(f"{live_server.url}/accounts/login/", width=1280)

    apply(applicant, found, barriers)
    prove_the_address(applicant, live_server.url, found, barriers)
    close_applications(event)
    sign_in(organiser, "organiser@example.org")
    decide_and_draw(organiser, live_server.url, found, barriers)
    accept_the_offer(applicant, live_server.url, found, barriers)
    film = film_of_the_ticket(applicant, tmp_path)
    open_the_doors(event)
    be_scanned_twice(chromium, chromium_path, film, live_server.url, found, barriers)
    be_seen_on_the_board(organiser, live_server.url, found, barriers)

    assert found == []


def apply(page: Page, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    found += barriers(page)
    page.get_by_role("link", name="Apply").first.click()
    page.get_by_label("Name", exact=True).fill("Zoë O’Hara-Şahin 🎉")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    page.get_by_role("button", name="Send my application").click()
    # Something is missing: the page says what, and what was typed is still there.
    expect(page.get_by_role("alert").first).to_contain_text("Something is not right yet")
    assert page.get_by_label("Name", exact=True).input_value() == "Zoë O’Hara-Şahin 🎉"
    assert not Application.objects.exists()
    found += barriers(page)
    page.get_by_label("Founder").check()
    page.get_by_label("Company").fill("Funken & Söhne")
    page.get_by_label("Alone", exact=False).first.check()
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Send my application").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("mailbox")
    assert Application.objects.counted().count() == 0
    found += barriers(page)


def prove_the_address(page: Page, base: str, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    found += follow_newest_mail(page, base, barriers)
    assert Application.objects.counted().count() == 0, "opening the link changes nothing yet"
    found += barriers(page)
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your application")
    assert Application.objects.counted().count() == 1
    found += barriers(page)


def close_applications(event: Event) -> None:
    now = timezone.now()
    Event.objects.filter(pk=event.pk).update(
        applications_close_at=now - timedelta(minutes=3),
        draw_at=now - timedelta(minutes=2),
        offers_open_at=now - timedelta(minutes=1),
    )


def sign_in(page: Page, email: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    page.wait_for_load_state()


def decide_and_draw(page: Page, base: str, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    page.goto(f"{base}/funkenflug/team/applications/")
    found += barriers(page)
    page.get_by_role("button", name="Send 1 to the draw").click()
    if page.get_by_role("button", name="To the draw").count():
        page.get_by_role("button", name="To the draw").first.click()
    page.goto(f"{base}/funkenflug/team/draws/")
    found += barriers(page)
    page.get_by_role("link", name="Freeze the entries").click()
    page.get_by_role("button", name="Freeze the entries").click()
    expect(page.get_by_role("heading", name="Look at the chances")).to_be_visible(timeout=20_000)
    found += barriers(page)
    page.get_by_role("link", name="Go on: announce the draw").click()
    found += barriers(page)
    page.get_by_label("The source in words").fill("Eight dice on stage")
    page.get_by_label("When will the value be known?").fill(in_two_minutes())
    page.get_by_role("button", name="Look at it once more").click()
    page.get_by_role("button", name="Announce the draw").click()
    expect(page.get_by_text("The value can be given from")).to_be_visible(timeout=20_000)
    expect(page.locator(".fingerprint").first).to_have_text(Draw.objects.get().commitment)
    # Nobody waits two minutes for a test.
    Draw.objects.update(value_due_at=timezone.now())
    page.reload()
    page.get_by_label("Public value", exact=True).fill("4 1 6 2 3 3 5 1")
    page.get_by_label("Public value, once more").fill("4 1 6 2 3 3 5 2")
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.get_by_text("The two values are not the same")).to_be_visible()
    assert Draw.objects.get().drawn_at is None
    found += barriers(page)
    page.get_by_label("Public value, once more").fill("4 1 6 2 3 3 5 1")
    page.get_by_role("button", name="Look at it once more").click()
    page.get_by_role("button", name="Draw now").click()
    page.get_by_role("button", name="Make the offers").click()
    expect(page.get_by_text("complete").or_(page.get_by_text("Offers made")).first).to_be_visible()
    page.goto(f"{base}/funkenflug/draws/{Draw.objects.get().code}/")
    found += barriers(page)


def in_two_minutes() -> str:
    return f"{timezone.now().astimezone(ZoneInfo('Europe/Berlin')) + timedelta(minutes=2):%Y-%m-%dT%H:%M}"


def accept_the_offer(page: Page, base: str, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    found += follow_newest_mail(page, base, barriers)
    found += barriers(page)
    page.get_by_role("button", name="Accept the seat").click()
    expect(page.get_by_text("The seat is yours").first).to_be_visible()
    assert Ticket.objects.get().attendee_name == "Zoë O’Hara-Şahin 🎉"
    page.get_by_role("link", name="Open my ticket").first.click()
    expect(page.get_by_text(Ticket.objects.get().code)).to_be_visible()
    found += barriers(page)


def film_of_the_ticket(page: Page, folder: Path) -> Path:
    """What a camera sees that is held before the ticket page's own picture of the code."""
    address = page.get_by_role("link", name="SVG").get_attribute("href")
    luma = base64.b64decode(page.evaluate(PICTURE_TO_LUMA, [address, WIDTH, HEIGHT]))
    wall = bytes([128]) * (WIDTH * HEIGHT)
    return write_frames(folder / "ticket.y4m", [luma] * 10 + [wall] * 30)


def open_the_doors(event: Event) -> None:
    now = timezone.now()
    Event.objects.filter(pk=event.pk).update(
        programme_public_at=now - timedelta(minutes=1), doors_open_at=now, starts_at=now + timedelta(hours=1)
    )


def be_scanned_twice(
    chromium: Browser,
    chromium_path: str,
    film: Path,
    base: str,
    found: list[str],
    barriers: Callable[[Page], list[str]],
) -> None:
    arguments = ["--no-sandbox", *camera_arguments(film)]
    browser = chromium.browser_type.launch(executable_path=chromium_path, args=arguments)
    try:
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.goto(f"{base}/accounts/login/")
        sign_in(page, "door@example.org")
        page.goto(f"{base}/funkenflug/door/")
        page.get_by_role("button", name="Main entrance").click()
        page.locator("[data-screen=gate]:not([hidden])").wait_for()
        found += barriers(page)
        page.locator("[data-part=status] [data-act=start]").click()
        green = page.wait_for_selector("[data-part=verdict][data-verdict=welcome]:not([hidden])", timeout=30_000)
        assert "Zoë O’Hara-Şahin" in green.inner_text()
        amber = page.wait_for_selector("[data-part=verdict][data-verdict=again]:not([hidden])", timeout=30_000)
        assert "Main entrance" in amber.inner_text()
        expect(page.locator("[data-part=sync]")).to_contain_text("Up to date", timeout=20_000)
    finally:
        browser.close()


def be_seen_on_the_board(page: Page, base: str, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    page.goto(f"{base}/funkenflug/team/door/")
    expect(page.get_by_text("Zoë O’Hara-Şahin").first).to_be_visible()
    expect(page.get_by_text("of 1").first).to_be_visible()
    assert Scan.objects.filter(verdict="welcome", ticket__isnull=False).count() == 1
    found += barriers(page)


def follow_newest_mail(page: Page, base: str, barriers: Callable[[Page], list[str]]) -> list[str]:
    """Open the newest mail in the demo's mailbox and press its button."""
    send_due(timezone.now, limit=100)
    page.goto(f"{base}/mail/?to=zoe@example.org")
    found = barriers(page)
    page.locator(".mailbox__letter").first.click()
    found += barriers(page)
    link = page.frame_locator("iframe").get_by_role("link").first
    page.goto(link.get_attribute("href") or "")
    return found
