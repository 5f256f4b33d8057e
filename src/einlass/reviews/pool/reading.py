"""The pool of an event: made of what the database says now, or the worker's snapshot where the event is large."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.cache import caches
from django.db.models import OuterRef, Subquery

from einlass.applications.models import Question
from einlass.events.models import AuditEntry, Category, Event
from einlass.reviews.models import PoolSnapshot, Tag
from einlass.reviews.pool import snapshots
from einlass.reviews.pool.bitmaps import Bitmaps
from einlass.reviews.pool.making import read

# What no entry of the audit trail tells of is seen after this many seconds.
REMEMBERED: Final = 60


@dataclass(frozen=True)
class Pool:
    """made_at: of the snapshot, None where it is as of now; teams: how many teams have somebody who counts."""

    bitmaps: Bitmaps
    teams: int
    made_at: datetime | None = None

    @property
    def is_large(self) -> bool:
        return self.made_at is not None


def pool_of(
    event: Event, categories: Sequence[Category], attributes: Sequence[Question], tags: Sequence[Tag]
) -> Pool:
    """What changes applications writes an entry into the audit trail, so a pool is good until the next entry."""
    newest = AuditEntry.objects.filter(event=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    facts = Event.objects.filter(pk=event.pk).values_list("pool_snapshot__code", "pool_snapshot__made_at")
    code, made_at, entry = facts.annotate(entry=Subquery(newest)).get()
    if code:
        # The event may have shrunk at this moment, and its snapshot be gone.
        with suppress(PoolSnapshot.DoesNotExist):
            bitmaps, teams = snapshots.load(event.pk, code)
            return Pool(bitmaps, teams, made_at)
    shape = ",".join([*(f"{one.pk}:{one.key}" for one in categories), *(one.key for one in attributes)])
    key = f"{event.pk}:{entry}:{hash(shape)}"
    remembered = caches["pool"].get(key)
    if remembered is None:
        remembered = read(event, categories, attributes, tags)
        caches["pool"].set(key, remembered, REMEMBERED)
    return Pool(*remembered)
