from datetime import timedelta

import pytest
from django.urls import resolve, reverse

from einlass.events.models import Membership, Role
from einlass.events.models.event import Phase
from einlass.events.navigation import MENU, NOW, Group, menu
from tests.builders import NOON, make_event, make_event_open_now, make_member

pytestmark = pytest.mark.django_db


def names(event, roles, at=NOON, path="/"):
    return [link.label for section in menu(event, roles, path=path, at=at) for link in section.links]


def current(event, path):
    sections = menu(event, {Role.OWNER}, path=path, at=NOON)
    return [link.label for section in sections for link in section.links if link.is_current]


@pytest.mark.parametrize("entry", MENU, ids=[entry.name for entry in MENU])
def test_an_entry_is_shown_to_those_who_may_open_its_page_and_to_nobody_else(entry):
    rule = resolve(reverse(entry.name, args=["event"])).func.access_rule

    assert {role.value for role in entry.roles} == rule.roles


@pytest.mark.parametrize("role", Role)
def test_the_menu_of_a_role_is_every_page_it_may_open(role):
    allowed = sorted(str(entry.label) for entry in MENU if role in entry.roles)

    assert sorted(names(make_event(), {role})) == allowed
    assert allowed != []


def test_two_roles_see_the_pages_of_both_once():
    event = make_event()

    both = names(event, {Role.REVIEWER, Role.DOOR})

    assert sorted(both) == sorted({*names(event, {Role.REVIEWER}), *names(event, {Role.DOOR})})


def test_the_group_that_matters_now_stands_first_and_the_others_keep_their_order():
    event = make_event()
    moments = {
        Phase.BEFORE: event.applications_open_at - timedelta(seconds=1),
        Phase.APPLICATIONS: event.applications_open_at,
        Phase.REVIEW: event.applications_close_at,
        Phase.DRAW: event.draw_at,
        Phase.OFFERS: event.offers_open_at,
        Phase.PROGRAMME: event.programme_public_at,
        Phase.DOORS: event.doors_open_at,
    }

    for phase, at in moments.items():
        headings = [(section.label, section.is_now) for section in menu(event, {Role.OWNER}, path="/", at=at)]
        first = str(NOW[phase].label)

        assert headings[:2] == [("", False), (first, True)]
        assert headings[2:] == [(str(group.label), False) for group in Group if group.label != first]


def test_after_the_event_no_group_is_called_out():
    event = make_event()

    sections = menu(event, {Role.OWNER}, path="/", at=event.ends_at)

    assert [section.label for section in sections] == ["", *(str(group.label) for group in Group)]
    assert not any(section.is_now for section in sections)


@pytest.mark.parametrize(
    ("below", "label"),
    [
        ("", "Overview"),
        ("applications/", "Applications"),
        ("applications/7KQ3M9XR/", "Applications"),
        ("applications/duplicates/4/", "Duplicates"),
        ("applications/merges/4/", "Duplicates"),
        ("seats/overbooking/", "Seats"),
        ("guests/press/", "Seats"),
        ("door/find/", "Help desk"),
        ("door/devices/ABC/", "Gates and phones"),
    ],
)
def test_a_page_belongs_to_the_entry_with_the_longest_address(below, label):
    event = make_event()

    assert current(event, reverse("events:team", args=[event.slug]) + below) == [label]


def test_a_page_for_everybody_leads_the_team_to_its_own_pages(client):
    event = make_event()
    team = reverse("events:team", args=[event.slug])
    pages = [reverse("events:event", args=[event.slug]), reverse("applications:apply", args=[event.slug])]
    client.force_login(make_member(event, Role.DOOR))

    for url in pages:
        text = client.get(url).content.decode()

        assert f'href="{team}"' in text
        assert f'href="{reverse("checkin:board", args=[event.slug])}"' in text
        assert reverse("admission:offers", args=[event.slug]) not in text


def test_a_page_of_an_event_that_is_not_open_leads_there_too(client):
    event = make_event(opened_at=None)
    client.force_login(make_member(event, Role.DOOR))

    text = client.get(reverse("events:event", args=[event.slug])).content.decode()

    assert f'href="{reverse("events:team", args=[event.slug])}"' in text


def test_others_see_no_way_to_the_team(client):
    event, other = make_event(), make_event()
    past = make_member(event, Role.OWNER)
    Membership.objects.filter(user=past).update(ends_at=NOON)

    for visitor in [None, make_member(other, Role.OWNER), past]:
        if visitor is not None:
            client.force_login(visitor)
        text = client.get(reverse("events:event", args=[event.slug])).content.decode()

        assert f'href="{reverse("events:team", args=[event.slug])}"' not in text


def test_the_account_leads_to_the_other_events_of_the_person(client):
    here, there, foreign = make_event(name="Here"), make_event(name="There"), make_event(name="Foreign")
    user = make_member(here, Role.REVIEWER)
    Membership.objects.create(user=user, event=there, role=Role.DOOR)
    client.force_login(user)

    frame = client.get(reverse("events:event", args=[here.slug])).context["frame"]

    assert [place.name for place in frame.other_places] == ["There"]
    assert foreign.slug not in {place.slug for place in frame.places}


@pytest.mark.parametrize("number", [1, 3])
def test_the_frame_asks_once_for_the_events_of_a_person(client, number, django_assert_num_queries):
    event = make_event()
    user = make_member(event, Role.DOOR)
    for _ in range(number):
        Membership.objects.create(user=user, event=make_event(), role=Role.DOOR)
    client.force_login(user)
    client.get("/")

    # The session, the user, the events of the person; and what the page itself asks for.
    with django_assert_num_queries(4):
        client.get("/")


def test_the_menu_speaks_german(client):
    event = make_event()
    client.force_login(make_member(event, Role.OWNER))

    answer = client.get(reverse("events:team", args=[event.slug]), headers={"accept-language": "de"})

    assert [section.label for section in answer.context["frame"].menu][1:] == [
        "Personen",
        "Plätze",
        "Programm",
        "Einlass",
        "Veranstaltung",
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_every_page_is_one_touch_and_a_choice_away(
    live_server, open_page, signed_in_cookies, barriers, width
):
    event = make_event_open_now()
    cookies = signed_in_cookies(make_member(event, Role.ORGANISER))
    page = open_page(live_server.url + reverse("events:team", args=[event.slug]), width=width, cookies=cookies)

    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("link", name="Overview", exact=True).get_attribute("aria-current") == "page"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == []
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Audit trail").count() == 0
    assert page.evaluate("document.activeElement.textContent.trim()") == "Menu"
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Intake").click()

    page.get_by_role("heading", name="Intake").wait_for()
    page.locator("summary", has_text="Account").click()
    assert page.get_by_role("button", name="Deutsch").is_visible()
    assert barriers(page) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_menu_opens_without_script(live_server, chromium, signed_in_cookies):
    event = make_event_open_now()
    cookies = signed_in_cookies(make_member(event, Role.ORGANISER))
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(live_server.url + reverse("events:event", args=[event.slug]))

    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Quotas").click()

    assert page.get_by_role("heading", name="Quotas", level=1).is_visible()
    context.close()
