"""Writing in turn, where the database lets one write at a time (SQLite), and together with those who wait meanwhile.

Each transaction waits for the disk. While one does, others come: the first of them leads the next transaction, which
writes what all of them have to write. Nobody goes on before the transaction with their rows is over. SQLite itself would
have each of them look again after some milliseconds, and the disk would idle. The server's processes take turns by a lock
on a file beside the database, which the system gives on at once, and also when its holder is killed.
"""

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final, TypeVar

import structlog
from django.db import OperationalError, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

from einlass.events.statements import database

Result = TypeVar("Result")

# Nobody waits longer for a transaction to begin. SQLite's own lock gives up after 20 seconds, so this is the rarer case.
LONGEST_WAIT: Final = 30.0
# Nor longer for the other processes; after that the transaction begins without a turn and waits for SQLite's own lock.
LONGEST_TURN: Final = 10.0
# How often the lock on the file is asked for: a wait for the disk takes a millisecond or more.
ASK_AGAIN: Final = 0.0005

log = structlog.get_logger("einlass.db")


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
    Raises OperationalError, with nothing written, where the transaction did not begin within LONGEST_WAIT seconds.
    """
    connection = database()
    if not isinstance(connection, SQLite) or connection.in_atomic_block:
        return write()
    work = Work(write, is_durable)
    with _queueing:
        _queue.append(work)
        leads = len(_queue) == 1
    if leads:
        _lead(connection)
    return _outcome(work)


def _lead(connection: SQLite) -> None:
    """Write everything that waits. If that fails, everybody who waits is told why: an empty queue is left in any case."""
    together: list[Work] = []
    try:
        with _alone_in_this_process(), _turn_of_this_process(connection):
            together = _take_all()
            _write(together)
    except BaseException as error:
        for work in together or _take_all():
            if not work.done.done():
                work.done.set_exception(error)


def _take_all() -> list[Work]:
    """What waits now, without those who have given up. From here on nobody gives up, since it may be written."""
    with _queueing:
        waiting = _queue.copy()
        _queue.clear()
    return [work for work in waiting if work.done.set_running_or_notify_cancel()]


def _outcome(work: Work) -> Any:
    """What came of it. Whoever has waited too long takes the work back, unless it is being written."""
    try:
        return work.done.result(LONGEST_WAIT)
    except TimeoutError:
        if work.done.cancel():
            raise OperationalError("Nothing was written: the database was busy for too long.") from None
    try:
        return work.done.result(LONGEST_WAIT)
    except TimeoutError:
        if work.done.done():
            raise
        raise OperationalError("The database does not answer; it may have been written all the same.") from None


@contextmanager
def _alone_in_this_process() -> Iterator[None]:
    if not _writing.acquire(timeout=LONGEST_WAIT):
        raise OperationalError("Nothing was written: another transaction of this process did not end.")
    try:
        yield
    finally:
        _writing.release()


@contextmanager
def _turn_of_this_process(connection: SQLite) -> Iterator[None]:
    """Only for the sake of speed: what is written without a turn waits for SQLite's own lock.

    So a file that cannot be opened or locked (too many open files, a network file system) costs speed and nothing else.
    """
    if connection.is_in_memory_db():
        yield
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(f"{connection.settings_dict['NAME']}-turn").open("wb"))
            _lock(file)
        except OSError as error:
            log.warning("writing without a turn among the processes", why=str(error))
        yield


def _lock(file: BinaryIO) -> None:
    """Take the lock of the file, which closing it gives back. Raises OSError where that takes too long or cannot be."""
    until = time.monotonic() + LONGEST_TURN
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(ASK_AGAIN)
        else:
            return


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
