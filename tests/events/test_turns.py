"""Writing in turn: what several write at once."""

import fcntl
import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from einlass.events import turns
from einlass.events.insertion import insert
from einlass.events.models import AuditEntry, Tally
from einlass.events.turns import in_turn
from tests.builders import NOON, make_event

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*actions):
    """Run them while somebody else writes, so that they wait for their turn together; gives what came of each."""

    def run(action):
        try:
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        with turns._writing:
            waiting = [pool.submit(run, action) for action in actions]
            while connection.vendor == "sqlite" and len(turns._queue) < len(actions):
                threading.Event().wait(0.01)
        return [one.result(20) for one in waiting]


def write_tally(key):
    return lambda: in_turn(lambda: Tally.objects.create(key=key, ends_at=NOON, number=1).key)


def test_who_writes_gets_what_was_written():
    assert at_once(*(write_tally(key) for key in "abcd")) == ["a", "b", "c", "d"]
    assert Tally.objects.count() == 4


def test_those_who_wait_for_their_turn_write_in_one_transaction():
    def writes_itself():
        return in_turn(threading.get_ident) == threading.get_ident()

    assert at_once(*[writes_itself] * 4).count(True) == (1 if connection.vendor == "sqlite" else 4)


@contextmanager
def another_process_writes():
    """As it looks from here: the file beside the database is locked."""
    if connection.vendor == "postgresql" or connection.is_in_memory_db():
        yield
        return
    with Path(f"{connection.settings_dict['NAME']}-turn").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_the_processes_of_the_server_take_turns_too():
    begun = threading.Event()

    def write():
        try:
            return in_turn(lambda: begun.set() or Tally.objects.create(key="a", ends_at=NOON, number=1).key)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with another_process_writes():
            writing = pool.submit(write)
            waited = not begun.wait(0.3)
        key = writing.result(20)

    assert key == "a"
    assert waited == (connection.vendor == "sqlite")


def test_who_is_refused_takes_nobody_along():
    Tally.objects.create(key="b", ends_at=NOON, number=1)

    a, b, c = at_once(*(write_tally(key) for key in "abc"))

    assert (a, type(b), c) == ("a", IntegrityError, "c")
    assert sorted(Tally.objects.values_list("key", flat=True)) == ["a", "b", "c"]


def test_who_is_refused_at_the_end_of_the_transaction_takes_nobody_along():
    event, gone = make_event(), make_event(slug="gone")
    gone_pk = gone.pk
    gone.delete()

    def write_entry(event_pk):
        entry = AuditEntry(event_id=event_pk, at=NOON, actor="worker", action="test", subject=f"event {event_pk}")
        return lambda: insert(entry)

    good, bad, also_good = at_once(write_entry(event.pk), write_entry(gone_pk), write_entry(event.pk))

    assert (good, type(bad), also_good) == (None, IntegrityError, None)
    assert list(AuditEntry.objects.values_list("event", flat=True)) == [event.pk, event.pk]


def test_who_is_in_a_transaction_does_not_wait():
    waited = threading.Event()

    def other() -> None:
        in_turn(lambda: waited.wait(20))
        connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        thread.start()
        in_turn(waited.set)
    thread.join(20)

    assert not thread.is_alive()


@pytest.fixture
def on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("turns are taken on SQLite only")
    if connection.is_in_memory_db():
        pytest.skip("a database in memory has no other processes")


def no_lock(*args):
    raise OSError(37, "No locks available")


def test_a_lock_that_cannot_be_had_costs_nobody_the_write(on_sqlite, monkeypatch):
    monkeypatch.setattr(turns.fcntl, "flock", no_lock)

    assert at_once(*(write_tally(key) for key in "abc")) == ["a", "b", "c"]
    assert turns._queue == []


def test_a_process_without_a_free_file_writes_all_the_same(on_sqlite):
    Tally.objects.count()  # The connection has its files by now.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            Path(__file__).read_text(encoding="utf-8")
        written = write_tally("a")()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert written == "a"
    assert turns._queue == []


def test_a_leader_that_fails_tells_everybody_and_leaves_an_empty_queue(on_sqlite, monkeypatch):
    @contextmanager
    def failing(connection):
        raise MemoryError("no turn to be had")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(turns, "_turn_of_this_process", failing)
        refused = at_once(*(write_tally(key) for key in "abc"))

    assert [str(error) for error in refused] == ["no turn to be had"] * 3
    assert turns._queue == []
    assert at_once(*(write_tally(key) for key in "abc")) == ["a", "b", "c"]


def test_whoever_has_waited_too_long_gives_up_and_nothing_of_theirs_is_written(on_sqlite, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.1)
    seen = []

    def run(key):
        try:
            seen.append(write_tally(key)())
        except OperationalError as error:
            seen.append(str(error))
        finally:
            connection.close()

    with turns._writing:
        threads = [threading.Thread(target=run, args=(key,)) for key in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    assert len(seen) == 2
    assert all(words.startswith("Nothing was written") for words in seen)
    assert not Tally.objects.exists()
    assert turns._queue == []
    assert write_tally("c")() == "c"


def test_another_process_that_hangs_holds_nobody_up_for_ever(on_sqlite, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.05)

    with another_process_writes():
        assert write_tally("a")() == "a"
