"""`einlass backup` and `einlass restore`: the whole database in one file.

The secrets are not in it: keep EINLASS_SECRET_KEY apart, or all links sent so far stop working (docs/operating.md).
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

SQLITE = b"SQLite format 3\x00"
POSTGRESQL = b"PGDMP"


class BackupError(Exception):
    """The message says what is wrong and what to do."""


def backup(target: Path) -> int:
    """Write the database to a new file, while the server runs; returns its size in bytes."""
    if target.exists():
        raise BackupError(f"{target} exists already; nothing was written.")
    if not target.absolute().parent.is_dir():
        raise BackupError(f"The folder {target.absolute().parent} does not exist.")
    draft = target.with_name(f".{target.name}.part")
    # Whoever reads a backup reads everything: nobody but its owner may.
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if _is_sqlite():
            _copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), draft)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft}")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore(source: Path) -> None:
    """Replace the whole database by a backup. The server must be stopped."""
    check(source)
    connections.close_all()
    if _is_sqlite():
        _copy_sqlite(source, Path(settings.DATABASES["default"]["NAME"]))
    else:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
             "--exit-on-error", f"--dbname={settings.DATABASES['default']['NAME']}", str(source))  # fmt: skip


def check(source: Path) -> None:
    """Raises BackupError unless the file is a backup of Einlass for this kind of database."""
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    with source.open("rb") as file:
        start = file.read(16)
    if start != SQLITE and not start.startswith(POSTGRESQL):
        raise BackupError(f"{source} is not a backup of Einlass.")
    if (start == SQLITE) != _is_sqlite():
        kind, other = ("SQLite", "PostgreSQL") if start == SQLITE else ("PostgreSQL", "SQLite")
        raise BackupError(f"{source} is a backup of a {kind} database, but DATABASE_URL names {other}.")
    if start == SQLITE:
        _check_sqlite(source)


def _check_sqlite(source: Path) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{source.absolute()}?mode=ro", uri=True)) as database:
        try:
            state = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            known = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'events_event'").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{source} is damaged: {error}") from error
    if state != "ok":
        raise BackupError(f"{source} is damaged: {state}")
    if not known:
        raise BackupError(f"{source} is a SQLite database, but not one of Einlass.")


def _is_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def _copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy, also while others read and write."""
    if not source.exists():
        raise BackupError(f"There is no database at {source} yet.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(source)) as origin, contextlib.closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)


def _run(program: str, *arguments: str) -> None:
    """One of PostgreSQL's programs on the configured database; the password travels in a file that only we can read."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(
            f"{program} was not found. Install PostgreSQL's client programs: apt-get install postgresql-client"
        )
    database = settings.DATABASES["default"]
    with tempfile.NamedTemporaryFile("w", prefix="einlass-", suffix=".pgpass") as secrets:
        secrets.write(f"*:*:*:*:{_pgpass(database['PASSWORD'])}\n")
        secrets.flush()
        done = subprocess.run(  # noqa: S603 - our own arguments
            [path, *arguments],
            env=_postgres_environment(database, secrets.name),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def _postgres_environment(database: dict[str, Any], secrets: str) -> dict[str, str]:
    named = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGDATABASE": database["NAME"],
        "PGPASSFILE": secrets if database["PASSWORD"] else "",
    }
    return {**os.environ, **{name: str(value) for name, value in named.items() if value}}


def _pgpass(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")
