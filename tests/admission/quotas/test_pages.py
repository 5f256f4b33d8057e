"""The page of the quotas through the client; the handles are tried out in test_browser.py."""

import json

import pytest
from django.urls import reverse

from einlass.admission.models import Quota
from einlass.events.models import Role
from tests.admission.by_form import freeze
from tests.builders import NOON, make_application, make_category, make_choice, make_event, make_member
from tests.builders.admission import make_contingent, make_entrant, make_frozen_draw, make_quota

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event()
    make_contingent(event, size=10)
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründung"})
    make_category(event, key="student", name={"en": "Student", "de": "Studium"})
    for key in ("founder", "student", "student", "student"):
        for _ in range(10):
            make_entrant(event, category=event.categories.get(key=key))
    return event


@pytest.fixture
def organiser(client, event):
    member = make_member(event)
    client.force_login(member)
    return member


def url(event, name="quotas"):
    return reverse(f"admission:{name}", args=[event.slug])


def base(event):
    return json.dumps([[one.attribute, one.value, one.least, one.most, one.scope] for one in event.quotas.all()])


def typed(event, base_of=None, **fields):
    """What the form sends; student_least=3 is the least number of the category's value student."""
    sent = {"base": base(event) if base_of is None else base_of, "scope:category:": "draw"}
    for name, number in fields.items():
        value, side = name.rsplit("_", 1)
        sent[f"{side}:category:{value}"] = number
    return sent


def stored(event):
    return [(one.attribute, one.value, one.least, one.most, one.scope) for one in Quota.objects.filter(event=event)]


def test_the_page_shows_every_value_with_its_people_and_its_quota(
    client, event, organiser, django_assert_max_num_queries
):
    make_quota(event, "category", "founder", least=4, most=6)

    with django_assert_max_num_queries(13):
        page = client.get(url(event)).text

    assert "40 people for 10 seats" in page
    assert 'name="least:category:founder" value="4"' in page
    assert 'name="most:category:founder" value="6"' in page
    assert "30 people" in page


def test_quotas_are_saved_and_read_back(client, event, organiser):
    sent = typed(event, founder_least="4", student_most="6") | {"scope:category:": "everybody"}
    answer = client.post(url(event), sent | {"save": "1"})

    assert (answer.status_code, answer.url) == (302, url(event))
    assert stored(event) == [
        ("category", "founder", 4, None, "everybody"),
        ("category", "student", None, 6, "everybody"),
    ]


def test_without_script_the_page_works_out_what_the_typed_quotas_would_do(client, event, organiser):
    page = client.post(url(event), typed(event, founder_least="4") | {"try": "1"}).text

    assert "These quotas can be kept" in page
    assert "20.0" in page
    assert "Who gains" in page
    assert 'name="least:category:founder" value="4"' in page
    assert stored(event) == []


def test_a_clash_is_named_and_its_change_applied_by_one_click(client, event, organiser):
    sent = typed(event, founder_least="6", student_least="6")
    page = client.post(url(event), sent | {"try": "1"}).text
    assert "cannot be kept together" in page
    assert "Category: Founder: at least 4 instead of 6" in page
    assert "12 seats in the draw instead of 10" in page

    changed = client.post(url(event), sent | {"change": json.dumps([["least:category:founder", 4]])}).text

    assert "These quotas can be kept" in changed
    assert 'name="least:category:founder" value="4"' in changed
    assert stored(event) == []


def test_numbers_that_make_no_sense_are_marked_and_nothing_is_saved(client, event, organiser):
    for fields, words in (
        ({"founder_least": "9", "founder_most": "3"}, "must not be smaller"),
        ({"founder_least": "-1"}, "greater than or equal to 0"),
        ({"founder_most": "many"}, "whole number"),
    ):
        answer = client.post(url(event), typed(event, **fields) | {"save": "1"})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert stored(event) == []


def test_the_answer_for_the_handles_is_a_fragment_that_saves_nothing(client, event, organiser):
    answer = client.post(url(event, "quota_effect"), typed(event, founder_least="4"))

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'data-chance="category:founder"' in answer.text
    assert stored(event) == []


def test_of_two_organisers_neither_loses_a_change(client, event, organiser):
    make_quota(event, "category", "founder", least=2)
    opened = base(event)
    Quota.objects.update(least=3)
    make_quota(event, "category", "student", most=8)

    sent = typed(event, base_of=opened, founder_least="4", student_most="")
    answer = client.post(url(event), sent | {"save": "1"})

    # Both changed the founders, so what was typed stays; the students came from the other one alone.
    assert answer.status_code == 409
    assert "at least 3 seats" in answer.text
    assert 'name="least:category:founder" value="4"' in answer.text
    assert 'name="most:category:student" value="8"' in answer.text
    assert stored(event) == [("category", "founder", 3, None, "draw"), ("category", "student", None, 8, "draw")]
    again = typed(event, founder_least="4", student_most="8")
    assert client.post(url(event), again | {"save": "1"}).status_code == 302
    assert stored(event) == [("category", "founder", 4, None, "draw"), ("category", "student", None, 8, "draw")]


def test_a_quota_on_what_is_gone_is_shown_kept_and_removed_when_asked(client, event, organiser):
    make_choice(event, "region", "owl", archived_at=NOON)
    make_quota(event, "region", "owl", least=2)
    assert "Quotas of nobody" in client.get(url(event)).text

    client.post(url(event), typed(event, founder_least="1") | {"save": "1"})
    assert stored(event) == [("category", "founder", 1, None, "draw"), ("region", "owl", 2, None, "draw")]
    client.post(url(event), typed(event, founder_least="1") | {"remove:region:owl": "on", "save": "1"})
    assert stored(event) == [("category", "founder", 1, None, "draw")]


def test_a_value_that_is_offered_no_more_is_marked(client, event, organiser):
    make_choice(event, "region", choices=[{"value": "owl", "label": {"en": "East"}, "retired": True}])
    make_quota(event, "region", "owl", least=2)

    assert "not offered any more" in client.get(url(event)).text


def test_before_the_decisions_the_undecided_count_as_if_sent_to_the_draw(client, event, organiser):
    make_application(event)

    page = client.get(url(event)).text

    assert "41 people for 10 seats" in page
    assert "1 of them is not decided yet" in page


def test_once_a_draw_is_frozen_the_page_shows_its_entries_and_says_so(client, event, organiser):
    make_quota(event, "category", "founder", least=4)
    draw = make_frozen_draw(event)

    page = client.get(url(event)).text

    assert "The bars show the draw that stands: 40 entries for 10 seats" in page
    assert reverse("admission:draw_desk", args=[event.slug, draw.code]) in page


def test_without_applications_or_seats_the_page_says_so(client):
    event = make_event()
    make_category(event, key="founder", name={"en": "Founder"})
    client.force_login(make_member(event))

    page = client.post(url(event), typed(event, founder_least="1") | {"try": "1"}).text

    assert "Nothing can be worked out yet" in page


def test_the_page_before_the_freeze_names_the_quotas(client, event, organiser):
    page = client.get(reverse("admission:draws", args=[event.slug])).text
    assert "There are no quotas" in page

    make_quota(event, "category", "founder", least=4)
    page = client.get(reverse("admission:draws", args=[event.slug])).text

    assert "There are no quotas" not in page
    assert "Category: Founder" in page
    assert "at least 4 seats" in page


def test_a_freeze_that_no_draw_could_keep_is_refused_in_words(client, event, organiser):
    make_quota(event, "category", "founder", least=11)

    page = freeze(client, event).text

    assert "at least 11, but 10 people like this are in it" in page


def test_tampered_fields_are_refused_without_an_error(client, event, organiser):
    for sent in (
        {"base": "no list"},
        {"base": '[["a", "b", "1", [], {}]]'},
        typed(event) | {"change": "[[1]]"},
        {"base": "[" * 100_000},
        typed(event) | {"change": "{"},
        typed(event) | {"change": "[" * 100_000},
        typed(event) | {"least:category:founder": "9" * 5000},
        typed(event) | {"scope:category:": "moon"},
    ):
        assert client.post(url(event), sent | {"save": "1"}).status_code in {200, 422}
    assert stored(event) == []


def test_quotas_are_for_organisers(client, event):

    client.force_login(make_member(event, Role.REVIEWER))

    assert client.get(url(event)).status_code == 404
    assert client.post(url(event, "quota_effect"), typed(event)).status_code == 404
