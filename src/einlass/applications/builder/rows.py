"""The list of questions, as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from einlass.applications.conditions import Answers
from einlass.applications.countries import country_name
from einlass.applications.models import Question
from einlass.events.models import Event
from einlass.web.localized import localized


@dataclass(frozen=True)
class QuestionRow:
    """A question in the list; `up` and `down` are the keys it comes before when it is moved, None where it cannot be."""

    question: Question
    number: int
    asked_of: str
    up: str | None
    down: str | None
    missing_languages: Sequence[str]


def question_rows(event: Event, questions: Sequence[Question]) -> list[QuestionRow]:
    """The questions that are asked, in order."""
    keys = [one.key for one in questions]
    labels = {one.key: one for one in questions}
    categories = {one.key: str(one) for one in event.categories.all()}
    return [
        QuestionRow(
            question=question,
            number=place + 1,
            asked_of=asked_of(question.condition, labels, categories),
            up=keys[place - 1] if place else None,
            down=(keys[place + 2] if place + 2 < len(keys) else "") if place + 1 < len(keys) else None,
            missing_languages=[one for one in event.languages if not question.label.get(one)],
        )
        for place, question in enumerate(questions)
    ]


def asked_of(condition: Answers | None, questions: dict[str, Question], categories: dict[str, str]) -> str:
    """A condition in words; empty for everybody."""
    if condition is None:
        return ""
    key, values = condition["question"], [str(value) for value in condition["is"]]
    if key == "category":
        return _("Only if “%(question)s” is: %(answers)s") % {
            "question": _("I come as"),
            "answers": ", ".join(categories.get(value, value) for value in values),
        }
    if key == "team":
        names = {
            "alone": _("Alone"),
            "found": _("With a team that I found now"),
            "join": _("With a team whose code I have"),
        }
        answers = ", ".join(names[value] for value in values if value in names)
        return _("Only if “%(question)s” is: %(answers)s") % {
            "question": _("How do you want to come?"),
            "answers": answers,
        }
    other = questions.get(key)
    if other is not None and other.kind == Question.Kind.CONSENT:
        return _("Only if “%(question)s” is ticked") % {"question": other}
    names = {str(choice["value"]): localized(choice["label"]) for choice in (other.choices if other else [])}
    if other is not None and other.kind == Question.Kind.COUNTRY:
        names = {value: country_name(value) for value in values}
    return _("Only if “%(question)s” is: %(answers)s") % {
        "question": other or key,
        "answers": ", ".join(names.get(value, value) for value in values),
    }
