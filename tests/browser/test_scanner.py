"""The scanner in a real browser: camera, verdicts, no network, and the parts that only a browser has."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from einlass.checkin.actions.gates import open_pairing
from einlass.checkin.models import Gate, Scan
from einlass.events.models import Role
from einlass.tickets.models import Ticket, TicketSeries
from einlass.tickets.queries import signing_key
from einlass.tickets.signing import ticket_text
from tests.browser.fake_camera import camera_arguments, write_y4m
from tests.builders import make_category, make_event, make_member
from tests.builders.checkin import make_gate
from tests.builders.tickets import make_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 20_000


@contextmanager
def phone_with_film(chromium: Browser, chromium_path: str, film: Path) -> Iterator[BrowserContext]:
    """A phone whose camera sees the film; it needs a browser of its own."""
    browser = chromium.browser_type.launch(
        executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu", *camera_arguments(film)]
    )
    try:
        yield new_phone(browser)
    finally:
        browser.close()


def new_phone(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """Without a camera."""
    with new_phone(chromium) as context:
        yield context


@pytest.fixture
def gate() -> Gate:
    now = timezone.now()
    event = make_event(slug="day", name="Founders Day", ends_at=now + timedelta(days=1), starts_at=now)
    make_category(event, name={"en": "Founder", "de": "Gründung"}, colour="#7a1f3d")
    return make_gate(
        event, name="Main entrance", opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=9)
    )


def code_of(ticket: Ticket) -> str:
    key = signing_key(ticket.event)
    assert key is not None
    return ticket_text(ticket, key, TicketSeries.objects.get(event=ticket.event).event_tag)


def forged(code: str) -> str:
    return code[:-20] + ("0" if code[-20] != "0" else "1") + code[-19:]


def pair(page: Page, address: str, gate: Gate, *, query: str = "") -> None:
    """Connect by the link that the crew's code comes as, and wait for the readiness list."""
    _, code = open_pairing(gate, at=timezone.now(), by="worker")
    page.goto(f"{address}/{gate.event.slug}/door/{query}#{code}")
    page.wait_for_selector("[data-screen=gate]:not([hidden])")


def type_code(page: Page, code: str) -> None:
    page.click("[data-tab=type]")
    page.fill("#ticket-code", code)
    page.press("#ticket-code", "Enter")


def wait_for_verdict(page: Page, verdict: str) -> str:
    """What the panel says once it shows this verdict."""
    panel = page.wait_for_selector(f"[data-part=verdict][data-verdict={verdict}]:not([hidden])")
    assert panel is not None
    return panel.inner_text()


def wait_until_sent(page: Page, number: int) -> None:
    expect(page.locator("[data-part=sync]")).to_contain_text("Up to date", timeout=PATIENCE)
    for _ in range(100):
        if Scan.objects.count() >= number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{Scan.objects.count()} scans arrived, not {number}")


def test_the_camera_gives_green_then_amber_and_red_for_a_forged_code(
    chromium, chromium_path, live_server, gate, tmp_path
):
    ticket = make_ticket(gate.event, attendee_name="Jürgen Ørsted-Müller")
    film = write_y4m(
        tmp_path / "two.y4m", [code_of(ticket), forged(code_of(ticket))], seconds_each=0.6, gap_seconds=2
    )

    with phone_with_film(chromium, chromium_path, film) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        pair(page, live_server.url, gate)
        page.click("[data-part=status] [data-act=start]")
        green = wait_for_verdict(page, "welcome")
        red = wait_for_verdict(page, "refused")
        amber = wait_for_verdict(page, "again")
        wait_until_sent(page, 3)

    assert complaints == []
    assert "Welcome\n\nJürgen Ørsted-Müller\n\nFounder" in green
    assert "Not a genuine ticket" in red
    assert re.search(r"Already in.*Came in at \d\d:\d\d .*Main entrance", amber, re.DOTALL)
    first, *others = Scan.objects.order_by("seq").exclude(verdict="refused")
    assert (first.ticket, first.verdict, first.kind) == (ticket, "welcome", "in")
    assert {scan.verdict for scan in others} <= {"again"}
    assert Scan.objects.filter(reason="forged").first().raw == forged(code_of(ticket))


def test_without_a_network_the_page_starts_reads_and_keeps_what_it_sends_later(
    chromium, chromium_path, live_server, gate, tmp_path
):
    ticket = make_ticket(gate.event, attendee_name="Mia Berg")
    film = write_y4m(tmp_path / "one.y4m", [code_of(ticket)])

    with phone_with_film(chromium, chromium_path, film) as context:
        page = context.new_page()
        pair(page, live_server.url, gate)
        expect(page.locator("[data-check=offline]")).to_contain_text("Starts without a network", timeout=PATIENCE)
        context.set_offline(True)
        page.reload()
        page.wait_for_selector("[data-screen=gate]:not([hidden])")
        green = wait_for_verdict(page, "welcome")
        expect(page.locator("[data-part=sync]")).to_contain_text(
            "No network: 1 scan waiting, nothing is lost", timeout=PATIENCE
        )
        context.set_offline(False)
        wait_until_sent(page, 1)

    assert "Mia Berg" in green
    assert Scan.objects.get().ticket == ticket


def test_with_a_network_the_page_comes_fresh_although_a_copy_is_kept(live_server, phone, gate):
    page = phone.new_page()
    page.goto(f"{live_server.url}/day/door/")
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller !== null")

    page.click("[name=language][value=de]")
    page.wait_for_selector("html[lang=de]")
    phone.set_offline(True)
    page.reload()

    assert page.evaluate("document.documentElement.lang") == "de"


def test_a_code_is_typed_a_name_is_found_a_mistake_is_undone(live_server, phone, gate):
    mia = make_ticket(gate.event, attendee_name="Mia Berg")
    make_ticket(gate.event, attendee_name="Łukasz Weiß")
    page = phone.new_page()
    pair(page, live_server.url, gate)

    type_code(page, "none")
    expect(page.locator("#ticket-trouble")).to_contain_text("No ticket on this phone has this code")
    assert page.input_value("#ticket-code") == "none"
    type_code(page, f"{mia.code[:4]}-{mia.code[4:].lower()}")
    assert "Mia Berg" in wait_for_verdict(page, "welcome")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=inside]")).to_have_text("1")
    page.click("[data-act=undo]")
    expect(page.locator("[data-part=inside]")).to_have_text("0")
    page.click("[data-tab=find]")
    page.fill("#person-name", "weiss luk")
    page.click("[data-results] button")
    assert "Łukasz Weiß" in wait_for_verdict(page, "welcome")
    wait_until_sent(page, 3)

    assert list(Scan.objects.order_by("seq").values_list("kind", "verdict", "undoes_seq")) == [
        ("in", "welcome", None),
        ("undo", "welcome", 1),
        ("in", "welcome", None),
    ]


def test_somebody_who_is_in_is_let_in_again_with_a_reason(live_server, phone, gate):
    ticket = make_ticket(gate.event)
    page = phone.new_page()
    pair(page, live_server.url, gate)
    type_code(page, ticket.code)

    # As a hand scanner does: no look at the screen, no touch in between.
    wait_for_verdict(page, "welcome")
    page.keyboard.type(ticket.code)
    page.keyboard.press("Enter")
    wait_for_verdict(page, "again")
    page.click("[data-override] summary")
    page.click("[data-reason=went_out]")

    assert "Let in again" in wait_for_verdict(page, "welcome")
    wait_until_sent(page, 3)
    assert Scan.objects.filter(kind="override").values_list("verdict", "reason").get() == ("again", "went_out")


def test_two_gates_learn_of_one_another(live_server, chromium, phone, gate):
    ticket = make_ticket(gate.event, attendee_name="Mia Berg")
    north = make_gate(gate.event, name="North", opens_at=gate.opens_at, closes_at=gate.closes_at)
    here = phone.new_page()
    pair(here, live_server.url, gate)
    with new_phone(chromium) as other_phone:
        there = other_phone.new_page()
        pair(there, live_server.url, north)
        type_code(there, ticket.code)
        wait_for_verdict(there, "welcome")
        wait_until_sent(there, 1)

    expect(here.locator("[data-part=inside]")).to_have_text("1", timeout=PATIENCE)
    type_code(here, ticket.code)

    assert "North" in wait_for_verdict(here, "again")


def test_a_phone_whose_access_was_taken_keeps_its_scans(live_server, phone, gate):
    ticket = make_ticket(gate.event)
    page = phone.new_page()
    pair(page, live_server.url, gate)
    expect(page.locator("[data-part=sync]")).to_contain_text("Up to date", timeout=PATIENCE)

    gate.devices.update(token_hash="", revoked_at=timezone.now())
    type_code(page, ticket.code)

    wait_for_verdict(page, "welcome")
    expect(page.locator("[data-part=sync]")).to_contain_text(
        "Disconnected by the organisers: 1 scan waiting, kept here", timeout=PATIENCE
    )


def test_a_member_of_the_crew_connects_with_one_tap(live_server, phone, gate, client):
    client.force_login(make_member(gate.event, Role.DOOR))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    phone.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = phone.new_page()
    page.goto(f"{live_server.url}/day/door/")
    page.fill("#device-name", "Mia's phone")

    page.click("text=Main entrance")
    page.wait_for_selector("[data-screen=gate]:not([hidden])")

    assert gate.devices.get().name == "Mia's phone"


def test_a_wrong_pairing_code_is_explained_and_stays_in_its_field(live_server, phone, gate):
    page = phone.new_page()
    page.goto(f"{live_server.url}/day/door/")

    page.fill("#pairing-code", "nothing")
    page.click("[data-code-form] button")

    expect(page.locator("[data-screen=pairing] [data-trouble]")).to_contain_text("This code is wrong")
    assert page.input_value("#pairing-code") == "nothing"


def test_scans_are_numbered_without_gaps_and_move_to_a_new_pairing(live_server, phone, gate):
    page = phone.new_page()
    page.goto(f"{live_server.url}/day/door/")

    seen = page.evaluate(
        """async () => {
          const { ScanStore } = await import("/static/checkin/scan-store.js");
          const store = await ScanStore.open("test");
          const facts = { device: "A", epoch: "e1", number: 1, kind: "in" };
          await Promise.all(Array.from({ length: 20 }, () => store.append(facts)));
          await store.append({ ...facts, kind: "undo", undoes_seq: 20 });
          store.database.close();
          await store.acknowledge("A", "e1", 18);
          const before = (await store.unsent()).map((scan) => [scan.device, scan.seq]);
          await store.adopt("B", "e2");
          const after = (await store.unsent()).map((scan) => [scan.device, scan.epoch, scan.seq, scan.undoes_seq ?? null]);
          const next = await store.append({ device: "B", epoch: "e2" });
          await store.keep("pairing", { token: "x" });
          await store.forget("pairing");
          return { before, after, next: next.seq, all: (await store.scans()).length, gone: await store.recall("pairing") };
        }"""
    )

    assert seen == {
        "before": [["A", 19], ["A", 20], ["A", 21]],
        "after": [["B", "e2", 1, None], ["B", "e2", 2, None], ["B", "e2", 3, 2]],
        "next": 4,
        "all": 22,
        "gone": None,
    }


def test_no_screen_has_a_barrier(live_server, phone, barriers, gate):
    good, revoked = make_ticket(gate.event), make_ticket(gate.event)
    Ticket.objects.filter(pk=revoked.pk).update(revoked_at=timezone.now())
    page = phone.new_page()
    page.goto(f"{live_server.url}/day/door/")
    page.wait_for_selector("[data-screen=pairing]:not([hidden])")
    found = barriers(page)

    pair(page, live_server.url, gate, query="?again")
    found += barriers(page)
    for code, verdict in ((good.code, "welcome"), (good.code, "again"), (revoked.code, "refused")):
        type_code(page, code)
        wait_for_verdict(page, verdict)
        # The welcome goes away by itself, which the checker may be too slow for.
        page.evaluate("for (let id = setTimeout(() => {}); id > 0; id--) clearTimeout(id)")
        found += barriers(page)
        page.keyboard.press("Escape")
    for tab in ("find", "scan"):
        page.click(f"[data-tab={tab}]")
        found += barriers(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    found += barriers(page)

    assert found == []
