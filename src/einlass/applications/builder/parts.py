"""The parts of a question in words: for showing how two versions differ."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from einlass.applications.builder.spec import Choice, Condition, QuestionSpec, differing
from einlass.applications.models import Question

NOTHING: Final = "—"
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
        _difference(str(NAMES[part]), in_words(part, getattr(one, part)), in_words(part, getattr(other, part)))
        for part in differing(one, other)
        if part in NAMES
    ]


def in_words(part: str, value: object) -> str:
    """The value of a part, for people; what has several parts, a line each."""
    if part == "kind":
        return str(Question.Kind(value).label) if value in Question.Kind.values else str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "\n".join(f"{language.upper()}: {text}" for language, text in sorted(value.items())) or NOTHING
    if isinstance(value, Condition):
        return f"{value.question} = {' / '.join(value.values)}"
    if isinstance(value, tuple):
        return "\n".join(_one(each) for each in value) or NOTHING
    return _("Everybody") if part == "condition" else NOTHING if value is None else str(value)


def _difference(name: str, one: str, other: str) -> Difference:
    """Of long lists only the lines that differ; all of them where only their order does."""
    ours, theirs = one.split("\n"), other.split("\n")
    if set(ours) != set(theirs):
        one = "\n".join(line for line in ours if line not in theirs) or NOTHING
        other = "\n".join(line for line in theirs if line not in ours) or NOTHING
    return Difference(name, one, other)


def _one(value: object) -> str:
    return (
        " · ".join(text for _language, text in sorted(value.label.items()))
        if isinstance(value, Choice)
        else str(value)
    )
