"""What a freeze writes down about rules, and which of them count each entry."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

import fairdraw
from einlass.admission.actions import decline_offer, draws, expire_offers, issue_contingent_ticket
from einlass.admission.attributes import attributes_for_quotas
from einlass.admission.coming import coming_now
from einlass.admission.errors import QuotaBeyondPool, QuotaOfNobody
from einlass.admission.models import Contingent, Draw
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_category, make_choice, make_event, make_member
from tests.builders.admission import (
    make_admitted,
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_entrant_team,
    make_frozen_draw,
    make_guest,
    make_open_offer,
    make_partner_contingent,
    make_quota,
    make_solved_draw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make_event()
    make_contingent(event, size=4)
    make_category(event, key="founder", name={"en": "Founder", "de": "Gründung"})
    make_category(event, key="student", name={"en": "Student", "de": "Studium"})
    return event


def enter(event, category="founder", number=1, **answers):
    return [make_entrant(event, category=event.categories.get(key=category), answers=answers) for _ in range(number)]


def bounds(draw):
    return [(rule["attribute"], rule["value"], rule["least"], rule["most"]) for rule in draw.rules]


def test_rules_are_fixed_with_the_names_that_organisers_wrote(event):
    make_choice(event, "region", "owl", "abroad")
    make_quota(event, "region", "owl", least=1, most=3)
    make_quota(event, "category", "student", most=2)
    enter(event, "student", 3, region="owl")

    draw = make_frozen_draw(event)

    assert bounds(draw) == [("Category", "Student", None, 2), ("Region", "OWL", 1, 3)]
    assert draw.rules[1]["names"] == {"en": ["Region", "OWL"], "de": ["Region", "OWL (deutsch)"]}
    assert AuditEntry.objects.get(action="freeze_draw").after["rules"] == [
        {"attribute": "Category", "value": "Student", "least": None, "most": 2},
        {"attribute": "Region", "value": "OWL", "least": 1, "most": 3},
    ]


def test_what_was_changed_after_the_freeze_counts_for_the_next_draw_only(event):
    quota = make_quota(event, "category", "founder", least=2)
    founder = enter(event, "founder", 3)[0]
    enter(event, "student", 3)
    draw = make_frozen_draw(event)

    quota.delete()
    founder.category = event.categories.get(key="student")
    founder.save()

    draw.refresh_from_db()
    assert bounds(draw) == [("Category", "Founder", 2, None)]
    assert sum(entry.hits == [0] for entry in draw.entries.all()) == 3


def test_an_answer_with_several_choices_hits_several_rules_of_one_attribute(event):
    make_choice(event, "wants", "capital", "people", "ideas", kind="multiple")
    make_quota(event, "wants", "capital", least=2)
    make_quota(event, "wants", "people", least=2)
    enter(event, number=2, wants=["people", "capital"])
    enter(event, number=2, wants=["ideas"])
    event.contingents.update(size=2)

    draw = make_solved_draw(event)

    assert sorted(entry.hits for entry in draw.entries.all()) == [[], [], [0, 1], [0, 1]]
    assert sorted(draw.entries.values_list("chance", flat=True)) == [0, 0, 1, 1]
    rules = fairdraw.Lottery.from_json(draw.bundle).quotas
    assert [(rule.attribute, rule.value) for rule in rules] == [("Wants", "CAPITAL"), ("Wants", "PEOPLE")]


def test_a_country_can_be_asked_about(event):
    make_choice(event, "country", kind="country", choices=[])
    make_quota(event, "country", "NL", least=1)
    enter(event, country="NL")
    enter(event, number=9)

    draw = make_solved_draw(event)

    assert bounds(draw) == [("Country", "Netherlands", 1, None)]
    assert draw.entries.get(chance=1).hits == [0]


def test_an_ampersand_in_a_name_is_no_second_attribute(event):
    make_choice(event, "field", "food", label={"en": "Food & drinks"})
    make_quota(event, "field", "food", least=1)
    enter(event, field="food")
    enter(event, number=5)

    draw = make_solved_draw(event)

    assert (draw.failure, draw.entries.filter(chance=1).count()) == ("", 1)


def test_two_answers_with_one_name_are_told_apart(event):
    names = [{"value": value, "label": {"en": "Other"}} for value in ("a", "b")]
    make_choice(event, "field", choices=names)
    for value in ("a", "b"):
        make_quota(event, "field", value, least=1)
        enter(event, field=value)

    draw = make_solved_draw(event)

    assert [rule["value"] for rule in draw.rules] == ["Other (field: a)", "Other (field: b)"]
    assert draw.failure == ""


def test_a_quota_over_everybody_becomes_what_is_left_of_it(event):
    curated = make_contingent(event, purpose=Contingent.Purpose.CURATED, size=5)
    press = make_contingent(event, purpose=Contingent.Purpose.PRESS, size=5)
    founder, student = event.categories.all()
    make_quota(event, "category", "founder", least=5, most=6, scope="everybody")
    make_quota(event, "category", "student", most=1, scope="everybody")
    make_open_offer(make_admitted(event, category=founder), curated)
    make_admitted(event, category=founder)
    make_admitted(event, category=student)
    make_admitted(event, category=student, withdrawn_at=NOON)
    issue_contingent_ticket(
        press,
        attendee_name="P",
        attendee_email="p@example.org",
        language="en",
        category=founder,
        by=make_member(event),
        at=NOON,
    )
    enter(event, "founder", 6)
    enter(event, "student", 6)

    draw = make_frozen_draw(event)

    assert bounds(draw) == [("Category", "Founder", 2, 3), ("Category", "Student", None, 0)]
    assert [rule["coming"] for rule in draw.rules] == [3, 1]


def test_a_guest_who_has_not_answered_counts_as_the_guests_of_the_contingent(event):
    make_category(event, key="guest", name={"en": "Guest"}, takes_applications=False)
    make_category(event, key="press", name={"en": "Press"}, takes_applications=False)
    press = make_partner_contingent(event)
    Contingent.objects.filter(pk=press.pk).update(category=event.categories.get(key="press"))
    make_guest(press)
    make_guest(make_partner_contingent(event))

    coming = coming_now(event, attributes_for_quotas(event))

    assert (coming.people, coming.unknown) == (2, {"category": 0})
    assert coming.numbers == {("category", "guest"): 1, ("category", "press"): 1}


def test_who_declined_or_let_the_offer_end_is_not_coming(event):
    curated = make_contingent(event, purpose=Contingent.Purpose.CURATED, size=5)
    make_quota(event, "category", "founder", least=3, scope="everybody")
    founder = event.categories.get(key="founder")
    decline_offer(make_open_offer(make_admitted(event, category=founder), curated), at=NOON)
    make_open_offer(make_admitted(event, category=founder), curated, expires_at=NOON + timedelta(days=1))
    expire_offers(event, at=NOON + timedelta(days=2))
    enter(event, "founder", 6)

    assert bounds(make_frozen_draw(event)) == [("Category", "Founder", 3, None)]


def test_a_quota_on_what_the_form_does_not_have_stops_the_freeze(event):
    make_choice(event, "region", "owl", archived_at=NOON)
    enter(event, region="owl")

    for attribute, value in (("region", "owl"), ("category", "astronaut"), ("nothing", "x")):
        quota = make_quota(event, attribute, value, most=3)
        with pytest.raises(QuotaOfNobody) as refusal:
            make_frozen_draw(event)
        assert refusal.value.quota == quota
        quota.delete()


def test_a_least_number_above_the_people_there_are_stops_the_freeze(event):
    make_quota(event, "category", "student", least=3)
    enter(event, "student", 2)
    enter(event, "founder", 5)

    with pytest.raises(QuotaBeyondPool) as refusal:
        make_frozen_draw(event)

    assert (refusal.value.name, refusal.value.least, refusal.value.there) == ("Category: Student", 3, 2)
    assert not Draw.objects.exists()


def test_a_large_draw_is_refused_before_the_worker_begins(event, monkeypatch):
    monkeypatch.setattr(draws, "MOST_AT_ONCE", 3)
    make_choice(event, "wants", "capital", "people", kind="multiple")
    make_quota(event, "wants", "people", least=3)
    enter(event, number=2, wants=["people", "capital"])
    enter(event, number=5)

    with pytest.raises(QuotaBeyondPool):
        draws.start_freeze(event, by=make_member(event), at=NOON)
    enter(event, wants=["people"])

    assert draws.start_freeze(event, by=make_member(event), at=NOON) is None


def test_an_upper_bound_for_nobody_is_left_out(event):
    make_quota(event, "category", "student", most=2)
    enter(event, "founder", 5)

    draw = make_solved_draw(event)

    assert (draw.rules, draw.failure) == ([], "")


def test_the_outcome_of_a_draw_keeps_every_rule_and_every_team(event):
    make_choice(event, "region", "owl", "abroad")
    make_quota(event, "region", "owl", least=2)
    make_quota(event, "category", "founder", most=1)
    enter(event, "founder", 6, region="abroad")
    enter(event, "student", 5, region="abroad")
    enter(event, "student", 4, region="owl")
    make_entrant_team(event, 2)

    draw = make_drawn_draw(event)

    drawn = [
        entry.application for entry in draw.entries.filter(admitted=True).select_related("application__category")
    ]
    assert len(drawn) == 4
    assert sum(one.answers.get("region") == "owl" for one in drawn) >= 2
    assert sum(one.category.key == "founder" for one in drawn) <= 1


def test_an_impossible_draw_says_which_rules_clash_and_what_helps(event):
    make_quota(event, "category", "founder", least=3)
    make_quota(event, "category", "student", least=3)
    enter(event, "founder", 6)
    enter(event, "student", 6)

    draw = make_solved_draw(event)

    assert draw.solved_at is None
    failure = draw.summary["failure"]
    assert failure["kind"] == "infeasible"
    assert [
        (one["names"] and one["names"]["de"], one["side"], one["now"], one["then"]) for one in failure["alternatives"]
    ] == [
        (None, "most", 4, 6),
        (["Kategorie", "Gründung"], "least", 3, 1),
        (["Kategorie", "Studium"], "least", 3, 1),
    ]


VALUES = ("a", "b", "c")


class TheFreeze(TestCase):
    """With Hypothesis, each example in a transaction of its own."""

    @settings(max_examples=25)
    @given(
        people=st.lists(
            st.tuples(st.sampled_from(["", *VALUES]), st.sets(st.sampled_from(VALUES))), min_size=1, max_size=12
        ),
        asked=st.sets(st.tuples(st.sampled_from(["one", "some"]), st.sampled_from(VALUES))),
        bound=st.integers(0, 4),
    )
    def test_hits_and_rules_agree_with_a_count_by_hand(self, people, asked, bound):
        event = make_event()
        make_contingent(event, size=4)
        make_choice(event, "one", *VALUES)
        make_choice(event, "some", *VALUES, kind="multiple")
        for attribute, value in asked:
            make_quota(event, attribute, value, most=bound)
        by_code = {}
        for one, some in people:
            answers = {key: answer for key, answer in (("one", one), ("some", sorted(some))) if answer}
            by_code[make_entrant(event, answers=answers).pk] = {("one", one), *(("some", value) for value in some)}

        draw = make_frozen_draw(event)

        met = {pair for pairs in by_code.values() for pair in pairs}
        assert {(rule["key"], rule["option"]) for rule in draw.rules} == asked & met
        for entry in draw.entries.all():
            hit = {(draw.rules[number]["key"], draw.rules[number]["option"]) for number in entry.hits}
            assert hit == by_code[entry.application_id] & asked
