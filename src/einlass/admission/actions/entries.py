"""Writing the entries of a draw, some thousand at a time and past Django's models: there may be a million of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from einlass.admission.models import Draw, DrawEntry

TABLE: Final = DrawEntry._meta.db_table
AT_ONCE: Final = 5000
# With the primary keys this is what one statement writes; SQLite takes 32,766 values in one.
VALUES_AT_ONCE: Final = 20_000


class NewEntry(NamedTuple):
    """application: its key.  unit, hits: as in DrawEntry."""

    application: int
    code: str
    salt: str
    unit: int
    hits: Sequence[int]


def add_entries(draw: Draw, entries: Iterable[NewEntry]) -> None:
    """Write the entries of a new draw, as they come."""
    columns = "(draw_id, application_id, code, salt, unit, hits)"
    rows = ((draw.pk, *entry[:-1], json.dumps(list(entry.hits))) for entry in entries)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {TABLE} {columns} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        while batch := list(islice(rows, AT_ONCE)):
            cursor.executemany(f"INSERT INTO {TABLE} {columns} VALUES (%s, %s, %s, %s, %s, %s)", batch)  # noqa: S608


def keep_in_entries(draw: Draw, fields: Sequence[str], facts: Mapping[str, tuple[Any, ...]]) -> None:
    """facts: for the code of every entry what goes into these fields, in their order."""
    # Both databases name the columns of a list of values so.
    changes = ", ".join(f"{field} = facts.column{number}" for number, field in enumerate(fields, start=2))
    row = f"({', '.join(['%s'] * (len(fields) + 1))})"
    with transaction.atomic(), connection.cursor() as cursor:
        for entries in _in_parts(draw, VALUES_AT_ONCE // (len(fields) + 1)):
            rows = ", ".join([row] * len(entries))
            cursor.execute(
                f"UPDATE {TABLE} SET {changes} FROM (VALUES {rows}) facts WHERE {TABLE}.id = facts.column1",  # noqa: S608
                [value for pk, code in entries for value in (pk, *facts[code])],
            )


def _in_parts(draw: Draw, size: int) -> Iterator[list[tuple[int, str]]]:
    last = 0
    while entries := list(draw.entries.filter(pk__gt=last).order_by("pk").values_list("pk", "code")[:size]):
        yield entries
        last = entries[-1][0]
