"""Deciding, and taking decisions back. Nothing is overwritten: a later decision supersedes an earlier one."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from einlass.applications.models import Application, ApplicationQuerySet
from einlass.events import audit
from einlass.events.models import Event, User
from einlass.reviews.models import Decision, Verdict
from einlass.reviews.queries import together_with, undecided
from einlass.reviews.wanted import Wanted

# Databases limit the number of values in one statement.
AT_ONCE: Final = 1000


@transaction.atomic
def decide(
    applications: ApplicationQuerySet | Iterable[Application],
    verdict: str,
    *,
    by: User | str,
    at: datetime,
    reason: str = "",
) -> int:
    """Give applications of one event a verdict, and their teams with them; returns how many verdicts that changed.

    Those that do not count (not proved, withdrawn) and those that have this verdict already stay as they are.
    """
    verdict = Verdict(verdict)
    # Which they are is settled before the first is decided: a filter may ask for decisions, and a team for its members'.
    keys = _keys(together_with(_as_queryset(applications)))
    return sum(_decide_some(some, verdict, by=by, at=at, reason=reason) for some in _batches(keys))


@transaction.atomic
def send_undecided_to_draw(event: Event, *, by: User | str, at: datetime) -> int:
    """Send everybody without a decision to the draw; returns how many."""
    return decide(undecided(event), Verdict.DRAW, by=by, at=at)


@transaction.atomic
def undo_decisions(decisions: QuerySet[Decision], *, by: User | str, at: datetime) -> int:
    """Take decisions of one event back where they are still the current ones; returns how many.

    What held before holds again, as a new decision; where there was none, the application is undecided.
    """
    current = _keys(decisions.filter(superseded_at=None), "application_id")
    made = decisions.filter(superseded_at=None).order_by("pk")
    return sum(_undo_some(some, made, by=by, at=at) for some in _batches(current))


@transaction.atomic
def record_export(event: Event, kind: str, wanted: Wanted, *, number: int, by: User | str, at: datetime) -> None:
    """Write down that somebody takes `number` applications out of the house, as a file of this kind."""
    after = {"format": kind, "number": number, "filters": wanted.without_personal_data()}
    audit.record(event, "exported", "applications", at=at, by=by, after=after)


def _as_queryset(applications: ApplicationQuerySet | Iterable[Application]) -> ApplicationQuerySet:
    if isinstance(applications, ApplicationQuerySet):
        return applications
    return Application.objects.filter(pk__in=[one.pk for one in applications])


def _keys(rows: QuerySet[Any], field: str = "pk") -> "array[int]":
    """Eight bytes for each, in order: a million are read without a million objects."""
    return array("q", rows.order_by(field).values_list(field, flat=True).iterator(chunk_size=10_000))


def _decide_some(keys: Sequence[int], verdict: Verdict, *, by: User | str, at: datetime, reason: str) -> int:
    locked = _locked(Application.objects.counted(), keys)
    current = {one.application_id: one for one in Decision.objects.filter(application__in=keys, superseded_at=None)}
    changed = [one for one in locked if one.pk not in current or current[one.pk].verdict != verdict]
    if not changed:
        return 0
    superseded = [current[one.pk].pk for one in changed if one.pk in current]
    Decision.objects.filter(pk__in=superseded).update(superseded_at=at)
    decided_by = by if isinstance(by, User) else None
    Decision.objects.bulk_create(
        Decision(application=one, verdict=verdict, decided_at=at, decided_by=decided_by, reason=reason)
        for one in changed
    )
    subjects = ((one.subject, {"verdict": verdict.value}) for one in changed)
    audit.record_many(changed[0].event, "decided", subjects, at=at, by=by)
    return len(changed)


def _undo_some(keys: Sequence[int], made: QuerySet[Decision], *, by: User | str, at: datetime) -> int:
    locked = {one.pk: one for one in _locked(Application.objects.all(), keys)}
    taken_back = list(made.filter(application__in=locked))
    if not taken_back:
        return 0
    moments = {one.application_id: one.decided_at for one in taken_back}
    earlier = _replaced_at(moments)
    Decision.objects.filter(pk__in=[one.pk for one in taken_back]).update(superseded_at=at)
    decided_by = by if isinstance(by, User) else None
    Decision.objects.bulk_create(
        Decision(
            application_id=old.application_id,
            verdict=old.verdict,
            decided_at=at,
            decided_by=decided_by,
            reason=old.reason,
        )
        for old in earlier.values()
    )
    audit.record_many(
        locked[taken_back[0].application_id].event,
        "decision taken back",
        ((locked[pk].subject, {"verdict": earlier[pk].verdict if pk in earlier else None}) for pk in moments),
        at=at,
        by=by,
    )
    return len(taken_back)


def _locked(applications: ApplicationQuerySet, keys: Sequence[int]) -> list[Application]:
    chosen = applications.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    return list(chosen.only("pk", "code", "event"))


def _replaced_at(moments: Mapping[int, datetime]) -> dict[int, Decision]:
    """The decision of each application that was superseded at the moment given for it, by the application's key."""
    old = Decision.objects.filter(application__in=moments, superseded_at__isnull=False).order_by("pk")
    return {one.application_id: one for one in old if one.superseded_at == moments[one.application_id]}


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (list(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE))
