"""Statements in plain SQL, for what is asked so often that Django's way of asking is most of the work."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from re import sub
from threading import Lock
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

PLACEHOLDER: Final = "%s"
_writing: Final = Lock()


def database() -> BaseDatabaseWrapper:
    """This thread's connection itself: django.db.connection looks it up again for each attribute."""
    return connections[DEFAULT_DB_ALIAS]


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other thread of this process writes, where the database lets one write at a time.

    SQLite has those who wait look again after some milliseconds, and the disk idles meanwhile. Inside a transaction
    nobody waits here: it may have the database's own lock.
    """
    connection = database()
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        yield
        return
    with _writing:
        yield


def fetch(sql: str, values: Sequence[Any], *, plan_once: bool = False) -> list[tuple[Any, ...]]:
    """Run one statement with %s for its values, and give its rows.

    plan_once: PostgreSQL plans it once per connection. For writing: a plan for reading, made while the table was small,
    would go on reading all of it.
    """
    connection = database()
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    from psycopg import RawCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.execute(_numbered(sql), values, prepare=plan_once)
        return cursor.fetchall()


@cache
def _numbered(sql: str) -> str:
    numbers = count(1)
    return sub(PLACEHOLDER, lambda _: f"${next(numbers)}", sql)
