"""What pages show about applications."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from einlass.applications.countries import country_name
from einlass.applications.models import Application, Form, Question
from einlass.events.models import Event
from einlass.web.localized import localized


@dataclass(frozen=True)
class Answer:
    """A question that somebody answered, in words."""

    label: str
    text: str
    is_link: bool = False
    file_key: str = ""


def answers_in_words(application: Application, questions: Iterable[Question]) -> list[Answer]:
    """What was answered, in the order of the form."""
    return [
        Answer(
            label=localized(question.label),
            text=answer_in_words(question, application.answers[question.key]),
            is_link=question.kind == Question.Kind.URL,
            file_key=question.key if question.kind == Question.Kind.FILE else "",
        )
        for question in questions
        if question.key in application.answers
    ]


def answer_in_words(question: Question, value: object) -> str:
    """One answer as the active language says it."""
    kind = Question.Kind
    match question.kind:
        case kind.CHOICE:
            return _choice_name(question, value)
        case kind.MULTIPLE:
            parts = value if isinstance(value, list) else [value]
            return ", ".join(_choice_name(question, part) for part in parts)
        case kind.COUNTRY:
            return country_name(str(value))
        case kind.CONSENT:
            return _("Yes") if value else _("No")
        case kind.FILE:
            return str(value.get("name", "")) if isinstance(value, Mapping) else str(value)
        case kind.DATE:
            day = parse_date(str(value))
            return formats.date_format(day) if day else str(value)
    return str(value)


def _choice_name(question: Question, value: object) -> str:
    for choice in question.choices:
        if choice["value"] == value:
            return localized(choice["label"])
    return str(value)


def form_version(event: Event) -> int:
    """How often the form has been changed."""
    return Form.objects.filter(event=event).values_list("version", flat=True).first() or 0


def attributes_of(event: Event) -> list[Question]:
    """The questions that one can filter by and plot."""
    return attributes_among(event.questions.all())


def attributes_among(questions: Iterable[Question]) -> list[Question]:
    return [one for one in questions if one.is_attribute and one.kind == Question.Kind.CHOICE]
