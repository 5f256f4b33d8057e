"""What the form is built from: the event's categories and questions, and a field for each question."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import get_language

from einlass.applications.fields import question_field
from einlass.applications.models import Question
from einlass.events.models import Category, Event
from einlass.web.kept import Kept


@dataclass(frozen=True)
class FormParts:
    """Shared by the forms that are built at the same time, so no form may change them."""

    categories: dict[str, Category]
    questions: list[Question]
    _fields: dict[str, dict[str, forms.Field]] = field(default_factory=dict)

    def fields(self) -> dict[str, forms.Field]:
        """A field for each question by its key, in the active language."""
        language = get_language() or "en"
        if language not in self._fields:
            self._fields[language] = {question.key: question_field(question) for question in self.questions}
        return self._fields[language]


_kept: Kept[FormParts] = Kept()


def form_parts(event: Event) -> FormParts:
    return _kept.get(event.pk, lambda: _load(event))


def _load(event: Event) -> FormParts:
    categories = {one.key: one for one in event.categories.all() if one.takes_applications}
    return FormParts(categories, list(event.questions.all()))
