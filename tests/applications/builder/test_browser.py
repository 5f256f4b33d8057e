"""The builder in a real browser: order by keyboard and by drag, the live preview, no barriers."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import make_application, make_category, make_event, make_member, make_question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REGIONS = [{"value": one, "label": {"en": one.title(), "de": one.upper()}} for one in ("owl", "nrw", "abroad")]


@pytest.fixture
def event():
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründerin"})
    make_category(event, key="student", name={"en": "Student"})
    for position, key in enumerate(["Alpha", "Beta", "Gamma"]):
        make_question(event, key=key.lower(), label={"en": key, "de": f"{key} auf Deutsch"}, position=position)
    make_question(
        event, key="region", kind="choice", label={"en": "Region"}, choices=REGIONS, is_attribute=True, position=3
    )
    make_question(event, key="cv", kind="file", label={"en": "CV"}, file_types=["pdf"], position=4)
    return event


@pytest.fixture
def open_builder(live_server, open_page, signed_in_cookies, event):
    cookies = signed_in_cookies(make_member(event))

    def open_builder(name="form", *args, **options):
        url = live_server.url + reverse(f"applications:{name}", args=[event.slug, *args])
        return open_page(url, cookies=cookies, **options)

    return open_builder


def order(event):
    return [one.key for one in event.questions.all()]


def test_questions_are_ordered_by_keyboard(event, open_builder):
    page = open_builder(width=1280)
    page.get_by_role("button", name="Move “Gamma” up").focus()

    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("moved=gamma"))
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.get_by_text("“Gamma” is at place 1 now.").wait_for(state="attached")

    assert focused == "Move “Gamma” up"
    assert order(event) == ["gamma", "alpha", "beta", "region", "cv"]


@pytest.mark.parametrize("width", [390, 1280])
def test_questions_are_ordered_by_dragging(event, open_builder, width):
    page = open_builder(width=width)
    handle = page.locator("#question-alpha [data-handle]").bounding_box()
    target = page.locator("#question-gamma").bounding_box()

    page.mouse.move(handle["x"] + 5, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 5, target["y"] + target["height"] - 4, steps=12)
    page.mouse.up()
    page.wait_for_url(re.compile("moved=alpha"))

    assert order(event) == ["beta", "gamma", "alpha", "region", "cv"]


def test_a_drag_that_is_given_up_changes_nothing(event, open_builder):
    page = open_builder(width=1280)
    handle = page.locator("#question-alpha [data-handle]").bounding_box()

    page.mouse.move(handle["x"] + 5, handle["y"] + 10)
    page.mouse.down()
    page.mouse.move(handle["x"] + 5, handle["y"] + 260, steps=8)
    dragged = page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)")
    page.keyboard.press("Escape")
    page.mouse.up()

    shown = page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)")
    assert dragged[0] != "alpha"
    assert shown == order(event) == ["alpha", "beta", "gamma", "region", "cv"]


def test_the_preview_follows_what_is_typed_and_obeys_conditions(event, open_builder):
    page = open_builder("question", "beta", width=1280)
    paper = page.locator("[data-preview]")
    page.get_by_label("Question in English").fill("How are you?")
    paper.get_by_text("How are you?").wait_for()

    page.get_by_label("Who is asked").select_option("category")
    page.get_by_role("group", name="Asked if “I come as” is").get_by_label("Founder").check()
    paper.get_by_text("How are you?").wait_for(state="hidden")
    paper.get_by_label("Student").check()
    as_student = paper.get_by_text("How are you?").is_visible()
    paper.get_by_label("Founder").check()
    as_founder = paper.get_by_text("How are you?").is_visible()
    page.get_by_role("button", name="DE", exact=True).last.click()
    paper.get_by_text("Beta auf Deutsch").wait_for()

    assert (as_student, as_founder) == (False, True)
    assert paper.get_by_label("Gründerin").is_checked()
    assert event.questions.get(key="beta").version == 1


def test_choices_are_ordered_and_added_at_once(event, open_builder):
    page = open_builder("question", "region", width=1280)
    rows = page.locator("[data-choice-row]")
    before = rows.count()

    page.get_by_role("button", name="Move this choice up").nth(2).click()
    page.get_by_role("button", name="More choices").click()
    rows.last.get_by_label("English").fill("Mars")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile("#question-region"))

    values = [choice["value"] for choice in event.questions.get(key="region").choices]
    assert before == 5
    assert values == ["owl", "abroad", "nrw", "mars"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_builder_has_no_barriers(live_server, event, open_builder, barriers, width):
    make_question(event, key="old", label={"en": "Old"}, archived_at=timezone.now(), position=9)
    make_application(event, answers={"region": "abroad", "alpha": "Yes"})
    page = open_builder(width=width)

    found = barriers(page)
    for path in [
        "form/questions/new/",
        "form/questions/new/?kind=choice",
        "form/questions/region/",
        "form/questions/region/removal/",
        "form/questions/old/",
        "form/copy/",
        "form/import/",
    ]:
        page.goto(f"{live_server.url}/{event.slug}/team/{path}")
        found += barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.get_by_label("Or its text").fill('format = "einlass-form-1"\n[[question]]\nkey = "x"\n')
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("faults were found").wait_for()
    found += barriers(page)
    page.get_by_label("Or its text").fill(
        'format = "einlass-form-1"\n[[question]]\nkey = "alpha"\nkind = "long_text"\nlabel.en = "A"\n'
    )
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("heading", name="1 changed question").wait_for()
    found += barriers(page)
    page.goto(f"{live_server.url}/{event.slug}/team/form/questions/region/")
    page.get_by_label("Take out").nth(2).check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Before this is saved").wait_for()

    assert found + barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
