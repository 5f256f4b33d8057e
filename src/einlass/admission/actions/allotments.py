"""Numbering seats: which seat of the house goes where when contingents grow and shrink, and which one is taken next.

Everything here is called under a lock: of the event where numbers come in or go out, of the contingent (its row was
updated or locked in this transaction) where they are taken or moved. So nobody else chooses among the same seats.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import count, islice

from django.db.models import Exists, OuterRef, QuerySet

from einlass.admission.models import Allotment, Contingent, Seat
from einlass.events.models import AuditEntry, Event


def change_numbers(event: Event, contingent: Contingent, change: int, *, entry: AuditEntry, at: datetime) -> None:
    """Bring `change` seats of no contingent into this one (the lowest numbers), or let so many go (below zero)."""
    if change > 0:
        _bring_in(contingent, list(islice(_loose_numbers(event), change)), entry=entry, at=at)
    elif change < 0:
        _let_go(last_come(contingent, -change), entry=entry, at=at)


def move_numbers(source: Contingent, target: Contingent, seats: int, *, entry: AuditEntry, at: datetime) -> list[int]:
    """Move free seats, those first that came last: so moving the other way round takes the same ones back."""
    leaving = last_come(source, seats)
    _let_go(leaving, entry=entry, at=at)
    numbers = sorted(allotment.number for allotment in leaving)
    _bring_in(target, numbers, entry=entry, at=at)
    return numbers


def next_free(contingent: Contingent, seats: int) -> list[Allotment]:
    """The free seats with the lowest numbers. A seat that was freed is thus soon given out again."""
    return list(free_allotments(contingent).order_by("number")[:seats])


def last_come(contingent: Contingent, seats: int) -> list[Allotment]:
    return list(free_allotments(contingent).order_by("-pk")[:seats])


def free_allotments(contingent: Contingent) -> QuerySet[Allotment]:
    taken = Seat.objects.filter(allotment=OuterRef("pk"), freed_at=None)
    return Allotment.objects.filter(~Exists(taken), contingent=contingent, until_at=None)


def _loose_numbers(event: Event) -> "filter[int]":
    allotted = set(Allotment.objects.filter(event=event, until_at=None).values_list("number", flat=True))
    return filter(lambda number: number not in allotted, count(1))


def _bring_in(contingent: Contingent, numbers: Sequence[int], *, entry: AuditEntry, at: datetime) -> None:
    Allotment.objects.bulk_create(
        [
            Allotment(event_id=contingent.event_id, contingent=contingent, number=number, since_at=at, began=entry)
            for number in numbers
        ],
        batch_size=500,
    )


def _let_go(allotments: Sequence[Allotment], *, entry: AuditEntry, at: datetime) -> None:
    for start in range(0, len(allotments), 500):
        chunk = [allotment.pk for allotment in allotments[start : start + 500]]
        Allotment.objects.filter(pk__in=chunk).update(until_at=at, ended=entry)
