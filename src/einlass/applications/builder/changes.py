"""What a change means for the answers that are there: said before it is saved."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from einlass.applications.builder.checks import Frame, Problem, problems
from einlass.applications.builder.spec import QuestionSpec, Texts, differing, spec_of
from einlass.applications.models import Question
from einlass.web.localized import localized

# Kinds that can take over the answers of another kind as they are.
KEEPS_ANSWERS: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"long_text"}),
    "url": frozenset({"long_text"}),
    "number": frozenset({"text", "long_text"}),
    "choice": frozenset({"multiple"}),
}


@dataclass(frozen=True)
class AnswerCounts:
    """How many answered a question, how many applications have no answer to it, and how many chose each value."""

    answered: int = 0
    unanswered: int = 0
    by_value: Mapping[str, int] = field(default_factory=dict)


def grouped(number: int) -> str:
    """A number as people read it: 3,400."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)


def can_keep_answers(old_kind: str, new_kind: str) -> bool:
    """Whether answers to a question of the one kind are answers to one of the other."""
    return old_kind == new_kind or new_kind in KEEPS_ANSWERS.get(old_kind, frozenset())


def consequences(old: QuestionSpec, new: QuestionSpec, counts: AnswerCounts) -> list[str]:
    """What will happen to the answers that are there, a sentence each; empty if nothing does."""
    if not counts.answered and not counts.unanswered:
        return []
    return list(_consequences(old, new, counts))


def digest(sentences: Sequence[str]) -> str:
    """Names what was shown, so that a confirmation cannot stand for something else."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:16]


def _consequences(old: QuestionSpec, new: QuestionSpec, counts: AnswerCounts) -> Iterator[str]:
    answered = counts.answered
    if answered and old.kind != new.kind:
        text = ngettext(
            "%(number)s answer stays as it was given, and is read as the new kind from now on.",
            "%(number)s answers stay as they were given, and are read as the new kind from now on.",
            answered,
        )
        yield text % {"number": grouped(answered)}
    if answered and (old.label != new.label or (old.kind == Question.Kind.CONSENT and old.help != new.help)):
        yield _rewording(old, answered)
    if old.has_choices and new.has_choices:
        yield from _about_choices(old, new, counts)
    if new.required and not old.required and counts.unanswered:
        text = ngettext(
            "%(number)s application has no answer to it. It stays valid; the question must be answered "
            "only by who changes the application.",
            "%(number)s applications have no answer to it. They stay valid; the question must be answered "
            "only by who changes the application.",
            counts.unanswered,
        )
        yield text % {"number": grouped(counts.unanswered)}
    if answered and old.condition != new.condition:
        text = ngettext(
            "%(number)s answer stays, also where the question would not be asked by the new rule. "
            "Who changes the application is asked by the new rule.",
            "%(number)s answers stay, also where the question would not be asked by the new rule. "
            "Who changes the application is asked by the new rule.",
            answered,
        )
        yield text % {"number": grouped(answered)}
    if old.is_attribute and not new.is_attribute:
        yield _("Filters and plots do not offer this question any more. Answers stay.")
    if answered and old.kept_days != new.kept_days and new.kept_days is not None:
        text = ngettext(
            "%(number)s answer will be deleted %(days)d days after the event.",
            "%(number)s answers will be deleted %(days)d days after the event.",
            answered,
        )
        yield text % {"number": grouped(answered), "days": new.kept_days}
    if answered and (set(old.file_types) - set(new.file_types) or old.file_megabytes > new.file_megabytes):
        yield _("Files sent already stay, also where the new limits would refuse them.")


def _rewording(old: QuestionSpec, answered: int) -> str:
    if old.kind == Question.Kind.CONSENT:
        text = ngettext(
            "%(number)s person agreed to the text as it was. Whether that covers the new text is for you to judge.",
            "%(number)s people agreed to the text as it was. Whether that covers the new text is for you to judge.",
            answered,
        )
    else:
        text = ngettext(
            "%(number)s answer was given to the question as it was worded; it stays below the new wording.",
            "%(number)s answers were given to the question as it was worded; they stay below the new wording.",
            answered,
        )
    return text % {"number": grouped(answered)}


def _about_choices(old: QuestionSpec, new: QuestionSpec, counts: AnswerCounts) -> Iterator[str]:
    now = {choice.value: choice for choice in new.choices}
    for choice in old.choices:
        number, name = counts.by_value.get(choice.value, 0), localized(choice.label)
        following = now.get(choice.value)
        if following is None and number:
            text = ngettext(
                "%(number)s answer uses “%(name)s”; it stays and shows as “%(name)s”. Nobody else can choose it.",
                "%(number)s answers use “%(name)s”; they stay and show as “%(name)s”. Nobody else can choose it.",
                number,
            )
            yield text % {"number": grouped(number), "name": name}
        elif following is None:
            yield _("Nobody has chosen “%(name)s”; it is not offered any more.") % {"name": name}
        elif number and (renamed := _renamed(choice.label, following.label)):
            text = ngettext(
                "%(number)s answer uses “%(name)s”; it shows as “%(new)s” from now on.",
                "%(number)s answers use “%(name)s”; they show as “%(new)s” from now on.",
                number,
            )
            yield text % {"number": grouped(number), "name": renamed[0], "new": renamed[1]}


def _renamed(old: Texts, new: Texts) -> tuple[str, str] | None:
    """A name before and after, in the first language in which it differs."""
    languages = sorted(old.keys() | new.keys(), key=lambda language: language != get_language())
    changed = next((one for one in languages if old.get(one) != new.get(one)), None)
    return (localized(old, changed), localized(new, changed)) if changed else None


@dataclass(frozen=True)
class Change:
    """A question that an other form words otherwise: `parts` are names of QuestionSpec."""

    question: Question
    spec: QuestionSpec
    parts: Sequence[str]


@dataclass(frozen=True)
class Differences:
    """What turns one form into another, question by question."""

    added: Sequence[QuestionSpec]
    changed: Sequence[Change]
    returned: Sequence[Change]
    archived: Sequence[Question]
    unchanged: int
    order_changes: bool

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.returned or self.archived or self.order_changes)


def differences(questions: Sequence[Question], specs: Sequence[QuestionSpec]) -> Differences:
    """What `specs` would change in a form. questions: all of it, in order, archived ones too."""
    known = {question.key: question for question in questions}
    wanted = {spec.key for spec in specs}
    added = [spec for spec in specs if spec.key not in known]
    changed, returned = [], []
    for spec in specs:
        if (question := known.get(spec.key)) is None:
            continue
        change = Change(question, spec, differing(spec_of(question), spec))
        if question.archived_at is not None:
            returned.append(change)
        elif change.parts:
            changed.append(change)
    live = [question for question in questions if question.archived_at is None]
    staying = [question.key for question in live if question.key in wanted]
    return Differences(
        added=added,
        changed=changed,
        returned=returned,
        archived=[question for question in live if question.key not in wanted],
        unchanged=len(staying) - len(changed),
        order_changes=staying != [spec.key for spec in specs if spec.key in staying],
    )


def new_problems(before: Sequence[QuestionSpec], after: Sequence[QuestionSpec], frame: Frame) -> list[Problem]:
    """What is wrong after a change and was not before it: an old fault elsewhere must not keep one from mending here."""
    old = set(problems(before, frame))
    return [problem for problem in problems(after, frame) if problem not in old]
