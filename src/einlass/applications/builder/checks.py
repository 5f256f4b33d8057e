"""Whether questions make a form: said once, for what is typed, copied or read from a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from einlass.applications.builder.spec import Condition, QuestionSpec
from einlass.applications.countries import country_choices
from einlass.applications.file_types import FILE_TYPES
from einlass.applications.models import Question, Upload

MOST_QUESTIONS: Final = 100
MOST_CHOICES: Final = 300
LONGEST_LABEL: Final = 300
LONGEST_HELP: Final = 1000
MOST_KEPT_DAYS: Final = 3650
KEY: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
# The form's own fields; a question of this name would be taken for one of them.
RESERVED: Final = frozenset(
    {
        "name",
        "email",
        "category",
        "team",
        "team_name",
        "team_code",
        "also_alone",
        "consent",
        "homepage",
        "new",
        "alone_too",
        "hides_name",
    }
)
# What one may hang a question on, beside other questions.
TEAM_VALUES: Final = ("alone", "found", "join", "stay")


@dataclass(frozen=True)
class Problem:
    """What is wrong, with which part of which question; `part` is a name of QuestionSpec, `row` a choice's place."""

    key: str
    part: str
    text: str
    row: int | None = None


@dataclass(frozen=True)
class Frame:
    """What of the event a form stands in: its languages, the first of them first, and what one can come as."""

    languages: tuple[str, ...]
    categories: frozenset[str]


def problems(specs: Sequence[QuestionSpec], frame: Frame) -> list[Problem]:
    """Everything that keeps these questions, in this order, from being a form; empty if they are one."""
    return [problem for _place, problem in placed_problems(specs, frame)]


def placed_problems(specs: Sequence[QuestionSpec], frame: Frame) -> list[tuple[int, Problem]]:
    """The same, each with the place of its question, as a key may be there twice."""
    found: list[tuple[int, Problem]] = []
    if len(specs) > MOST_QUESTIONS:
        text = _("A form has at most %(number)d questions.") % {"number": MOST_QUESTIONS}
        found.append((MOST_QUESTIONS, Problem(specs[MOST_QUESTIONS].key, "key", text)))
    before: dict[str, QuestionSpec] = {}
    for place, spec in enumerate(specs):
        own = [
            *_key_problems(spec, before),
            *question_problems(spec, frame),
            *condition_problems(spec, before, frame),
        ]
        found += [(place, problem) for problem in own]
        before[spec.key] = spec
    return found


def question_problems(spec: QuestionSpec, frame: Frame) -> list[Problem]:
    """What is wrong with a question by itself."""
    found = [*_text_problems(spec, frame), *_choice_problems(spec, frame), *_file_problems(spec)]
    if spec.kept_days is not None and not 0 <= spec.kept_days <= MOST_KEPT_DAYS:
        text = _("Please give a number of days from 0 to %(most)d, or leave it empty.") % {"most": MOST_KEPT_DAYS}
        found.append(Problem(spec.key, "kept_days", text))
    if spec.is_attribute and spec.kind not in Question.COUNTABLE:
        text = _("Only a question with choices or for a country can be an attribute.")
        found.append(Problem(spec.key, "is_attribute", text))
    return found


def condition_problems(spec: QuestionSpec, before: Mapping[str, QuestionSpec], frame: Frame) -> list[Problem]:
    """What is wrong with whom a question is asked; `before` are the questions above it."""
    condition = spec.condition
    if condition is None:
        return []
    values = answers_to(condition, before, frame)
    if values is None:
        other = before.get(condition.question)
        text = (
            _("One cannot hang a question on “%(key)s”: it has no answers to choose from.")
            if other is not None
            else _("There is no question “%(key)s” above this one.")
        ) % {"key": condition.question}
        return [Problem(spec.key, "condition", text)]
    if not condition.values:
        return [Problem(spec.key, "condition", _("Please choose for which answers this question is asked."))]
    unknown = [value for value in condition.values if value not in values]
    if unknown:
        text = _("“%(key)s” has no answer “%(value)s”.") % {"key": condition.question, "value": unknown[0]}
        return [Problem(spec.key, "condition", text)]
    return []


def answers_to(condition: Condition, before: Mapping[str, QuestionSpec], frame: Frame) -> frozenset[str] | None:
    """What can be answered to the question that a condition names; None if there is nothing to choose from."""
    match condition.question:
        case "category":
            return frame.categories
        case "team":
            return frozenset(TEAM_VALUES)
    other = before.get(condition.question)
    if other is None:
        return None
    if other.has_choices:
        return frozenset(choice.value for choice in other.choices)
    if other.kind == Question.Kind.CONSENT:
        return frozenset({"yes"})
    if other.kind == Question.Kind.COUNTRY:
        return frozenset(code for code, _name in country_choices())
    return None


def free_key(label: str, taken: frozenset[str]) -> str:
    """A key made of a label's words, that no question has yet."""
    base = slugify(label).replace("-", "_").strip("_")[:30].strip("_") or "question"
    base = re.sub(r"_+", "_", base)
    if base not in taken | RESERVED:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def _key_problems(spec: QuestionSpec, before: Mapping[str, QuestionSpec]) -> list[Problem]:
    if not KEY.fullmatch(spec.key) or len(spec.key) > 40:
        text = _("A key has at most 40 small letters and digits, joined by “_” or “-”, such as “company_size”.")
    elif spec.key in RESERVED:
        text = _("“%(key)s” is a field that every form has; please use another key.") % {"key": spec.key}
    elif spec.key in before:
        text = _("The key “%(key)s” is there twice.") % {"key": spec.key}
    else:
        return []
    return [Problem(spec.key, "key", text)]


def _text_problems(spec: QuestionSpec, frame: Frame) -> list[Problem]:
    found = []
    first = frame.languages[0]
    if not spec.label.get(first):
        found.append(Problem(spec.key, f"label_{first}", _("Please write the question in this language.")))
    for part, texts, longest in (("label", spec.label, LONGEST_LABEL), ("help", spec.help, LONGEST_HELP)):
        for language, text in texts.items():
            if language not in frame.languages:
                found.append(Problem(spec.key, part, _unknown_language(language, frame)))
            elif len(text) > longest:
                found.append(Problem(spec.key, f"{part}_{language}", _too_long(len(text), longest)))
    return found


def _choice_problems(spec: QuestionSpec, frame: Frame) -> list[Problem]:
    if not spec.has_choices:
        return [Problem(spec.key, "choices", _("A question of this kind has no choices."))] if spec.choices else []
    found = []
    if len(spec.choices) < 2:
        found.append(Problem(spec.key, "choices", _("Please give at least two choices.")))
    if len(spec.choices) > MOST_CHOICES:
        text = _("A question has at most %(number)d choices.") % {"number": MOST_CHOICES}
        found.append(Problem(spec.key, "choices", text))
    values: set[str] = set()
    labels: set[tuple[str, str]] = set()
    for row, choice in enumerate(spec.choices):
        text = ""
        if not KEY.fullmatch(choice.value.lower()) or len(choice.value) > 60:
            text = _("“%(value)s” cannot be the value of a choice: letters and digits, joined by “_” or “-”.")
            text %= {"value": choice.value[:60]}
        elif choice.value in values:
            text = _("The value “%(value)s” is there twice.") % {"value": choice.value}
        elif not choice.label.get(frame.languages[0]):
            text = _("Please name this choice.")
        elif any((language, label) in labels for language, label in choice.label.items()):
            text = _("Two choices have this name; nobody could tell them apart.")
        elif strange := [language for language in choice.label if language not in frame.languages]:
            text = _unknown_language(strange[0], frame)
        elif any(len(label) > LONGEST_LABEL for label in choice.label.values()):
            text = _too_long(max(map(len, choice.label.values())), LONGEST_LABEL)
        if text:
            found.append(Problem(spec.key, "choices", text, row=row))
        values.add(choice.value)
        labels.update(choice.label.items())
    return found


def _file_problems(spec: QuestionSpec) -> list[Problem]:
    if spec.kind != Question.Kind.FILE:
        return []
    found = []
    if not spec.file_types:
        found.append(Problem(spec.key, "file_types", _("Please choose which files may be sent.")))
    for name in spec.file_types:
        if name not in FILE_TYPES:
            text = _("“%(name)s” is no kind of file; there are: %(known)s.")
            found.append(Problem(spec.key, "file_types", text % {"name": name, "known": ", ".join(FILE_TYPES)}))
    if not 1 <= spec.file_megabytes <= Upload.LARGEST_MEGABYTES:
        text = _("Please give a size from 1 to %(most)d megabytes.") % {"most": Upload.LARGEST_MEGABYTES}
        found.append(Problem(spec.key, "file_megabytes", text))
    return found


def _too_long(length: int, longest: int) -> str:
    return ngettext(
        "Please use at most %(limit_value)d character; these are %(show_value)d.",
        "Please use at most %(limit_value)d characters; these are %(show_value)d.",
        longest,
    ) % {"limit_value": longest, "show_value": length}


def _unknown_language(language: str, frame: Frame) -> str:
    text = _("“%(language)s” is not a language of this event; there are: %(known)s.")
    return text % {"language": language[:20], "known": ", ".join(frame.languages)}
