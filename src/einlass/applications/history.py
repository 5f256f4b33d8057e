"""What an application said before, and what each change changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from einlass.applications.models import Application, EarlierVersion, Question
from einlass.applications.queries import answer_in_words
from einlass.events.models import Category
from einlass.web.localized import localized


@dataclass(frozen=True)
class Change:
    """What stands in one field after and before; empty where nothing does."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    at: datetime
    changes: list[Change]


@dataclass(frozen=True)
class _State:
    name: str
    category: Category
    answers: Mapping[str, Any]
    team_name: str


def version_of(application: Application, *, at: datetime) -> EarlierVersion:
    """What is about to be replaced, not saved yet."""
    return EarlierVersion(
        application=application,
        name=application.name,
        category=application.category,
        answers=dict(application.answers),
        team_name=application.team.name if application.team else "",
        replaced_at=at,
    )


def edits_of(application: Application, questions: Sequence[Question]) -> list[Edit]:
    """Every change by the applicant, newest first."""
    versions = list(application.earlier_versions.select_related("category"))
    states = [_State(one.name, one.category, one.answers, one.team_name) for one in versions]
    team_name = application.team.name if application.team else ""
    states.append(_State(application.name, application.category, application.answers, team_name))
    edits = [
        Edit(version.replaced_at, _changes(before, after, questions))
        for version, before, after in zip(versions, states, states[1:], strict=False)
    ]
    return edits[::-1]


def _changes(before: _State, after: _State, questions: Sequence[Question]) -> list[Change]:
    pairs = [
        (_("Name"), before.name, after.name),
        (_("I come as"), str(before.category), str(after.category)),
        *((localized(one.label), _in_words(one, before.answers), _in_words(one, after.answers)) for one in questions),
        (_("Team"), before.team_name, after.team_name),
    ]
    return [Change(label, old, new) for label, old, new in pairs if old != new]


def _in_words(question: Question, answers: Mapping[str, Any]) -> str:
    return answer_in_words(question, answers[question.key]) if question.key in answers else ""
