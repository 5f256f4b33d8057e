"""`einlass serve`: the web server with its worker beside it, started and stopped together."""

import os
import signal
import subprocess
import sys
import threading
from typing import Final

import structlog
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

log = structlog.get_logger("einlass.serve")

THREADS: Final = 4  # per server process; each keeps a database connection
STOPS_WITHIN: Final = 25.0


class Companion:
    """The worker as a child process; started again if it dies."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.watcher = threading.Thread(target=self._watch, name="companion", daemon=True)

    def start(self) -> None:
        self.watcher.start()

    def stop(self) -> None:
        self.stopping.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
        self.watcher.join(STOPS_WITHIN)
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _watch(self) -> None:
        while not self.stopping.is_set():
            # A session of its own: Ctrl-C reaches the server alone, which then stops the worker.
            self.process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "einlass.config", "worker", "--parent", str(os.getpid())],
                start_new_session=True,
            )
            if self.stopping.is_set():
                self.process.terminate()
            code = self.process.wait()
            if not self.stopping.is_set():
                log.error("the worker died and is started again", code=code)
                self.stopping.wait(2)


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP."""
    # Loaded once here; the server's processes are forks and share the memory.
    from einlass.config.wsgi import application

    assert application is not None
    server = Granian(
        "einlass.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=15_000),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    companion = Companion()

    def started() -> None:
        # A closed terminal ends the server; granian would only reload.
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    server.on_startup(started)
    server.on_shutdown(companion.stop)
    # A connection must not be shared by forks.
    connections.close_all()
    companion.start()
    try:
        server.serve()
    finally:
        companion.stop()
