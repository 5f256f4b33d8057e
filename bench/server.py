"""A real `einlass serve` in a process of its own, with the settings of production."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

HOST: Final = "bench.example"
ADDRESS: Final = f"https://{HOST}"
STARTS_WITHIN: Final = 60.0
PRODUCTION: Final = {
    "EINLASS_SECRET_KEY": "only-for-measuring-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "EINLASS_URL": ADDRESS,
    # Nobody listens there: mails are written into the outbox, and the worker tries to hand over one in a minute.
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "EINLASS_MAIL_FROM": "Bench <bench@bench.example>",
    "EINLASS_MAIL_PER_MINUTE": "1",
}


def environment(data: Path, database: str | None, settings: str, *, is_production: bool = True) -> dict[str, str]:
    """What a process needs; the shell's own words about an installation do not reach it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EINLASS_", "EMAIL_"))}
    kept.pop("DATABASE_URL", None)
    words = {**kept, "EINLASS_DATA": str(data), "DJANGO_SETTINGS_MODULE": settings}
    if database:
        words["DATABASE_URL"] = database
    return {**words, **(PRODUCTION if is_production else {"EINLASS_DEVELOPMENT": "1"})}


def einlass(words: list[str], variables: Mapping[str, str]) -> str:
    """Run one command to its end; gives what it printed."""
    command = [sys.executable, "-m", "einlass.config", *words]
    done = subprocess.run(command, env=dict(variables), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"einlass {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


class Server:
    """`einlass serve` with its worker, in a session of its own, so that all of it can be killed at once."""

    def __init__(self, variables: Mapping[str, str], *, workers: int = 2) -> None:
        self.port = free_port()
        self.log = Path(variables["EINLASS_DATA"]) / f"server-{self.port}.log"
        command = [sys.executable, "-m", "einlass.config", "serve", f"--port={self.port}", f"--workers={workers}"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=dict(variables), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._wait()

    def _wait(self) -> None:
        visit = urllib.request.Request(f"http://127.0.0.1:{self.port}/healthz", headers={"Host": HOST})
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(visit, timeout=5).close()  # noqa: S310
                return
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"The server did not start: {self.last_words()}")

    def last_words(self) -> str:
        return self.log.read_text()[-2000:]

    def processes(self) -> list[int]:
        """The server's processes and those they started, the parent first."""
        found = [self.process.pid]
        for pid in found:
            # The kernel keeps them by the thread that started them.
            for children in Path("/proc").glob(f"{pid}/task/*/children"):
                with contextlib.suppress(OSError):
                    found += map(int, children.read_text().split())
        return found

    def web_processes(self) -> list[int]:
        """Those that answer requests: the children that are not the worker, which has a command line of its own."""
        return [pid for pid in self.processes()[1:] if b"\0worker\0" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def kill(self) -> None:
        """SIGKILL to all of them at once, as a power cut would end them."""
        running = self.processes()
        for pid in running:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()


@contextlib.contextmanager
def serving(variables: Mapping[str, str], *, workers: int = 2) -> Iterator[Server]:
    server = Server(variables, workers=workers)
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
