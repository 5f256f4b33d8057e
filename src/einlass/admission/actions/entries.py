"""Writing the entries of a draw, some thousand at a time and past Django's models: there may be a million of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from einlass.admission.models import Draw, DrawEntry

TABLE: Final = DrawEntry._meta.db_table
FACTS: Final = "facts_of_entries"
AT_ONCE: Final = 5000


class NewEntry(NamedTuple):
    """application: its key.  The rest as in DrawEntry."""

    application: int
    code: str
    salt: str
    email: str
    unit: int
    hits: Sequence[int]


def add_entries(draw: Draw, entries: Iterable[NewEntry]) -> None:
    """Write the entries of a new draw, as they come."""
    columns = ("draw_id", "application_id", "code", "salt", "email", "unit", "hits")
    rows = ((draw.pk, *entry[:-1], json.dumps(list(entry.hits))) for entry in entries)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, TABLE, columns, rows)
            return
        statement = f"INSERT INTO {TABLE} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
        while batch := list(islice(rows, AT_ONCE)):
            cursor.executemany(statement, batch)


def keep_in_entries(draw: Draw, fields: Sequence[str], facts: Mapping[str, tuple[Any, ...]]) -> None:
    """facts: for the code of every entry what goes into these fields, in their order."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy_facts(cursor, draw, fields, ((code, *fact) for code, fact in facts.items()))
            return
        changes = ", ".join(f"{field} = %s" for field in fields)
        rows = ((*fact, draw.pk, code) for code, fact in facts.items())
        while batch := list(islice(rows, AT_ONCE)):
            cursor.executemany(f"UPDATE {TABLE} SET {changes} WHERE draw_id = %s AND code = %s", batch)  # noqa: S608


def _copy_facts(cursor: Any, draw: Draw, fields: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """By way of a table of this connection's own: to write a million rows in statements takes longer than to change them."""
    columns = ("code", *fields)
    changes = ", ".join(f"{field} = facts.{field}" for field in fields)
    cursor.execute(f"CREATE TEMPORARY TABLE {FACTS} AS SELECT {', '.join(columns)} FROM {TABLE} WITH NO DATA")  # noqa: S608
    _copy(cursor, FACTS, columns, rows)
    # Nothing is known about either table yet, and without an index a wrong guess would compare all with all.
    cursor.execute(f"CREATE UNIQUE INDEX ON {FACTS} (code)")
    cursor.execute(f"ANALYZE {FACTS}")
    cursor.execute(
        f"UPDATE {TABLE} SET {changes} FROM {FACTS} facts WHERE {TABLE}.draw_id = %s AND {TABLE}.code = facts.code",  # noqa: S608
        [draw.pk],
    )
    cursor.execute(f"DROP TABLE {FACTS}")


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    copied = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.wrap_database_errors, cursor.copy(copied) as copy:
        for row in rows:
            copy.write_row(row)
