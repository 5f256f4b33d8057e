"""Whether this installation can do its work: its database answers and has its tables, and there is room on the disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from einlass.events.access import public
from einlass.events.models import Event

# A submission with its files needs a few megabytes, the database's log of changes some tens.
LEAST_FREE_BYTES: Final = 100_000_000


@public
def healthz(request: HttpRequest) -> JsonResponse:
    problems = [*_of_database(), *_of_disk()]
    if problems:
        return JsonResponse({"status": "unhealthy", "problems": problems}, status=503)
    return JsonResponse({"status": "ok"})


def _of_database() -> Iterator[str]:
    try:
        Event.objects.exists()
    except DatabaseError:
        yield "The database does not answer, or its tables are missing: einlass migrate makes them."


def _of_disk() -> Iterator[str]:
    for folder in sorted({settings.DATA, *_folder_of_database()}):
        if folder.exists() and shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            yield f"Less than {LEAST_FREE_BYTES // 1_000_000} MB are free in {folder.name}."


def _folder_of_database() -> Iterator[Path]:
    if connection.vendor == "sqlite":
        yield Path(connection.settings_dict["NAME"]).parent
