"""What a change is said to do to the answers that are there."""

from dataclasses import replace

import pytest
from django.utils import translation

from einlass.applications.builder.changes import AnswerCounts, consequences
from einlass.applications.builder.spec import Choice, Condition, QuestionSpec

OWL, EU = Choice("owl", {"en": "East", "de": "Ost"}), Choice("eu", {"en": "Europe", "de": "Europa"})
REGION = QuestionSpec("region", "choice", {"en": "Region"}, choices=(OWL, EU))
COUNTS = AnswerCounts(answered=3400, unanswered=12, by_value={"owl": 3400})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"help": {"en": "More"}}, []),
        ({"is_hidden_in_blind_review": True}, []),
        ({"choices": (EU, OWL)}, []),
        ({"choices": (OWL, EU, Choice("mars", {"en": "Mars"}))}, []),
        ({"choices": (EU,)}, ["3,400 answers use “East”; they stay and show as “East”. Nobody else can choose it."]),
        ({"choices": (OWL,)}, ["Nobody has chosen “Europe”; it is not offered any more."]),
        (
            {"choices": (Choice("owl", {"en": "East", "de": "OWL"}), EU)},
            ["3,400 answers use “Ost”; they show as “OWL” from now on."],
        ),
        (
            {"required": True},
            [
                "12 applications have no answer to it. They stay valid; the question must be answered "
                "only by who changes the application."
            ],
        ),
        (
            {"condition": Condition("category", ("founder",))},
            [
                "3,400 answers stay, also where the question would not be asked by the new rule. "
                "Who changes the application is asked by the new rule."
            ],
        ),
        ({"kept_days": 30}, ["3,400 answers will be deleted 30 days after the event."]),
        (
            {"label": {"en": "Where from?"}},
            ["3,400 answers were given to the question as it was worded; they stay below the new wording."],
        ),
    ],
)
def test_each_change_says_what_it_does(change, said):
    assert consequences(REGION, replace(REGION, **change), COUNTS) == said


def test_nothing_is_said_where_nobody_has_applied():
    assert consequences(REGION, replace(REGION, kind="text", required=True), AnswerCounts()) == []


def test_who_agreed_to_a_text_agreed_to_that_text():
    photos = QuestionSpec("photos", "consent", {"en": "I may be seen."}, help={"en": "In print."})

    [sentence] = consequences(photos, replace(photos, help={"en": "Everywhere."}), AnswerCounts(answered=1))

    assert sentence.startswith("1 person agreed to the text as it was.")


def test_it_is_said_in_german_too():
    with translation.override("de"):
        [sentence] = consequences(REGION, replace(REGION, choices=(EU,)), COUNTS)

    assert (
        sentence
        == "3.400 Antworten nennen „Ost“; sie bleiben und erscheinen weiter als „Ost“. Neu wählen kann es niemand mehr."
    )
