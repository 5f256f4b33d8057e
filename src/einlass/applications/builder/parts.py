"""The parts of a question in words: for showing how two versions differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.builder.spec import Choice, Condition, QuestionSpec, differing
from einlass.applications.models import Question

NAMES: dict[str, str | Promise] = {
    "kind": gettext_lazy("Kind of answer"),
    "label": gettext_lazy("Question"),
    "help": gettext_lazy("Help"),
    "choices": gettext_lazy("Choices"),
    "required": gettext_lazy("Must be answered"),
    "condition": gettext_lazy("Who is asked"),
    "is_attribute": gettext_lazy("Use for quotas, filters and plots"),
    "is_hidden_in_blind_review": gettext_lazy("Hide in blind review"),
    "kept_days": gettext_lazy("Delete the answers so many days after the event"),
    "file_types": gettext_lazy("Which files"),
    "file_megabytes": gettext_lazy("How large at most, in megabytes"),
}


@dataclass(frozen=True)
class Difference:
    """One part of a question that two versions say differently."""

    name: str
    one: str
    other: str


def difference_list(one: QuestionSpec, other: QuestionSpec) -> list[Difference]:
    """The parts in which two versions differ, each in words."""
    return [
        Difference(str(NAMES[part]), in_words(part, getattr(one, part)), in_words(part, getattr(other, part)))
        for part in differing(one, other)
        if part in NAMES
    ]


def in_words(part: str, value: object) -> str:
    """The value of a part, for people."""
    if part == "kind":
        return str(Question.Kind(value).label) if value in Question.Kind.values else str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "\n".join(f"{language.upper()}: {text}" for language, text in value.items()) or "—"
    if isinstance(value, Condition):
        return f"{value.question} = {' / '.join(value.values)}"
    if isinstance(value, tuple):
        return _list(value)
    return _("Everybody") if part == "condition" else "—" if value is None else str(value)


def _list(values: Sequence[object]) -> str:
    return (
        "\n".join(" · ".join(value.label.values()) if isinstance(value, Choice) else str(value) for value in values)
        or "—"
    )
