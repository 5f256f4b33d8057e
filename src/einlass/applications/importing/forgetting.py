"""Somebody who deletes their data is taken out of every list that waits to be imported, so that no import brings them back."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import transaction

from einlass.applications.addresses import mailbox_of, normalise_address
from einlass.applications.importing.people import ADDRESS
from einlass.applications.importing.reading import pack_lines, unpacked_lines
from einlass.applications.models import ImportRun
from einlass.events.models import Event

LISTS: Final = ("problems", "people", "odd_names", "changes")


def lists_with(event: Event, address: str) -> list[ImportRun]:
    """The lists that wait to be imported and hold an address. address: normalised."""
    waiting = ImportRun.objects.filter(event=event, imported_at=None, dropped_at=None).order_by("pk")
    return [run for run in waiting if _rows_of(run, mailbox_of(address))]


@transaction.atomic
def forget_in_lists(event: Event, address: str) -> None:
    """Take the rows with an address out of every waiting list. address: normalised."""
    mailbox = mailbox_of(address)
    runs = ImportRun.objects.filter(event=event, imported_at=None, dropped_at=None)
    for run in runs.select_for_update().order_by("pk"):
        if rows := _rows_of(run, mailbox):
            _forget(run, rows)


def _rows_of(run: ImportRun, mailbox: str) -> set[int]:
    return (
        {number for number, cells in unpacked_lines(bytes(run.packed)) if _has(cells, mailbox)}
        if run.packed
        else set()
    )


def _forget(run: ImportRun, rows: set[int]) -> None:
    run.packed = pack_lines(line for line in unpacked_lines(bytes(run.packed)) if line[0] not in rows)
    if run.prepared:
        run.prepared = pack_lines(_emptied(unpacked_lines(bytes(run.prepared)), rows))
    run.sample = [line for line in run.sample if line[0] not in rows]
    run.facts = run.facts | {"opening": [line for line in run.facts.get("opening", ()) if line[0] not in rows]}
    run.found = {key: _without(key, value, rows) for key, value in run.found.items()}
    # The file itself cannot be read in another way any more: it would bring the person back.
    run.original = b""
    run.row_count -= len(rows)
    run.save()


def _emptied(lines: Iterator[dict[str, Any]], rows: set[int]) -> Iterator[dict[str, Any]]:
    """The prepared rows in their places, since an import that has begun counts them; those of the person say nothing."""
    for line in lines:
        yield (
            line | {"email": "", "address": "", "name": "", "answers": {}, "reference": ""}
            if line["row"] in rows
            else line
        )


def _without(key: str, value: Any, rows: set[int]) -> Any:
    if key == "damages":
        return {
            kind: one | {"cells": [cell for cell in one["cells"] if cell["row"] not in rows]}
            for kind, one in value.items()
        }
    if key not in LISTS:
        return value
    return [line for line in value if (line["row"] if isinstance(line, dict) else line[0]) not in rows]


def _has(cells: Sequence[str], mailbox: str) -> bool:
    return any(
        normalise_address(match) == mailbox for cell in cells if "@" in cell for match in ADDRESS.findall(cell)
    )
