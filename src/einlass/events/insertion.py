"""Writing new rows with statements that were put together once, and several rows in one go.

Django composes each INSERT anew, which takes longer than the database needs to run it, and waits for each answer. Where
thousands apply in one hour that is most of the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models, router, transaction
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

Fields = tuple[models.Field[Any, Any], ...]


@dataclass(frozen=True)
class Replacing:
    """A new row; where one with the same values of `same` (a unique constraint) is there, `changed` is changed in it."""

    row: models.Model
    changed: tuple[str, ...]
    same: tuple[str, ...]


def insert(row: models.Model) -> None:
    """Write a new row as `row.save(force_insert=True)` does: the primary key is set. No signals are sent."""
    insert_all([row])


def insert_all(rows: Sequence[models.Model | Replacing]) -> None:
    """Write new rows of any tables, all or none; each may refer to those before it. Their primary keys are set."""
    wanted = [row if isinstance(row, Replacing) else Replacing(row, (), ()) for row in rows]
    if connection.vendor == "postgresql":
        # Statements sent together are one transaction, and one answer is waited for instead of one for each.
        _insert_together(wanted)
        return
    with transaction.atomic(savepoint=False):
        for one in wanted:
            _insert_together([one])


def _insert_together(wanted: Sequence[Replacing]) -> None:
    statements, values = [], []
    for place, one in enumerate(wanted):
        sql, fields = _statement(type(one.row), connection.vendor, one.changed, one.same)
        parts = []
        for field in fields:
            other = _new_row_of(field, one.row)
            if other is not None and any(other is before.row for before in wanted[:place]):
                parts.append(f"currval(pg_get_serial_sequence('{other._meta.db_table}', '{other._meta.pk.column}'))")
                continue
            if other is not None:
                setattr(one.row, field.attname, other.pk)
            parts.append("%s")
            values.append(field.get_db_prep_save(field.pre_save(one.row, True), connection))
        statements.append(sql.replace("VALUES ()", f"VALUES ({', '.join(parts)})", 1))
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements), values)
        for place, one in enumerate(wanted):
            if place:
                cursor.nextset()
            one.row.pk = cursor.fetchone()[0]
            one.row._state.adding, one.row._state.db = False, router.db_for_write(type(one.row))
    for one in wanted:
        for field in one.row._meta.concrete_fields:
            if (other := _new_row_of(field, one.row)) is not None:
                setattr(one.row, field.attname, other.pk)


def _new_row_of(field: models.Field[Any, Any], row: models.Model) -> Any:
    """The row that a foreign key leads to, where that had no primary key yet when it was set."""
    if not field.is_relation or getattr(row, field.attname) is not None:
        return None
    return row._state.fields_cache.get(field.name)


@cache
def _statement(
    model: type[models.Model], vendor: str, changed: tuple[str, ...], same: tuple[str, ...]
) -> tuple[str, Fields]:
    """Composed by Django itself, but for the values; with the columns that the database does not fill in by itself."""
    meta = model._meta
    fields = tuple(
        field
        for field in meta.local_concrete_fields
        if field is not meta.pk and not field.generated and (field.has_default() or not field.has_db_default())
    )
    query = InsertQuery(
        model,
        on_conflict=OnConflict.UPDATE if changed else None,
        update_fields=[meta.get_field(name) for name in changed],
        unique_fields=[meta.get_field(name) for name in same],
    )
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [meta.pk]
    [(sql, _)] = compiler.as_sql()
    return sql.replace(f"VALUES ({', '.join(['%s'] * len(fields))})", "VALUES ()", 1), fields
