"""When this installation was last backed up, and when a backup was last restored.

The record stands in the data folder, because a restore replaces the database. A restore on trial has another data folder,
so it leaves a note beside the backup as well, and the installation that made the backup finds it there.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

NAME: Final = "backups.json"
NOTE: Final = ".restored"


@dataclass(frozen=True)
class BackupRecord:
    """Both None until it happened."""

    made_at: datetime | None
    restored_at: datetime | None


def record_backup(file: Path, *, at: datetime) -> None:
    _write({"made_at": at.isoformat(), "file": str(file.absolute())})


def record_restore(file: Path, *, at: datetime) -> None:
    _write({"restored_at": at.isoformat()})
    # The folder of the backups may be for reading only.
    with suppress(OSError):
        file.with_name(file.name + NOTE).write_text(at.isoformat())


def backup_record() -> BackupRecord:
    facts = _read()
    restored = [_moment(facts.get("restored_at")), *_notes(facts.get("file"))]
    return BackupRecord(_moment(facts.get("made_at")), max((at for at in restored if at), default=None))


def _notes(file: Any) -> Iterator[datetime | None]:
    """Of all backups in the folder of the last one: the backup that was tried may be gone by now."""
    if not isinstance(file, str):
        return
    with suppress(OSError):
        for note in Path(file).parent.glob(f"*{NOTE}"):
            yield _moment(note.read_text(errors="replace")[:40])


def _write(facts: dict[str, str]) -> None:
    """A backup is no worse for a record that could not be written, so that stops nothing."""
    path = Path(settings.DATA) / NAME
    with suppress(OSError):
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(_read() | facts))
        draft.replace(path)


def _read() -> dict[str, Any]:
    try:
        facts = json.loads((Path(settings.DATA) / NAME).read_text())
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
