"""Writing in turn, where the database lets one write at a time (SQLite), and together with those who wait meanwhile.

Each transaction waits for the disk. While one does, others come: the first of them leads the next transaction, which
writes what all of them have to write. Nobody goes on before the transaction with their rows is over. SQLite itself would
have each of them look again after some milliseconds, and the disk would idle.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar

from django.db import transaction

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
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        return write()
    work = Work(write, is_durable)
    with _queueing:
        _queue.append(work)
        leads = len(_queue) == 1
    if leads:
        with _writing:
            with _queueing:
                together = _queue.copy()
                _queue.clear()
            _write(together)
    return work.done.result()


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
