"""The worker and the server, as programs: one fails alone, both stop together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from einlass.config.ticks import TICKS, Tick, clear_sessions, seal_audit
from einlass.config.worker import Worker
from einlass.events import audit
from einlass.events.models import AuditEntry
from tests.builders import NOON, make_event

MINUTE = timedelta(minutes=1)


def test_a_tick_that_fails_does_not_stop_the_others():
    ran = []
    worker = Worker([Tick("bad", MINUTE, lambda at: 1 / 0), Tick("good", MINUTE, ran.append)])

    worker.tick()
    worker.tick()

    assert len(ran) == 1  # its next turn is in a minute


def test_a_wall_clock_that_jumps_ahead_and_back_stops_no_duty():
    ran = []
    worker = Worker([Tick("often", timedelta(0), ran.append), Tick("rare", MINUTE, ran.append)])

    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        worker.tick()
    with time_machine.travel(NOON, tick=False):
        worker.tick()

    assert ran == [NOON + timedelta(days=1), NOON + timedelta(days=1), NOON]


def test_a_part_that_fails_is_begun_again(monkeypatch):
    worker = Worker([])
    tries = []
    enough = threading.Event()

    def work():
        tries.append(1)
        if len(tries) == 2:
            enough.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr(worker.stopping, "wait", lambda seconds=None: worker.stopping.is_set() or time.sleep(0.01))
    thread = worker._start("test", work, pause=0)
    enough.wait(10)
    worker.stop()
    thread.join(10)

    assert len(tries) >= 2


def test_asked_to_stop_the_worker_sends_no_further_mail():
    worker = Worker([])
    may_go_on = worker._paced(0)

    assert may_go_on()
    worker.stop()

    assert not may_go_on()
    assert not worker.jobs.running


@pytest.mark.django_db
def test_the_tick_seals_the_audit_trail_of_every_event():
    for event in (make_event(), make_event()):
        audit.record(event, "test", "thing", at=NOON, by="worker")

    seal_audit(NOON)

    assert not AuditEntry.objects.filter(position=None).exists()


@pytest.mark.django_db
def test_every_tick_runs():
    for tick in TICKS:
        tick.run(NOON)


@pytest.mark.django_db
def test_old_sessions_are_cleared(client):
    from einlass.events.models import BrowserSession

    BrowserSession.objects.create(session_key="old", session_data="", expire_date=NOON - timedelta(days=800))

    clear_sessions(NOON)

    assert not BrowserSession.objects.exists()


@pytest.mark.pure
def test_the_server_starts_its_worker_restarts_it_and_stops_both(tmp_path):
    """The real thing: `einlass serve` as a process of its own, on a database of its own."""
    port = _free_port()
    environment = {
        **os.environ,
        "EINLASS_DEVELOPMENT": "1",
        "EINLASS_DATA": str(tmp_path),
        "EINLASS_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "einlass.config.settings",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "einlass.config", "serve", "--migrate", "--port", str(port)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(lambda: _answers(port))
        _wait_for(lambda: _worker_of(server.pid) is not None)
        worker = _worker_of(server.pid)
        os.kill(worker, signal.SIGKILL)
        _wait_for(lambda: _worker_of(server.pid) not in {None, worker})
        worker = _worker_of(server.pid)

        os.killpg(server.pid, signal.SIGINT)  # as a terminal does on Ctrl-C
        _, said = server.communicate(timeout=40)
    finally:
        server.kill()

    assert server.returncode in {0, 130}
    assert "Traceback" not in said
    assert "refused to gracefully stop" not in said
    assert "the worker died and is started again" in said
    assert not Path(f"/proc/{worker}").exists()
    assert not _answers(port)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _worker_of(server):
    """The process id of the server's worker, None if there is none."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[-3:-1] == [b"--parent", str(server).encode()]:
            return int(entry.name)
    return None


def _wait_for(holds):
    """Returns as soon as it holds; a machine under load may take its time."""
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen within two minutes")
