"""The form as applicants see it, in one of the event's languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from einlass.applications.builder.spec import QuestionSpec, fill
from einlass.applications.forms import DetailsForm
from einlass.applications.models import Question
from einlass.events.models import Event


@dataclass(frozen=True)
class Preview:
    """Rendered HTML, the language it is in, and those one can choose."""

    html: str
    language: str
    languages: Sequence[str]


def preview_of(event: Event, questions: Sequence[Question], language: str | None, *, edited: str = "") -> Preview:
    """The form with these questions. language: one of the event's, else the active one, else its first."""
    languages = event.languages or ["en"]
    active = (translation.get_language() or "en").split("-")[0]
    chosen: str = next((one for one in (language, active) if one and one in languages), languages[0])
    with translation.override(chosen):
        form = DetailsForm(event, questions=questions, auto_id="preview_%s")
        context = {"form": form, "event": event, "edited": edited, "language": chosen}
        html = render_to_string("applications/builder/_preview_form.html", context)
    return Preview(html, chosen, languages)


def with_spec(
    event: Event, questions: Sequence[Question], question: Question | None, spec: QuestionSpec
) -> list[Question]:
    """The questions asked, with one of them as `spec` says, unsaved; a new one comes at the end."""
    typed = Question(event=event, key=spec.key)
    if question is not None:
        typed.choices = question.choices
    fill(typed, spec)
    if question is None:
        return [*questions, typed]
    return [typed if one.pk == question.pk else one for one in questions]
