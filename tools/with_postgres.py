"""Runs a command with a PostgreSQL of its own, which is gone afterwards.

Usage: python tools/with_postgres.py COMMAND …
The command finds the address in TEST_DATABASE_URL. No port is taken: the server listens on a socket in its own folder.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OPTIONS = "-c listen_addresses='' -c max_connections=200 -c shared_buffers=256MB "
FOR_TESTS = (
    # Nothing here outlives the command, so nothing has to survive a power cut.
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    # What waits or computes this long has gone wrong: it fails, and the run goes on.
    "-c lock_timeout=60s -c statement_timeout=120s -c idle_in_transaction_session_timeout=300s "
)


def main(command: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgres() as url:
        return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode


@contextmanager
def postgres(*, for_tests: bool = True) -> Iterator[str]:
    """A running server; gives its address. Not for tests, it is set up as in production: what is committed is on the disk."""
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="einlass-postgres-", dir="/tmp"))
    try:
        if owner is not None:
            shutil.chown(folder, owner.pw_uid, owner.pw_gid)
        _run(
            owner,
            "initdb",
            "-D",
            folder / "data",
            "-U",
            "einlass",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        _run(
            owner,
            "pg_ctl",
            "start",
            "-w",
            "-D",
            folder / "data",
            "-l",
            folder / "log",
            "-o",
            f"{OPTIONS}{FOR_TESTS if for_tests else ''}-k {folder}",
        )
        try:
            yield f"postgresql://einlass@/postgres?host={folder}"
        finally:
            _run(owner, "pg_ctl", "stop", "-w", "-m", "immediate", "-D", folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps them off the PATH."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    path = str(kept[-1]) if kept else shutil.which(name)
    if path is None:
        sys.exit(f"PostgreSQL's {name} was not found. Install it: sudo apt-get install postgresql")
    return path


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _run(owner: pwd.struct_passwd | None, name: str, *arguments: object) -> None:
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    done = subprocess.run(
        [program(name), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if name == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if name == "initdb" else subprocess.DEVNULL,
        text=True,
        cwd="/",
        check=False,
        **identity,  # type: ignore[arg-type]
    )
    if done.returncode:
        sys.exit(f"{name} failed: {done.stdout or ''}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
