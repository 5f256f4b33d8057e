"""Writing a new row with a statement that was put together once.

Django composes each INSERT anew, which takes longer than the database needs to run it. Where thousands apply in one hour
that is most of the work.
"""

from functools import cache
from typing import Any

from django.db import connection, models, router
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

Fields = tuple[models.Field[Any, Any], ...]


def insert(row: models.Model, *, or_update: tuple[str, ...] = (), of_same: tuple[str, ...] = ()) -> None:
    """Write a new row as `row.save(force_insert=True)` does: the primary key is set. No signals are sent.

    or_update: where a row with the same values `of_same` (a unique constraint) is there, change these fields of it.
    """
    sql, fields = _statement(type(row), connection.vendor, or_update, of_same)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, router.db_for_write(type(row))


@cache
def _statement(
    model: type[models.Model], vendor: str, or_update: tuple[str, ...], of_same: tuple[str, ...]
) -> tuple[str, Fields]:
    """Composed by Django itself, with the columns that it does not fill in by itself."""
    meta = model._meta
    fields = tuple(
        field
        for field in meta.local_concrete_fields
        if field is not meta.pk and not field.generated and not field.has_db_default()
    )
    query = InsertQuery(
        model,
        on_conflict=OnConflict.UPDATE if or_update else None,
        update_fields=[meta.get_field(name) for name in or_update],
        unique_fields=[meta.get_field(name) for name in of_same],
    )
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [meta.pk]
    [(sql, _)] = compiler.as_sql()
    return sql, fields
