"""A partner's whole way on a phone: the link, a guest by name, a list, an acceptance, somebody else, seats given back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from einlass.admission.models import Contingent, Invitation
from einlass.events.models import Event, Partner, Role
from einlass.tickets.models import Ticket
from tests.builders import make_category, make_event, make_member
from tests.builders.admission import guest_token, make_contingent, partner_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(live_server, settings) -> Event:
    settings.PUBLIC_URL = live_server.url
    now = timezone.now()
    event = make_event(
        slug="funkenflug", starts_at=now + timedelta(days=60), ends_at=now + timedelta(days=60, hours=9)
    )
    make_category(event, key="partner", name={"en": "Guest of a partner", "de": "Gast"}, takes_applications=False)
    make_contingent(event, size=10)
    make_member(event, Role.ORGANISER, email="organiser@example.org")
    return event


def test_a_partner_hands_out_its_seats_on_a_phone(
    event: Event, live_server, open_page: Callable[..., Page], barriers: Callable[[Page], list[str]]
):
    found: list[str] = []
    base = f"{live_server.url}/{event.slug}"

    add_the_partner(open_page(f"{live_server.url}/accounts/login/"), base, found, barriers)
    page = open_page(f"{base}/partners/{partner_token(Partner.objects.get())}/")
    name_one_guest(page, found, barriers)
    name_others_as_a_list(page, found, barriers)
    be_the_guest(open_page, base, found, barriers)
    name_somebody_else(page, found, barriers)
    give_a_seat_back(page, found, barriers)

    assert found == []
    assert sorted(Contingent.objects.values_list("purpose", "size", "taken")) == [("draw", 11, 0), ("partner", 3, 3)]


def add_the_partner(page: Page, base: str, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    page.locator("input[name=login]").fill("organiser@example.org")
    page.locator("input[type=password]").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    page.goto(f"{base}/team/partners/")
    found += barriers(page)
    page.get_by_role("link", name="Add a partner").click()
    page.get_by_label("Company or cluster").fill("Teuto Sensorik")
    page.get_by_label("E-mail address").fill("piotr@teuto.example")
    page.get_by_role("spinbutton", name="Seats").fill("4")
    found += barriers(page)
    page.get_by_role("button", name="Add the partner").click()
    found += barriers(page)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("status")).to_contain_text("on its way to piotr@teuto.example")
    found += barriers(page)


def name_one_guest(page: Page, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    found += barriers(page)
    page.get_by_role("textbox", name="Name").fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill("ada@")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("alert")).to_contain_text("Something is not right yet")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("status")).to_contain_text("1 guest is invited")
    expect(page.get_by_role("table")).to_contain_text("no answer yet")


def name_others_as_a_list(page: Page, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    page.get_by_role("link", name="Name several as a list").click()
    page.get_by_label("Paste the list").fill("Name;E-mail\nعلي بن أبي طالب;ali@example.org\nKonrad Zuse;konrad@\n")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("listitem").filter(has_text="row 3, column B")).to_contain_text("e-mail address")
    found += barriers(page)
    assert Invitation.objects.count() == 1
    page.get_by_label("Paste the list").fill(
        "Name;E-mail\nعلي بن أبي طالب;ali@example.org\nKonrad Zuse;konrad@example.org"
    )
    page.get_by_role("button", name="Check the list").click()
    found += barriers(page)
    page.get_by_role("button", name="Invite 2 guests").click()
    expect(page.get_by_role("status")).to_contain_text("2 guests are invited")
    found += barriers(page)


def be_the_guest(
    open_page: Callable[..., Page], base: str, found: list[str], barriers: Callable[[Page], list[str]]
) -> None:
    page = open_page(f"{base}/invitations/{guest_token(Invitation.objects.get(name='Ada Lovelace'))}/")
    found += barriers(page)
    page.get_by_label("Your name on the ticket").fill("Ada King")
    page.get_by_role("button", name="Accept the seat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The seat is yours")
    found += barriers(page)
    page.get_by_role("link", name="Delete my data").click()
    found += barriers(page)
    assert Ticket.objects.get().attendee_name == "Ada King"


def name_somebody_else(page: Page, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    page.reload()
    expect(page.get_by_role("row").filter(has_text="Ada King")).to_contain_text("accepted")
    page.get_by_role("link", name="Konrad Zuse").click()
    found += barriers(page)
    page.get_by_role("textbox", name="Name").fill("Grace Hopper")
    page.get_by_label("E-mail address").fill("grace@example.org")
    page.get_by_role("button", name="Give the seat to somebody else").click()
    expect(page.get_by_role("status")).to_contain_text("now kept for Grace Hopper")


def give_a_seat_back(page: Page, found: list[str], barriers: Callable[[Page], list[str]]) -> None:
    page.get_by_role("link", name="Give seats back").click()
    found += barriers(page)
    page.get_by_role("button", name="Give them back for good").click()
    expect(page.get_by_role("status")).to_contain_text("1 seat is given to the draw")
    expect(page.get_by_text("All seats are given out")).to_be_visible()
