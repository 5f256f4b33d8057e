"""How many rows are written, told past the one transaction that writes them: in a file beside the database."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from einlass.applications.models import ImportRun


def report(run: ImportRun, done: int) -> None:
    path = _path(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(done))


def written(run: ImportRun) -> tuple[int, datetime | None]:
    """How many rows are written so far, and when that was told."""
    path = _path(run)
    try:
        return int(path.read_text() or 0), datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except (FileNotFoundError, ValueError):
        return 0, None


def is_silent(run: ImportRun, at: datetime) -> bool:
    """Whether the job at hand has given no sign for so long that it will not end by itself."""
    if run.stage not in {"checking", "importing"}:
        return False
    signs = [sign for sign in (run.reported_at, written(run)[1]) if sign is not None]
    return not signs or at - max(signs) > ImportRun.SILENCE


def clear(run: ImportRun) -> None:
    _path(run).unlink(missing_ok=True)


def _path(run: ImportRun) -> Path:
    return Path(settings.DATA) / "imports" / run.code
