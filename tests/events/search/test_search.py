import pytest
from django.urls import reverse

from einlass.applications.search import search_text
from einlass.events.models import Role
from tests.builders import make_application, make_event, make_event_open_now, make_member, make_partner
from tests.builders.admission import (
    make_committed_draw,
    make_contingent,
    make_entrant,
    make_guest,
    make_open_offer,
    make_partner_contingent,
)
from tests.builders.programme import make_session, make_speaker
from tests.builders.tickets import make_ticket

pytestmark = pytest.mark.django_db


def applied(event, **fields):
    """An application that can be searched, as the actions write it."""
    application = make_application(event, **fields)
    application.search_text = search_text(application, ())
    application.save(update_fields=["search_text"])
    return application


def search(client, event, text, **headers):
    return client.get(reverse("events:search", args=[event.slug]), {"q": text}, headers=headers)


def found(client, event, text):
    """(kind, title) of each hit."""
    return [(group.kind, hit.title) for group in search(client, event, text).context["groups"] for hit in group.hits]


def sign_in(client, event, role=Role.ORGANISER):
    user = make_member(event, role)
    client.force_login(user)
    return user


def fill(event):
    """One thing of each kind, all of the name Quillfeather; gives the kinds that hold a person or a thing."""
    application = applied(event, name="Anna Quillfeather", email="quillfeather@example.org")
    make_open_offer(application, make_contingent(event))
    make_ticket(event, attendee_name="Bert Quillfeather")
    make_partner(event, name="Quillfeather AG")
    make_guest(make_partner_contingent(event), name="Cem Quillfeather")
    make_contingent(event, purpose="press", name={"en": "Quillfeather press"})
    make_session(event, title={"en": "Quillfeather and why"})
    make_speaker(event, name="Dora Quillfeather")


KINDS = {
    "Applications": {Role.OWNER, Role.ORGANISER, Role.REVIEWER},
    "Offers": {Role.OWNER, Role.ORGANISER},
    "Tickets": {Role.OWNER, Role.ORGANISER, Role.DOOR},
    "Partners": {Role.OWNER, Role.ORGANISER},
    "Guests": {Role.OWNER, Role.ORGANISER},
    "Contingents": {Role.OWNER, Role.ORGANISER},
    "Sessions": {Role.OWNER, Role.ORGANISER, Role.PROGRAMME},
    "Speakers": {Role.OWNER, Role.ORGANISER, Role.PROGRAMME},
}


@pytest.mark.parametrize("role", [Role.OWNER, Role.ORGANISER, Role.REVIEWER, Role.PROGRAMME, Role.DOOR])
def test_each_role_finds_what_it_may_see_and_nothing_else(client, role):
    event, other = make_event(), make_event()
    fill(event)
    fill(other)
    sign_in(client, event, role)

    groups = search(client, event, "quillfeather").context["groups"]

    assert {group.kind for group in groups} == {kind for kind, roles in KINDS.items() if role in roles}
    for group in groups:
        for hit in group.hits:
            assert client.get(hit.url).status_code == 200, hit.url
            assert hit.url.startswith(f"/{event.slug}/team/")


@pytest.mark.parametrize("text", ["quillfeather", "quilfeather", "quillfeather@example.org", "anna"])
def test_in_blind_review_a_reviewer_finds_nobody_by_name_or_address(client, text):
    event = make_event(is_review_blind=True)
    fill(event)
    sign_in(client, event, Role.REVIEWER)

    answer = search(client, event, text)

    assert answer.context["groups"] == []
    assert "Anna" not in answer.content.decode().replace("“anna”", "")


def test_in_blind_review_a_reviewer_finds_an_application_by_its_code_and_sees_no_name(client):
    event = make_event(is_review_blind=True)
    application = applied(event, name="Anna Quillfeather")
    sign_in(client, event, Role.REVIEWER)

    answer = search(client, event, application.code.lower())

    assert [(group.kind, hit.title, hit.detail) for group in answer.context["groups"] for hit in group.hits] == [
        ("Applications", application.code, "")
    ]
    assert "Quillfeather" not in answer.content.decode()


def test_a_reviewer_who_organises_too_sees_the_names(client):
    event = make_event(is_review_blind=True)
    applied(event, name="Anna Quillfeather")
    sign_in(client, event, Role.ORGANISER)

    assert found(client, event, "quillfeather") == [("Applications", "Anna Quillfeather")]


@pytest.mark.parametrize(
    "typed", ["mueller", "Müller", "muller özge", "ozge mull", "ozge@example", "mülller", "oezge muelelr"]
)
def test_an_application_is_found_forgivingly(client, typed):
    event = make_event()
    applied(event, name="Özge Müller", email="ozge@example.org")
    applied(event, name="Jonas Kemper", email="jonas@example.org")
    sign_in(client, event)

    assert found(client, event, typed) == [("Applications", "Özge Müller")]


@pytest.mark.parametrize("wrong", [0, 3, 7])
def test_a_misread_code_is_found_where_no_other_is(client, wrong):
    event = make_event()
    application = applied(event, code="7KQ3M9XR")
    applied(event, code="HHHHHHHH")
    sign_in(client, event)
    typed = {0: "IKQ3M9XR", 3: "7KQBM9XR", 7: "7KQ3M9XP"}[wrong]

    answer = search(client, event, typed)

    assert answer.context["is_near"] is True
    assert [hit.title for group in answer.context["groups"] for hit in group.hits] == [application.name]


def test_what_fits_exactly_keeps_what_nearly_fits_away(client):
    event = make_event()
    applied(event, name="Hanna Meier")
    applied(event, name="Hanna Meyer")
    sign_in(client, event)

    assert found(client, event, "meier") == [("Applications", "Hanna Meier")]


def test_a_draw_is_found_by_its_code(client):
    event = make_event()
    make_contingent(event)
    make_entrant(event)
    draw = make_committed_draw(event)
    sign_in(client, draw.event)

    assert ("Draws", f"Draw {draw.code}") in found(client, draw.event, draw.code)


@pytest.mark.parametrize(
    ("text", "hit"), [("time zone", "Time zone"), ("venue", "Venue"), ("seats in the", "Seats in the hall")]
)
def test_each_setting_is_found_by_its_label_and_leads_to_its_field(client, text, hit):
    event = make_event()
    sign_in(client, event)

    groups = search(client, event, text).context["groups"]

    settings = next(group for group in groups if group.kind == "Settings")
    assert settings.hits[0].title == hit
    path, anchor = settings.hits[0].url.split("#")
    assert f'id="{anchor}"' in client.get(path).content.decode()


def test_pages_are_found_in_both_languages_by_those_who_may_open_them(client):
    event = make_event()
    sign_in(client, event, Role.REVIEWER)
    assert found(client, event, "bewerbungen") == [("Pages", "Applications")]
    assert found(client, event, "quotas") == []

    sign_in(client, event, Role.ORGANISER)
    assert found(client, event, "quoten") == [("Pages", "Quotas")]


def test_nothing_found_says_so_and_leads_to_the_lists(client):
    event = make_event()
    sign_in(client, event)

    text = search(client, event, "<b>zzzz").content.decode()

    assert "Nothing found for “&lt;b&gt;zzzz”" in text
    assert reverse("applications:inbox", args=[event.slug]) in text


def test_the_list_over_the_page_is_a_part_of_its_own(client):
    event = make_event()
    sign_in(client, event)

    answer = search(client, event, "quotas", hx_request="true")

    assert "<html" not in answer.content.decode()
    assert 'role="listbox"' in answer.content.decode()
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "'", "\\", "a" * 300, "🦔", "…", "a b c d e f g h i j k"])
def test_whatever_is_typed_answers(client, text):
    event = make_event()
    applied(event)
    sign_in(client, event)

    assert search(client, event, text).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_more_of_each_kind_need_no_more_queries(client, number, django_assert_max_num_queries):
    event = make_event()
    sign_in(client, event)
    contingent, guests = make_contingent(event), make_partner_contingent(event)
    for place in range(number):
        application = applied(event, name="Anna Quillfeather", email=f"q{place}@example.org")
        make_open_offer(application, contingent)
        make_ticket(event, attendee_name="Bert Quillfeather")
        make_guest(guests, name="Cem Quillfeather", email=f"cem{place}@example.org")
        make_session(event, title={"en": "Quillfeather and why"})
        make_speaker(event, name="Dora Quillfeather")

    # Session, user, roles, the person's events, and one for each of ten kinds that stand in the database.
    with django_assert_max_num_queries(14):
        search(client, event, "quillfeather")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_search_is_used_by_keyboard(live_server, open_page, signed_in_cookies, barriers):
    event = make_event_open_now()
    application = applied(event, name="Özge Müller")
    applied(event, name="Özge Muth")
    page = open_page(
        live_server.url + reverse("admission:seats", args=[event.slug]),
        width=1280,
        cookies=signed_in_cookies(make_member(event, Role.ORGANISER)),
    )

    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Name, address, code, page or setting")
    page.keyboard.type("ozge mu")
    page.get_by_role("option", name="Özge Muth").wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert barriers(page) == []
    first = page.locator("[aria-selected=true]").inner_text()
    page.keyboard.press("ArrowDown")
    second = page.locator("[aria-selected=true]")
    assert second.inner_text() != first
    assert field.get_attribute("aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()

    page.keyboard.press("Control+k")
    field.fill(application.code)
    page.get_by_role("option", name="Özge Müller").wait_for()
    page.get_by_role("option", name="Özge Muth").wait_for(state="detached")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/team/applications/{application.code}/")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_script_the_link_leads_to_the_search(live_server, chromium, signed_in_cookies):
    event = make_event_open_now()
    applied(event, name="Özge Müller")
    cookies = signed_in_cookies(make_member(event, Role.ORGANISER))
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(live_server.url + reverse("events:event", args=[event.slug]))

    page.get_by_role("link", name="Find anything").click()
    page.get_by_role("main").get_by_role("searchbox").fill("mueller")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Özge Müller").click()

    assert page.get_by_role("heading", name="Özge Müller").is_visible()
    context.close()
