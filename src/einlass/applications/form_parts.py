"""What the form is built from: the event's categories and questions, and the fields that ask for them."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import get_language

from einlass.applications.consents import Words, fingerprint, words_of
from einlass.applications.fields import question_field
from einlass.applications.models import Question
from einlass.applications.queries import form_version
from einlass.applications.shown import Shown
from einlass.events.models import Category, Event
from einlass.web.kept import Kept


@dataclass(frozen=True)
class FormParts:
    """Shared by the forms that are built at the same time, so no form may change them."""

    version: int
    categories: dict[str, Category]
    questions: list[Question]
    shown: Shown
    consents: dict[str, Words]
    consent_prints: dict[str, str]
    _asking: dict[str, dict[str, forms.Field]] = field(default_factory=dict)
    _declared: dict[tuple[str, type[forms.Form]], dict[str, forms.Field]] = field(default_factory=dict)

    def declared(
        self, form: type[forms.Form], prepare: Callable[[dict[str, forms.Field]], None]
    ) -> dict[str, forms.Field]:
        """The fields that a form declares, prepared for this event in the active language.

        Django copies them for each form that is sent, which takes longer than reading what was typed.
        """
        key = get_language() or "en", form
        if key not in self._declared:
            fields = deepcopy(form.base_fields)
            prepare(fields)
            for one in fields.values():
                # Or each form would look its words up again.
                one.label, one.help_text = one.label and str(one.label), str(one.help_text)
            self._declared[key] = fields
        return dict(self._declared[key])

    def asking(self) -> dict[str, forms.Field]:
        """The fields that ask the questions of somebody new, by the question's key, in the active language."""
        language = get_language() or "en"
        if language not in self._asking:
            self._asking[language] = {question.key: question_field(question) for question in self.questions}
        return self._asking[language]


_kept: Kept[FormParts] = Kept()


def form_parts(event: Event, *, anew: bool = False) -> FormParts:
    """The parts of an event's form, as they were a moment ago; anew: as they are."""
    if anew:
        forget_form_parts(event)
    return _kept.get(event.pk, lambda: _load(event))


def forget_form_parts(event: Event) -> None:
    _kept.drop(event.pk)


def new_form_parts(event: Event, questions: Sequence[Question], version: int = 0) -> FormParts:
    for question in questions:
        question.event = event
    categories = {one.key: one for one in event.categories.all() if one.takes_applications}
    consents = words_of(event, questions)
    prints = {key: fingerprint(words) for key, words in consents.items()}
    return FormParts(version, categories, list(questions), Shown.of(questions), consents, prints)


def _load(event: Event) -> FormParts:
    # Read before the questions: a change between the two is then noticed when the form is sent.
    version = form_version(event)
    return new_form_parts(event, list(event.questions.asked_now()), version)
