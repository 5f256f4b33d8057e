"""Writing in turn, where the database lets one write at a time (SQLite), and together with those who wait meanwhile.

Each transaction waits for the disk. While one does, others come: the first of them leads the next transaction, which
writes what all of them have to write. Nobody goes on before the transaction with their rows is over. SQLite itself would
have each of them look again after some milliseconds, and the disk would idle. The server's processes take turns by a lock
on a file beside the database, which the system gives on at once, and also when its holder is killed.
"""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

from einlass.events.statements import database

Result = TypeVar("Result")


@dataclass(frozen=True)
class Work:
    write: Callable[[], Any]
    is_durable: bool
    done: Future[Any] = field(default_factory=Future)


_queue: Final[list[Work]] = []
_queueing: Final = Lock()
_writing: Final = Lock()


def in_turn(write: Callable[[], Result], *, is_durable: bool = True) -> Result:
    """Run what writes, all or nothing, when nobody else in this process does; gives what it gives, raises what it raises.

    write: may run in another thread, with that one's connection, and again after it was undone.
    is_durable: False where a power cut may take what was written last.
    On PostgreSQL, and inside a transaction, which has the database's lock, it runs at once.
    """
    connection = database()
    if not isinstance(connection, SQLite) or connection.in_atomic_block:
        return write()
    work = Work(write, is_durable)
    with _queueing:
        _queue.append(work)
        leads = len(_queue) == 1
    if leads:
        with _writing, _turn_of_this_process(connection):
            with _queueing:
                together = _queue.copy()
                _queue.clear()
            _write(together)
    return work.done.result()


@contextmanager
def _turn_of_this_process(connection: SQLite) -> Iterator[None]:
    """Only for the sake of speed: what is written elsewhere, without a turn, waits for SQLite's own lock."""
    if connection.is_in_memory_db():
        yield
        return
    with Path(f"{connection.settings_dict['NAME']}-turn").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(together: Sequence[Work]) -> None:
    try:
        with _soon_on_disk(not any(work.is_durable for work in together)), transaction.atomic():
            results = [work.write() for work in together]
    except BaseException as error:  # the others must not wait for ever
        if len(together) == 1:
            together[0].done.set_exception(error)
            return
        # Some errors show at the end of a transaction only, so each is tried by itself: nobody fails for another.
        for work in together:
            _write([work])
        return
    for work, result in zip(together, results, strict=True):
        work.done.set_result(result)


@contextmanager
def _soon_on_disk(is_soon: bool) -> Iterator[None]:
    """Do not wait for the disk: what was written is there for everybody, but a power cut may take it."""
    if not is_soon:
        yield
        return
    with database().cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
