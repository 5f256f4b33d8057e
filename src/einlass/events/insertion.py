"""Writing new rows with statements that were put together once, and several rows in one go.

Django composes each INSERT anew, which takes longer than the database needs to run it, and waits for each answer. Where
thousands apply in one hour that is most of the work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from einlass.events.limits import Tries, counted, counting, tried
from einlass.events.statements import database, fetch
from einlass.events.turns import in_turn

Fields = tuple[models.Field[Any, Any], ...]
# A row's table; the columns to change in a row that is there, and those that say which; (column, place of the new row
# it refers to).
Shape = tuple[type[models.Model], tuple[str, ...], tuple[str, ...], tuple[tuple[int, int], ...]]
# With the values of the other columns, in order.
Draft = tuple[Shape, list[Any]]
Keys = Sequence[Any]
# Of tries, by key.
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Replacing:
    """A new row; where one with the same values of `same` (a unique constraint) is there, `changed` is changed in it."""

    row: models.Model
    changed: tuple[str, ...]
    same: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """In SQL, with %s for its values."""

    sql: str
    values: tuple[Any, ...]


def insert(row: models.Model) -> None:
    """Write a new row as `row.save(force_insert=True)` does: the primary key is set. No signals are sent."""
    insert_all([row])


def insert_all(
    rows: Sequence[models.Model | Replacing], *, only_if: Condition | None = None, tries: Tries | None = None
) -> bool:
    """Write new rows of any tables, all or none; each may refer to those before it. Their primary keys are set.

    only_if: where it does not hold nothing is written, and the answer is False. The rows must make it false, so that
    what was sent twice is written once. It is asked by the statement that writes, so it says nothing of what others
    write at the same moment: that is for constraints.
    tries: counted as well, also where only_if does not hold. Where one is too many nothing is written. Raises TooOften.
    """
    wanted = [row if isinstance(row, Replacing) else Replacing(row, (), ()) for row in rows]
    connection = database()
    drafts = [_draft(one, wanted[:place], connection) for place, one in enumerate(wanted)]
    if connection.vendor == "postgresql":
        # One statement is one transaction, and one answer is waited for instead of one for each row.
        numbers, keys = _insert_together(drafts, only_if, tries)
    else:
        numbers, keys = in_turn(lambda: _insert_one_by_one(drafts, only_if, tries))
    if tries is not None:
        tries.refuse(numbers)
    if not keys:
        return False
    for one, key in zip(wanted, keys, strict=True):
        one.row.pk = key
        one.row._state.adding, one.row._state.db = False, connection.alias
    for one in wanted:
        for field in _links(type(one.row)):
            if (other := _new_row_of(field, one.row)) is not None:
                setattr(one.row, field.attname, other.pk)
    return True


def _draft(one: Replacing, before: Sequence[Replacing], connection: BaseDatabaseWrapper) -> Draft:
    """A row as the database gets it; but for the keys of rows before it that are new, too."""
    links, values = [], []
    for number, (field, plain) in enumerate(_columns(type(one.row))):
        value = getattr(one.row, field.attname)
        if type(value) in plain:
            values.append(value)
            continue
        other = _new_row_of(field, one.row) if field.is_relation else None
        if other is not None and (place := _place(other, before)) is not None:
            links.append((number, place))
            continue
        if other is not None:
            setattr(one.row, field.attname, other.pk)
        values.append(field.get_db_prep_save(field.pre_save(one.row, True), connection))
    return (type(one.row), one.changed, one.same, tuple(links)), values


def _insert_together(drafts: Sequence[Draft], only_if: Condition | None, tries: Tries | None) -> tuple[Numbers, Keys]:
    shapes = tuple(shape for shape, _values in drafts)
    [first, *others] = [values for _shape, values in drafts]
    by_key = sorted(tries.limits) if tries is not None else []
    to_count = tries.values if tries is not None else ()
    condition, asked = (only_if.sql, only_if.values) if only_if is not None else (None, ())
    values = [*to_count, *first, *asked, *(value for one in others for value in one)]
    sql = _statement(shapes, condition, len(by_key))
    [(numbers, *keys)] = fetch(sql, values, plan_once=True, may_repeat=only_if is not None)
    return dict(zip(by_key, numbers or (), strict=True)), keys if keys[0] is not None else ()


def _insert_one_by_one(
    drafts: Sequence[Draft], only_if: Condition | None, tries: Tries | None
) -> tuple[Numbers, Keys]:
    numbers: Numbers = {}
    if tries is not None:
        numbers = dict(fetch(counting(len(tries.limits), connection.vendor, soon=False), tries.values))
        if tries.too_many(numbers) is not None:
            return numbers, ()
    keys: list[Any] = []
    for (model, changed, same, links), values in drafts:
        filled = list(values)
        for number, place in links:
            filled.insert(number, keys[place])
        if only_if is not None and not keys:
            found = fetch(_insert(model, changed, same, (), only_if.sql), [*filled, *only_if.values])
            if not found:
                return numbers, ()
        else:
            found = fetch(_insert(model, changed, same, (), None), filled)
        keys.append(found[0][0])
    return numbers, keys


def _place(row: models.Model, among: Sequence[Replacing]) -> int | None:
    return next((place for place, one in enumerate(among) if one.row is row), None)


def _new_row_of(field: models.Field[Any, Any], row: models.Model) -> Any:
    """The row that a foreign key leads to, where that had no primary key yet when it was set."""
    if getattr(row, field.attname) is not None:
        return None
    return row._state.fields_cache.get(field.name)


@cache
def _links(model: type[models.Model]) -> Fields:
    return tuple(field for field in model._meta.concrete_fields if field.is_relation)


@cache
def _fields(model: type[models.Model]) -> Fields:
    """The columns that the database does not fill in by itself."""
    return tuple(
        field
        for field in model._meta.local_concrete_fields
        if field is not model._meta.pk and not field.generated and (field.has_default() or not field.has_db_default())
    )


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[models.Field[Any, Any], frozenset[type]], ...]:
    """With the types of values that go to the database as they are: Django looks at each of them at length."""
    return tuple((field, _plain_types(field)) for field in _fields(model))


def _plain_types(field: models.Field[Any, Any]) -> frozenset[type]:
    if isinstance(field, models.CharField | models.TextField):
        return frozenset({str, NoneType})
    if isinstance(field, models.IntegerField | models.BooleanField):
        return frozenset({int, bool, NoneType})
    if field.is_relation:
        return frozenset({int})
    if isinstance(field, models.DateTimeField) and not (field.auto_now or field.auto_now_add):
        return frozenset({NoneType})
    return frozenset()


@cache
def _statement(shapes: tuple[Shape, ...], condition: str | None, tries: int) -> str:
    """Gives one row: how often was tried, by the order of the keys; the primary keys, or NULL for each."""
    parts, numbers, conditions = [], "NULL", [condition] if condition is not None else []
    if tries:
        parts = [tried(tries, "postgresql"), f"counted AS ({counted(soon=False)})"]
        numbers = 'ARRAY(SELECT number FROM counted ORDER BY key COLLATE "C")'
        conditions.insert(0, "NOT EXISTS (SELECT 1 FROM counted JOIN tries USING (key) WHERE number > most)")
    for place, shape in enumerate(shapes):
        together = "EXISTS (TABLE row0)" if place else " AND ".join(conditions)
        parts.append(f"row{place} AS ({_insert(*shape, together if conditions else None)})")
    return f"WITH {', '.join(parts)} SELECT {', '.join([numbers, *(f'(TABLE row{place})' for place in range(len(shapes)))])}"


@cache
def _insert(
    model: type[models.Model],
    changed: tuple[str, ...],
    same: tuple[str, ...],
    links: tuple[tuple[int, int], ...],
    condition: str | None,
) -> str:
    """Composed by Django itself, but for the values."""
    meta, fields = model._meta, _fields(model)
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
    linked = dict(links)
    values = ", ".join(f"(TABLE row{linked[number]})" if number in linked else "%s" for number in range(len(fields)))
    source = f"VALUES ({values})" if condition is None else f"SELECT {values} WHERE {condition}"
    return sql.replace(f"VALUES ({', '.join(['%s'] * len(fields))})", source, 1)
