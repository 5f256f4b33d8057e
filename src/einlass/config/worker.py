"""The worker: sends the outbox, runs jobs, ticks. One process, three threads, each of which survives a failure."""

import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Final

import structlog
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as JobWorker

from einlass.config.ticks import TICKS, Tick
from einlass.mail.sending import send_due

log = structlog.get_logger("einlass.worker")

# A mail server is kept connected for so many mails at most.
BATCH: Final = 50
# How long a job may go on after the worker was asked to stop.
PATIENCE: Final = 20.0


class Worker:
    """Runs until `stop` is called or, where it was started by a parent, until that is gone."""

    def __init__(self, ticks: Sequence[Tick] = TICKS, *, parent: int | None = None) -> None:
        self.ticks = ticks
        self.parent = parent
        self.stopping = threading.Event()
        # By the clock that nobody can set: a wall clock that was a day ahead for seconds must not stop every duty for a day.
        self.due: dict[str, float] = {}
        self.jobs = JobWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"einlass-{os.getpid()}",
            excluded_queue_names=[],
        )

    def run(self) -> None:
        loops = [
            self._start("mail", self.send_mail, pause=1),
            self._start("ticks", self.tick, pause=1),
            self._start("jobs", self.run_jobs, pause=1),
        ]
        log.info("worker started")
        while not self.stopping.wait(1):
            if self.parent is not None and os.getppid() != self.parent:
                log.warning("the server is gone; the worker stops")
                self.stop()
        for loop in loops:
            loop.join(PATIENCE)
        log.info("worker stopped")

    def stop(self, signum: int | None = None, frame: FrameType | None = None) -> None:
        """Finish the mail and the job at hand, then end."""
        self.jobs.running = False
        self.stopping.set()

    def send_mail(self) -> None:
        """Send what is due, not faster than settings.MAIL_PER_MINUTE."""
        send_due(timezone.now, limit=BATCH, may_go_on=self._paced(60 / settings.MAIL_PER_MINUTE))

    def _paced(self, pause: float) -> Callable[[], bool]:
        """Asked before each mail: waits after the first one, and says no once the worker is to stop."""
        waits = itertools.chain([0.0], itertools.repeat(pause))
        return lambda: not self.stopping.wait(next(waits))

    def tick(self) -> None:
        """Run every tick whose time has come."""
        for tick in self.ticks:
            now = time.monotonic()
            if now < self.due.get(tick.name, now) or self.stopping.is_set():
                continue
            self.due[tick.name] = now + tick.every.total_seconds()
            try:
                tick.run(timezone.now())
            # A failure of one duty must not stop the others, and its next turn comes.
            except Exception:
                log.exception("tick failed", tick=tick.name)

    def run_jobs(self) -> None:
        self.jobs.run()

    def _start(self, name: str, work: Callable[[], None], *, pause: float) -> threading.Thread:
        def loop() -> None:
            while not self.stopping.is_set():
                close_old_connections()
                wait = pause
                try:
                    work()
                # Such as a database that is away for a moment: log it, wait a little, go on.
                except Exception:
                    log.exception("worker failed", part=name)
                    wait = 5.0
                self.stopping.wait(wait)
            connections.close_all()

        thread = threading.Thread(target=loop, name=name, daemon=True)
        thread.start()
        return thread


def run(*, parent: int | None = None) -> None:
    worker = Worker(parent=parent)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, worker.stop)
    worker.run()
