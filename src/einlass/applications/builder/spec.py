"""A question as a value: what an organiser types, what a file holds, and what the database keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Any

from einlass.applications.models import Question

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    value: str
    label: Texts


@dataclass(frozen=True)
class Condition:
    """Asked only of those who answered `question` with one of `values`."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class QuestionSpec:
    """A question without its place in the form; the choices are those offered now."""

    key: str
    kind: str
    label: Texts
    help: Texts = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    required: bool = False
    condition: Condition | None = None
    is_attribute: bool = False
    is_hidden_in_blind_review: bool = False
    kept_days: int | None = None
    file_types: tuple[str, ...] = ()
    file_megabytes: int = 5

    @property
    def has_choices(self) -> bool:
        return self.kind in Question.WITH_CHOICES

    def tidied(self) -> "QuestionSpec":
        """Without what its kind has no use for: choices of a text, file types of a date."""
        is_file = self.kind == Question.Kind.FILE
        return replace(
            self,
            label={language: text for language, text in self.label.items() if text},
            help={language: text for language, text in self.help.items() if text},
            choices=self.choices if self.has_choices else (),
            is_attribute=self.is_attribute and self.kind in Question.COUNTABLE,
            file_types=self.file_types if is_file else (),
            file_megabytes=self.file_megabytes if is_file else 5,
        )


def spec_of(question: Question) -> QuestionSpec:
    """A kept question as a value."""
    condition = question.condition
    return QuestionSpec(
        key=question.key,
        kind=question.kind,
        label=dict(question.label),
        help=dict(question.help),
        choices=tuple(Choice(str(one["value"]), dict(one["label"])) for one in _offered(question)),
        required=question.required,
        condition=Condition(condition["question"], tuple(map(str, condition["is"]))) if condition else None,
        is_attribute=question.is_attribute,
        is_hidden_in_blind_review=question.is_hidden_in_blind_review,
        kept_days=question.kept_for.days if question.kept_for is not None else None,
        file_types=tuple(question.file_types),
        file_megabytes=question.file_megabytes,
    )


def fill(question: Question, spec: QuestionSpec, *, keep: frozenset[str] = frozenset()) -> None:
    """Put a spec into a question, unsaved. Choices left out stay as retired where answers in `keep` use them."""
    offered = {choice.value for choice in spec.choices}
    retired = [
        {**choice, "retired": True}
        for choice in question.choices
        if choice["value"] not in offered and choice["value"] in keep
    ]
    question.kind = spec.kind
    question.label, question.help = dict(spec.label), dict(spec.help)
    question.choices = [{"value": one.value, "label": dict(one.label)} for one in spec.choices] + retired
    question.required = spec.required
    question.condition = (
        {"question": spec.condition.question, "is": list(spec.condition.values)} if spec.condition else None
    )
    question.is_attribute = spec.is_attribute
    question.is_hidden_in_blind_review = spec.is_hidden_in_blind_review
    question.kept_for = timedelta(days=spec.kept_days) if spec.kept_days is not None else None
    question.file_types = list(spec.file_types)
    question.file_megabytes = spec.file_megabytes


def differing(one: QuestionSpec, other: QuestionSpec) -> list[str]:
    """The names of the parts in which two specs differ."""
    return [part.name for part in fields(QuestionSpec) if getattr(one, part.name) != getattr(other, part.name)]


def as_facts(spec: QuestionSpec, names: list[str]) -> dict[str, Any]:
    """Some parts of a spec in plain values, for the audit trail."""
    return {name: _plain(getattr(spec, name)) for name in names}


def _offered(question: Question) -> list[dict[str, Any]]:
    return [choice for choice in question.choices if not choice.get("retired")]


def _plain(value: Any) -> Any:
    if isinstance(value, Choice):
        return {"value": value.value, "label": dict(value.label)}
    if isinstance(value, Condition):
        return {"question": value.question, "is": list(value.values)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
