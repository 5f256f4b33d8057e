"""Changing the form: answers stay, changes come one by one, and everything is written down."""

from dataclasses import replace

import pytest

from einlass.applications.builder.actions import (
    add_question,
    archive_question,
    change_question,
    delete_question,
    move_question,
    replace_form,
    replace_question,
    return_question,
)
from einlass.applications.builder.errors import (
    FormChangedMeanwhile,
    FormHasProblems,
    KindCannotChange,
    MustStayBelow,
    QuestionChangedMeanwhile,
    QuestionHasAnswers,
    QuestionIsNeeded,
)
from einlass.applications.builder.spec import Choice, Condition, QuestionSpec, spec_of
from einlass.applications.models import Question
from einlass.applications.queries import answer_in_words, form_version
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_application, make_category, make_event, make_member, make_question

pytestmark = pytest.mark.django_db
AFTER = NOON.replace(year=2027)
REGIONS = [{"value": one, "label": {"en": one.title()}} for one in ("owl", "nrw", "abroad")]


def make_form(**fields):
    event = make_event(**fields)
    make_category(event, key="founder")
    return event, make_member(event)


def make_region(event, **fields):
    return make_question(event, **({"key": "region", "kind": "choice", "choices": REGIONS} | fields))


def keys(event):
    return [one.key for one in event.questions.asked_now()]


def test_a_new_question_comes_at_the_end_with_a_key_of_its_words():
    event, organiser = make_form()
    make_question(event, key="company")

    add_question(event, QuestionSpec("", "text", {"en": "Müller & Co?"}), at=NOON, by=organiser)
    add_question(event, QuestionSpec("", "text", {"en": "Müller & Co?"}), at=NOON, by=organiser)

    assert keys(event) == ["company", "muller_co", "muller_co_2"]
    assert AuditEntry.objects.filter(action="question added").count() == 2
    assert form_version(event) == 2


def test_a_key_is_not_used_twice_even_if_the_first_is_archived():
    event, organiser = make_form()
    make_question(event, key="company", archived_at=NOON)

    with pytest.raises(FormHasProblems):
        add_question(event, QuestionSpec("company", "text", {"en": "Company"}), at=NOON, by=organiser)

    assert event.questions.count() == 1


def test_a_choice_that_was_taken_out_stays_on_the_answers_that_use_it():
    event, organiser = make_form()
    question = make_region(event)
    make_application(event, answers={"region": "abroad"})
    spec = spec_of(question)

    change_question(question, replace(spec, choices=spec.choices[:2]), seen_version=1, at=AFTER, by=organiser)

    question.refresh_from_db()
    assert [choice["value"] for choice in question.offered_choices] == ["owl", "nrw"]
    assert answer_in_words(question, "abroad") == "Abroad"
    change = AuditEntry.objects.get(action="question changed")
    assert [one["value"] for one in change.after["choices"]] == ["owl", "nrw"]


def test_a_choice_that_nobody_uses_goes_unless_somebody_may_be_sending_it():
    event, organiser = make_form()
    question = make_region(event)
    fewer = replace(spec_of(question), choices=spec_of(question).choices[:2])

    while_open = change_question(question, fewer, seen_version=1, at=NOON, by=organiser)
    values_while_open = [choice["value"] for choice in while_open.choices]
    more = replace(fewer, required=True)
    after = change_question(question, more, seen_version=2, at=AFTER, by=organiser)

    assert values_while_open == ["owl", "nrw", "abroad"]
    assert [choice["value"] for choice in after.choices] == ["owl", "nrw"]


def test_two_organisers_cannot_overwrite_one_another():
    event, organiser = make_form()
    question = make_question(event, key="company")
    change_question(question, replace(spec_of(question), label={"en": "Firm"}), seen_version=1, at=NOON, by=organiser)

    with pytest.raises(QuestionChangedMeanwhile):
        change_question(
            question, replace(spec_of(question), label={"en": "House"}), seen_version=1, at=NOON, by=organiser
        )

    assert str(Question.objects.get()) == "Firm"


def test_saving_what_is_there_already_leaves_no_trace():
    event, organiser = make_form()
    question = make_region(event)

    change_question(question, spec_of(question), seen_version=1, at=NOON, by=organiser)

    assert (form_version(event), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        ("text", "long_text", True),
        ("choice", "multiple", True),
        ("number", "text", True),
        ("text", "number", False),
        ("multiple", "choice", False),
        ("consent", "text", False),
        ("long_text", "text", False),
    ],
)
def test_a_kind_changes_only_where_answers_stay_answers(old, new, fits):
    event, organiser = make_form()
    choices = REGIONS if old in {"choice", "multiple"} else []
    question = make_question(event, key="one", kind=old, choices=choices)
    make_application(event, answers={"one": "owl"})
    spec = replace(spec_of(question), kind=new)

    if fits:
        change_question(question, spec, seen_version=1, at=NOON, by=organiser)
    else:
        with pytest.raises(KindCannotChange) as refusal:
            change_question(question, spec, seen_version=1, at=NOON, by=organiser)
        assert refusal.value.answers == 1

    assert Question.objects.get().kind == (new if fits else old)


def test_a_question_without_answers_may_become_any_kind():
    event, organiser = make_form()
    question = make_question(event, key="one")

    change_question(
        question, QuestionSpec("one", "number", {"en": "How many?"}), seen_version=1, at=NOON, by=organiser
    )

    assert Question.objects.get().kind == "number"


def test_a_new_question_can_take_the_place_of_one_whose_answers_do_not_fit():
    event, organiser = make_form()
    first = make_question(event, key="people", position=0)
    make_question(event, key="last", position=1)
    make_application(event, answers={"people": "about ten"})

    replace_question(first, QuestionSpec("people", "number", {"en": "People"}), seen_version=1, at=NOON, by=organiser)

    assert keys(event) == ["people_2", "last"]
    assert event.applications.get().answers == {"people": "about ten"}


def test_a_question_taken_out_keeps_its_answers_and_comes_back_where_it_was():
    event, organiser = make_form()
    for position, key in enumerate(["a", "b", "c"]):
        make_question(event, key=key, position=position)
    application = make_application(event, answers={"b": "Yes"})
    middle = event.questions.get(key="b")

    archive_question(middle, at=NOON, by=organiser)
    archive_question(middle, at=NOON, by=organiser)
    without = keys(event)
    return_question(middle, at=NOON, by=organiser)

    application.refresh_from_db()
    assert (without, keys(event), application.answers) == (["a", "c"], ["a", "b", "c"], {"b": "Yes"})
    assert AuditEntry.objects.get(action="question archived").after == {"answers": 1}


def test_a_question_that_decides_about_others_stays():
    event, organiser = make_form()
    region = make_region(event)
    country = make_question(event, condition={"question": "region", "is": ["abroad"]}, position=1)

    with pytest.raises(QuestionIsNeeded) as refusal:
        archive_question(region, at=NOON, by=organiser)

    assert refusal.value.dependants == [country]


def test_a_choice_that_decides_about_another_question_stays():
    event, organiser = make_form()
    region = make_region(event)
    make_question(event, key="home", condition={"question": "region", "is": ["abroad"]}, position=1)
    spec = spec_of(region)

    with pytest.raises(FormHasProblems) as refusal:
        change_question(region, replace(spec, choices=spec.choices[:2]), seen_version=1, at=NOON, by=organiser)

    assert [(one.key, one.part) for one in refusal.value.problems] == [("home", "condition")]


def test_a_question_moves_where_it_is_put():
    event, organiser = make_form()
    for position, key in enumerate(["a", "b", "c", "d"]):
        make_question(event, key=key, position=position)

    move_question(event.questions.get(key="d"), before="b", at=NOON, by=organiser)
    first = keys(event)
    move_question(event.questions.get(key="a"), before="", at=NOON, by=organiser)
    second = keys(event)
    move_question(event.questions.get(key="c"), before="c", at=NOON, by=organiser)

    assert (first, second, keys(event)) == (["a", "d", "b", "c"], ["d", "b", "c", "a"], ["d", "b", "c", "a"])
    assert AuditEntry.objects.filter(action="question moved").count() == 2


def test_a_question_stays_below_the_one_that_decides_about_it():
    event, organiser = make_form()
    region = make_region(event, position=0)
    home = make_question(event, key="home", condition={"question": "region", "is": ["abroad"]}, position=1)

    for question, before in ((home, "region"), (region, "")):
        with pytest.raises(MustStayBelow) as refusal:
            move_question(question, before=before, at=NOON, by=organiser)
        assert (refusal.value.question, refusal.value.needed) == (home, region)

    assert keys(event) == ["region", "home"]


def test_only_a_question_that_nobody_answered_is_deleted():
    event, organiser = make_form()
    answered, unanswered = make_question(event, key="a"), make_question(event, key="b")
    make_application(event, answers={"a": "Yes"})
    for question in (answered, unanswered):
        archive_question(question, at=NOON, by=organiser)

    delete_question(unanswered, at=NOON, by=organiser)
    with pytest.raises(QuestionHasAnswers):
        delete_question(answered, at=NOON, by=organiser)

    assert [one.key for one in event.questions.all()] == ["a"]


def test_a_fault_elsewhere_does_not_keep_one_from_changing_a_question():
    event, organiser = make_form()
    make_question(event, key="broken", condition={"question": "gone", "is": ["x"]})
    question = make_question(event, key="company", position=1)

    change_question(question, replace(spec_of(question), required=True), seen_version=1, at=NOON, by=organiser)

    assert event.questions.get(key="company").required


def test_a_whole_form_is_taken_over_at_once():
    event, organiser = make_form()
    make_question(event, key="old", position=0)
    make_region(event, position=1)
    make_question(event, key="back", position=2, archived_at=NOON, label={"en": "Back"})
    make_application(event, answers={"old": "Yes", "region": "abroad"})
    specs = [
        QuestionSpec("back", "text", {"en": "Back"}),
        QuestionSpec(
            "region", "choice", {"en": "From"}, choices=(Choice("owl", {"en": "Owl"}), Choice("eu", {"en": "EU"}))
        ),
        QuestionSpec("fresh", "text", {"en": "Fresh"}, condition=Condition("region", ("eu",))),
    ]

    replace_form(event, specs, seen_version=0, at=NOON, by=organiser, source="file")

    assert keys(event) == ["back", "region", "fresh"]
    assert [spec_of(one) for one in event.questions.asked_now()] == specs
    assert answer_in_words(event.questions.get(key="region"), "abroad") == "Abroad"
    assert event.questions.get(key="old").archived_at == NOON
    assert AuditEntry.objects.get(action="form replaced").after["added"] == 1


def test_a_form_is_taken_over_whole_or_not_at_all():
    event, organiser = make_form()
    make_question(event, key="people")
    make_application(event, answers={"people": "ten"})
    specs = [QuestionSpec("fresh", "text", {"en": "Fresh"}), QuestionSpec("people", "number", {"en": "People"})]

    with pytest.raises(KindCannotChange):
        replace_form(event, specs, seen_version=0, at=NOON, by=organiser, source="file")
    with pytest.raises(FormChangedMeanwhile):
        replace_form(event, specs[:1], seen_version=3, at=NOON, by=organiser, source="file")

    assert (keys(event), AuditEntry.objects.count(), form_version(event)) == (["people"], 0, 0)
