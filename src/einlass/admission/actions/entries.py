"""Writing what a draw gave into all of its entries, some thousand at a time: there may be a million."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from einlass.admission.models import Draw, DrawEntry

AT_ONCE: Final = 5000


def keep_in_entries(draw: Draw, fields: Sequence[str], facts: Mapping[str, tuple[Any, ...]]) -> None:
    """facts: for the code of every entry what goes into these fields, in their order."""
    for entries in _in_parts(draw):
        for entry in entries:
            for field, fact in zip(fields, facts[entry.code], strict=True):
                setattr(entry, field, fact)
        # An upsert of rows that all exist: ten times as fast as bulk_update with its CASE expressions.
        DrawEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=list(fields),
            batch_size=500,
        )


def _in_parts(draw: Draw) -> Iterator[list[DrawEntry]]:
    last = 0
    while entries := list(draw.entries.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield entries
        last = entries[-1].pk
