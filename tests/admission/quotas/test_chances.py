"""Chances per group: what pages show of a solved draw with rules."""

import pytest
from django.urls import reverse

from einlass.admission.chance_charts import chance_charts
from tests.builders import make_category, make_choice, make_event, make_member
from tests.builders.admission import (
    make_committed_draw,
    make_contingent,
    make_entrant,
    make_entrant_team,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event()
    make_contingent(event, size=10)
    make_category(event, key="founder", name={"en": "Founder"})
    make_category(event, key="student", name={"en": "Student"})
    make_choice(event, "region", "owl", "nrw", "abroad")
    return event


def fill(event):
    """Ten founders from here, ten students from abroad, twenty students who did not say."""
    founder, student = event.categories.all()
    for _ in range(10):
        make_entrant(event, category=founder, answers={"region": "owl"})
        make_entrant(event, category=student, answers={"region": "abroad"})
        make_entrant(event, category=student)
        make_entrant(event, category=student)


def test_each_value_of_an_attribute_with_a_rule_has_its_chances(event):
    make_quota(event, "category", "founder", least=4)
    fill(event)

    summary = make_solved_draw(event).summary

    # Four of ten seats go to ten founders, six to thirty students.
    (group,) = summary["groups"]
    assert group["attribute"] == "category"
    assert [(one["value"], one["entries"], round(one["mean"], 3), one["rule"]) for one in group["values"]] == [
        ("founder", 10, 0.4, {"least": 4, "most": None}),
        ("student", 30, 0.2, None),
    ]
    assert summary["equal"] == 0.25


def test_who_was_not_asked_stands_last_and_values_nobody_gave_are_left_out(event):
    make_quota(event, "region", "abroad", least=5)
    fill(event)

    (group,) = make_solved_draw(event).summary["groups"]

    assert [(one["value"], one["entries"], round(one["mean"], 3)) for one in group["values"]] == [
        ("abroad", 10, 0.5),
        ("owl", 10, 0.167),
        ("", 20, 0.167),
    ]


def test_few_entries_without_a_rule_are_shown_together(event):
    founder, _student = event.categories.all()
    make_quota(event, "region", "owl", most=3)
    for region in ["owl"] * 6 + ["nrw"] * 2 + ["abroad"] * 3:
        make_entrant(event, category=founder, answers={"region": region})
    event.contingents.update(size=5)

    (group,) = make_solved_draw(event).summary["groups"]

    assert [(one["value"], one["entries"]) for one in group["values"]] == [("owl", 6), (None, 5)]


def test_a_draw_without_rules_has_one_chart_of_equal_chances(event):
    fill(event)
    make_entrant_team(event, 2)

    summary = make_solved_draw(event).summary

    assert summary["groups"] == []
    (chart,) = chance_charts(summary)
    assert [(line.label, line.entries) for line in chart.lines] == [("alone", 40), ("team of 2", 2)]


def test_pages_tell_the_truth_about_quotas(client, event):
    make_quota(event, "category", "founder", least=4)
    fill(event)
    draw = make_committed_draw(event)
    client.force_login(make_member(event))

    for name in ("admission:draw", "admission:draw_desk"):
        page = client.get(reverse(name, args=[event.slug, draw.code])).text
        assert "everybody has the same chance" not in page
        assert "at least 4 seats" in page
        assert "Quotas make equal chances impossible" in page
        assert "40.0" in page


def test_the_desk_says_why_a_draw_failed_and_what_helps(client, event):
    make_quota(event, "category", "founder", least=8)
    make_quota(event, "category", "student", least=8)
    fill(event)
    draw = make_solved_draw(event)
    client.force_login(make_member(event))

    page = client.get(reverse("admission:draw_desk", args=[event.slug, draw.code])).text

    assert "The quotas cannot all be kept" in page
    assert "16 seats instead of 10" in page
    assert "Category: Founder: at least 2 instead of 8" in page
