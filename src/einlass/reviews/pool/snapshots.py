"""The pools of large events, which the worker keeps in the database: reading a million rows takes longer than a page may.

Each process keeps the newest of each event in its memory.
"""

from array import array
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count

from einlass.applications.queries import attributes_of
from einlass.events.models import AuditEntry, Event
from einlass.reviews.models import PoolBits, PoolSnapshot
from einlass.reviews.pool.bitmaps import WORD, Bitmaps
from einlass.reviews.pool.making import read

# From so many applications on, an event is large: its pages would take too long to count them anew.
LARGE: Final = 25_000
# What changed without an entry in the audit trail is seen after so long.
OLDEST: Final = timedelta(hours=1)

_loaded: dict[int, tuple[str, Bitmaps, int]] = {}


def load(event: int, code: str) -> tuple[Bitmaps, int]:
    """The snapshot's bitmaps, and how many teams count."""
    loaded = _loaded.get(event)
    if loaded is None or loaded[0] != code:
        loaded = _loaded[event] = _load(event)
    return loaded[1], loaded[2]


def refresh(at: datetime, *, large: int = LARGE) -> None:
    """Make the snapshots of large events anew where something has changed; drop those of events that are large no more."""
    events = list(Event.objects.annotate(number=Count("applications")).filter(number__gte=large))
    PoolSnapshot.objects.exclude(event__in=events).delete()
    for event in events:
        entry = AuditEntry.objects.filter(event=event).order_by("-pk").values_list("pk", flat=True).first() or 0
        kept = PoolSnapshot.objects.filter(event=event).only("last_entry", "made_at").first()
        if kept is None or kept.last_entry != entry or at - kept.made_at >= OLDEST:
            make(event, entry, at=at)


def make(event: Event, entry: int, *, at: datetime) -> PoolSnapshot:
    """Read the event's pool and keep it in place of what was kept before."""
    bitmaps, teams = read(event, list(event.categories.all()), attributes_of(event), list(event.tags.all()))
    length = len(bitmaps.keys) // 8 + 1
    with transaction.atomic():
        Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        PoolSnapshot.objects.filter(event=event).delete()
        snapshot = PoolSnapshot.objects.create(
            event=event,
            made_at=at,
            last_entry=entry,
            teams=teams,
            keys=bitmaps.keys.tobytes(),
            sent=bitmaps.sent.tobytes(),
        )
        for field, values in bitmaps.bits.items():
            for value, bits in values.items():
                PoolBits.objects.create(
                    snapshot=snapshot, field=field, value=value, bits=bits.to_bytes(length, "little")
                )
    return snapshot


def _load(event: int) -> tuple[str, Bitmaps, int]:
    while True:
        snapshot = PoolSnapshot.objects.get(event=event)
        bits: dict[str, dict[str, int]] = {}
        for one in snapshot.bits.iterator(chunk_size=4):
            bits.setdefault(one.field, {})[one.value] = int.from_bytes(bytes(one.bits), "little")
        # The worker may have replaced it meanwhile; then some bitmaps were gone already.
        if PoolSnapshot.objects.filter(pk=snapshot.pk).exists():
            return snapshot.code, Bitmaps(_words(snapshot.keys), _words(snapshot.sent), bits), snapshot.teams


def _words(kept: bytes | memoryview) -> "array[int]":
    words = array(WORD)
    words.frombytes(bytes(kept))
    return words
