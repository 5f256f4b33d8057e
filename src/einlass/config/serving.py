"""`einlass serve`: the web server with its worker beside it, started and stopped together."""

import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
from importlib import import_module
from typing import Final

import structlog
from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

log = structlog.get_logger("einlass.serve")

# Per server process; each keeps a database connection. More than there are cores, as most of them wait for the disk.
THREADS: Final = 8
STOPS_WITHIN: Final = 25.0
PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


class Companion:
    """The worker as a child process; started again if it dies."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.pid: int | None = None
        self.watcher = threading.Thread(target=self._watch, name="companion", daemon=True)

    def start(self) -> None:
        self.watcher.start()

    def stop(self) -> None:
        self.stopping.set()
        self._signal(signal.SIGTERM)
        self.watcher.join(STOPS_WITHIN)
        self._signal(signal.SIGKILL)
        self.watcher.join(STOPS_WITHIN)

    def _watch(self) -> None:
        while not self.stopping.is_set():
            self.pid = self._spawn()
            if self.stopping.is_set():
                self._signal(signal.SIGTERM)
            _, status = os.waitpid(self.pid, 0)
            self.pid = None
            if not self.stopping.is_set():
                log.error("the worker died and is started again", code=os.waitstatus_to_exitcode(status))
                self.stopping.wait(2)

    def _spawn(self) -> int:
        # Not subprocess: it waits for a pipe that a server process forked at the same moment would hold open for ever.
        # A session of its own: Ctrl-C reaches the server alone, which then stops the worker.
        command = [sys.executable, "-m", "einlass.config", "worker", "--parent", str(os.getpid())]
        return os.posix_spawn(command[0], command, os.environ, setsid=True)

    def _signal(self, number: signal.Signals) -> None:
        pid = self.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def obey_parent_only() -> None:
    """In a forked server process: Ctrl-C is for the parent, which then stops this one; if the parent is killed, end too.

    A process that gets the terminal's SIGINT and then its parent's SIGTERM does not stop in time.
    """
    os.setpgid(0, 0)
    if sys.platform == "linux":
        # The kernel does it, so that no server stays behind on the port.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP."""
    # Loaded once here; the server's processes are forks and share the memory.
    from einlass.config.wsgi import application

    assert application is not None
    import_module(settings.ROOT_URLCONF)
    # What is loaded by now stays for good. Looked through by the collector again and again, it took a quarter of the time
    # of a request, and the forks would copy its memory.
    gc.collect()
    gc.freeze()
    server = Granian(
        "einlass.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        # Its warnings are advice on its settings, which are ours.
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    companion = Companion()

    def started() -> None:
        # A closed terminal ends the server; granian would only reload.
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    server.on_startup(started)
    server.on_shutdown(companion.stop)
    os.register_at_fork(after_in_child=obey_parent_only)
    # A connection must not be shared by forks.
    connections.close_all()
    companion.start()
    try:
        server.serve()
    finally:
        companion.stop()
