"""What an application said before, and what each change changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from einlass.applications.models import Application, EarlierVersion, Question
from einlass.applications.queries import answer_in_words
from einlass.applications.sight import SEES_ALL, Sight
from einlass.events.models import Category, User
from einlass.web.localized import localized


@dataclass(frozen=True)
class Change:
    """What stands in one field after and before; empty where nothing does."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """cause: who or what changed it, in words; by: the member of the team, None where it was the applicant."""

    at: datetime
    changes: list[Change]
    cause: str
    by: User | None


@dataclass(frozen=True)
class _State:
    name: str
    category: Category
    answers: Mapping[str, Any]
    team_name: str


def version_of(
    application: Application,
    *,
    at: datetime,
    cause: EarlierVersion.Cause = EarlierVersion.Cause.APPLICANT,
    by: User | None = None,
) -> EarlierVersion:
    """What is about to be replaced, not saved yet."""
    return EarlierVersion(
        application=application,
        name=application.name,
        category=application.category,
        answers=dict(application.answers),
        team_name=application.team.name if application.team else "",
        replaced_at=at,
        cause=cause,
        replaced_by=by,
    )


def edits_of(application: Application, questions: Sequence[Question], sight: Sight = SEES_ALL) -> list[Edit]:
    """Every change after sending that may be seen, newest first. application: not as it is shown, but as it is."""
    versions = list(application.earlier_versions.select_related("category", "replaced_by"))
    states = [_State(one.name, one.category, one.answers, one.team_name) for one in versions]
    team_name = application.team.name if application.team else ""
    states.append(_State(application.name, application.category, application.answers, team_name))
    edits = [
        Edit(
            version.replaced_at,
            _changes(before, after, sight.questions(questions), sight),
            version.get_cause_display(),
            version.replaced_by,
        )
        for version, before, after in zip(versions, states, states[1:], strict=False)
    ]
    return [edit for edit in reversed(edits) if edit.changes]


def _changes(before: _State, after: _State, questions: Sequence[Question], sight: Sight) -> list[Change]:
    pairs = [
        (_("I come as"), str(before.category), str(after.category)),
        *(
            (localized(one.label), _in_words(one, before.answers, sight), _in_words(one, after.answers, sight))
            for one in questions
        ),
    ]
    if not sight.is_blind:
        pairs = [(_("Name"), before.name, after.name), *pairs, (_("Team"), before.team_name, after.team_name)]
    return [Change(label, old, new) for label, old, new in pairs if old != new]


def _in_words(question: Question, answers: Mapping[str, Any], sight: Sight) -> str:
    if question.key not in answers:
        return ""
    return answer_in_words(question, sight.answer(question, answers[question.key]))
