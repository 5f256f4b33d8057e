"""What the pages of the builder show, and what its actions must know."""

import json
from collections import Counter

from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from einlass.applications.builder.changes import AnswerCounts
from einlass.applications.builder.checks import Frame
from einlass.applications.models import Application, Question
from einlass.events.models import AuditEntry, Event, Role, User, in_force


def frame_of(event: Event) -> Frame:
    """What of the event its form stands in."""
    categories = event.categories.filter(takes_applications=True)
    return Frame(tuple(event.languages) or ("en",), frozenset(categories.values_list("key", flat=True)))


def answered(event: Event, key: str) -> int:
    """How many applications hold an answer to a question, the withdrawn ones too."""
    return Application.objects.of(event).filter(answers__has_key=key).count()


def answer_counts(question: Question) -> AnswerCounts:
    """How many answered, did not, and chose which value; in one query."""
    applications = Application.objects.of(question.event).order_by()
    if question.kind not in Question.WITH_CHOICES:
        counts = applications.aggregate(
            all=Count("pk"), answered=Count("pk", filter=Q(answers__has_key=question.key))
        )
        return AnswerCounts(counts["answered"], counts["all"] - counts["answered"])
    grouped = applications.values(given=KeyTextTransform(question.key, "answers")).annotate(times=Count("pk"))
    by_value: Counter[str] = Counter()
    answered = unanswered = 0
    for given, times in grouped.values_list("given", "times"):
        if given is None:
            unanswered += times
            continue
        answered += times
        for value in _values(given):
            by_value[value] += times
    return AnswerCounts(answered, unanswered, by_value)


def last_change(question: Question) -> AuditEntry | None:
    """Who changed a question last, and when."""
    return AuditEntry.objects.filter(event=question.event, subject=subject_of(question)).last()


def subject_of(question: Question) -> str:
    """How the audit trail names it."""
    return f"question {question.key}"


def forms_to_copy(user: User, event: Event) -> list[Event]:
    """Other events of which the user is an organiser and that have questions, the newest first; `.asks`: how many."""
    return list(
        Event.objects.filter(
            in_force(timezone.now(), "memberships__"),
            memberships__user=user,
            memberships__role__in=[Role.OWNER, Role.ORGANISER],
            pk__in=Question.objects.asked_now().values("event"),
        )
        .exclude(pk=event.pk)
        .distinct()
        .order_by("-starts_at")
    )


def _values(given: str) -> list[str]:
    """A group's answer: a list of several choices comes as JSON."""
    return [str(value) for value in json.loads(given)] if given.startswith("[") else [given]
