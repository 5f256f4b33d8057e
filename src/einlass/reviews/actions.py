"""Deciding, and taking decisions back. Nothing is overwritten: a later decision supersedes an earlier one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

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
    locked = list(
        together_with(_as_queryset(applications))
        .select_for_update(of=("self",))
        .order_by("pk")
        .only("pk", "code", "event")
    )
    current = _current(locked)
    changed = [one for one in locked if one.pk not in current or current[one.pk].verdict != verdict]
    if not changed:
        return 0
    _supersede([current[one.pk] for one in changed if one.pk in current], at=at)
    decided_by = by if isinstance(by, User) else None
    Decision.objects.bulk_create(
        (
            Decision(application=one, verdict=verdict, decided_at=at, decided_by=decided_by, reason=reason)
            for one in changed
        ),
        batch_size=AT_ONCE,
    )
    audit.record_many(
        changed[0].event, "decided", ((one.subject, {"verdict": verdict.value}) for one in changed), at=at, by=by
    )
    return len(changed)


@transaction.atomic
def send_undecided_to_draw(event: Event, *, by: User | str, at: datetime) -> int:
    """Send everybody without a decision to the draw; returns how many."""
    return decide(undecided(event), Verdict.DRAW, by=by, at=at)


@transaction.atomic
def undo_decisions(decisions: QuerySet[Decision], *, by: User | str, at: datetime) -> int:
    """Take decisions of one event back where they are still the current ones; returns how many.

    What held before holds again, as a new decision; where there was none, the application is undecided.
    """
    current = decisions.filter(superseded_at=None).order_by("pk")
    chosen = Application.objects.filter(pk__in=current.order_by().values("application"))
    locked = {
        one.pk: one for one in chosen.select_for_update(of=("self",)).order_by("pk").only("pk", "code", "event")
    }
    taken_back = [one for one in current.all() if one.application_id in locked]
    if not taken_back:
        return 0
    moments = {one.application_id: one.decided_at for one in taken_back}
    earlier = _replaced_at(moments)
    _supersede(taken_back, at=at)
    decided_by = by if isinstance(by, User) else None
    Decision.objects.bulk_create(
        (
            Decision(
                application_id=old.application_id,
                verdict=old.verdict,
                decided_at=at,
                decided_by=decided_by,
                reason=old.reason,
            )
            for old in earlier.values()
        ),
        batch_size=AT_ONCE,
    )
    audit.record_many(
        locked[taken_back[0].application_id].event,
        "decision taken back",
        ((locked[pk].subject, {"verdict": earlier[pk].verdict if pk in earlier else None}) for pk in moments),
        at=at,
        by=by,
    )
    return len(taken_back)


@transaction.atomic
def record_export(event: Event, kind: str, wanted: Wanted, *, number: int, by: User | str, at: datetime) -> None:
    """Write down that somebody takes `number` applications out of the house, as a file of this kind."""
    after = {"format": kind, "number": number, "filters": wanted.without_personal_data()}
    audit.record(event, "exported", "applications", at=at, by=by, after=after)


def _as_queryset(applications: ApplicationQuerySet | Iterable[Application]) -> ApplicationQuerySet:
    if isinstance(applications, ApplicationQuerySet):
        return applications
    return Application.objects.filter(pk__in=[one.pk for one in applications])


def _current(applications: Sequence[Application]) -> dict[int, Decision]:
    """The current decision of each application that has one, by the application's key."""
    return {
        decision.application_id: decision
        for some in _batches([one.pk for one in applications])
        for decision in Decision.objects.filter(application__in=some, superseded_at=None)
    }


def _replaced_at(moments: Mapping[int, datetime]) -> dict[int, Decision]:
    """The decision of each application that was superseded at the moment given for it, by the application's key."""
    return {
        old.application_id: old
        for some in _batches(list(moments))
        for old in Decision.objects.filter(application__in=some, superseded_at__isnull=False).order_by("pk")
        if old.superseded_at == moments[old.application_id]
    }


def _supersede(decisions: Sequence[Decision], *, at: datetime) -> None:
    for some in _batches([one.pk for one in decisions]):
        Decision.objects.filter(pk__in=some).update(superseded_at=at)


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
