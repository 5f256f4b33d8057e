"""Statements in plain SQL, for what is asked so often that Django's way of asking is most of the work."""

from collections.abc import Sequence
from functools import cache
from itertools import count
from re import sub
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PLACEHOLDER: Final = "%s"


def database() -> BaseDatabaseWrapper:
    """This thread's connection itself: django.db.connection looks it up again for each attribute."""
    return connections[DEFAULT_DB_ALIAS]


def fetch(
    sql: str, values: Sequence[Any], *, plan_once: bool = False, may_repeat: bool = False
) -> list[tuple[Any, ...]]:
    """Run one statement with %s for its values, and give its rows.

    plan_once: PostgreSQL plans it once per connection. For writing, and for looking up single rows by an index: a plan
    for reading more, made while the table was small, would go on reading all of it.
    may_repeat: the statement may run twice. Then it is sent without asking first whether the connection still stands,
    and again over a new one where it does not.
    """
    connection = database()
    if not may_repeat or connection.in_atomic_block:
        connection.close_if_health_check_failed()
        return _fetch(connection, sql, values, plan_once)
    try:
        rows = _fetch(connection, sql, values, plan_once)
    except (OperationalError, InterfaceError):
        if connection.connection is not None and connection.is_usable():
            raise
        connection.close()
        rows = _fetch(connection, sql, values, plan_once)
    connection.health_check_done = True  # type: ignore[attr-defined]
    return rows


def _fetch(
    connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any], plan_once: bool
) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if connection.vendor != "postgresql":
            # Django's cursor rewrites the statement each time.
            return list(connection.connection.execute(_marked(sql), values))
        from psycopg import RawCursor

        with RawCursor(connection.connection) as cursor:
            return cursor.execute(_numbered(sql), values, prepare=plan_once).fetchall()


@cache
def _marked(sql: str) -> str:
    return sql.replace(PLACEHOLDER, "?")


@cache
def _numbered(sql: str) -> str:
    numbers = count(1)
    return sub(PLACEHOLDER, lambda _: f"${next(numbers)}", sql)
