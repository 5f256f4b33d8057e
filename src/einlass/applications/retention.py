"""Removing answers whose time is over, question by question, and telling what was removed and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from einlass.applications.models import Application, ConsentGiven, EarlierVersion, Question, Removal, Upload
from einlass.applications.search import search_text, searched_keys
from einlass.events import audit
from einlass.events.models import Event

AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Due:
    """A question and when its answers go."""

    question: Question
    at: datetime


def schedule(event: Event) -> list[Due]:
    """When the answers to which question go, soonest first."""
    limited = [one for one in event.questions.all() if one.kept_for is not None]
    return sorted((Due(one, event.ends_at + one.kept_for) for one in limited if one.kept_for), key=lambda due: due.at)


def remove_overdue_answers(at: datetime) -> int:
    """Remove every answer whose time is over; returns how many. Run by the worker."""
    questions = Question.objects.filter(kept_for__isnull=False, event__ends_at__lte=at).select_related("event")
    overdue = [one for one in questions if one.kept_for is not None and one.event.ends_at + one.kept_for <= at]
    return sum(_remove(one, at=at) for one in overdue)


def _remove(question: Question, *, at: datetime) -> int:
    if not Removal.objects.filter(event=question.event, question_key=question.key).exists():
        _report(question, 0, at=at)
    total = 0
    while number := _remove_some(question, at=at):
        total += number
    return total


@transaction.atomic
def _remove_some(question: Question, *, at: datetime) -> int:
    """Remove up to AT_ONCE answers and report them in the same transaction; returns how many."""
    event, key = question.event, question.key
    applications = list(
        Application.objects.select_for_update(of=("self",))
        .filter(event=event, answers__has_key=key)
        .order_by("pk")[:AT_ONCE]
    )
    searched = searched_keys(event)
    for application in applications:
        del application.answers[key]
        application.search_text = search_text(application, searched)
    Application.objects.bulk_update(applications, ["answers", "search_text"], batch_size=200)
    Upload.objects.filter(application__in=applications, question_key=key).delete()
    room = AT_ONCE - len(applications)
    versions = _versions(event, key, room)
    EarlierVersion.objects.bulk_update(versions, ["answers"], batch_size=200)
    if not applications and not versions:
        ConsentGiven.objects.filter(text__event=event, text__key=key).delete()
        return 0
    _report(question, len(applications), at=at)
    return len(applications) + len(versions)


def _versions(event: Event, key: str, number: int) -> Sequence[EarlierVersion]:
    found = EarlierVersion.objects.filter(application__event=event, answers__has_key=key).order_by("pk")[:number]
    versions = list(found)
    for version in versions:
        del version.answers[key]
    return versions


def _report(question: Question, number: int, *, at: datetime) -> None:
    removal, is_new = Removal.objects.get_or_create(
        event=question.event, question_key=question.key, removed_at=at, defaults={"label": question.label}
    )
    Removal.objects.filter(pk=removal.pk).update(answers=F("answers") + number)
    if number or is_new:
        after = {"answers": number}
        subject = f"question {question.key}"
        audit.record(question.event, "answers removed", subject, at=at, by=audit.WORKER, after=after)
