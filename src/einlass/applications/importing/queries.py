"""What the pages show about imports."""

from collections.abc import Mapping
from dataclasses import dataclass

from einlass.applications.importing.mapping import Columns, meanings
from einlass.applications.models import ImportRun
from einlass.events.models import Event


@dataclass(frozen=True)
class Kind:
    """The same thing wrong in one column: how often among the problems kept, and the first of them."""

    column: str
    heading: str
    text: str
    number: int
    examples: list[Mapping[str, object]]


def meant_before(event: Event, *, without: ImportRun) -> dict[str, str]:
    """What headings meant in the last files of this event; the newest wins."""
    runs = ImportRun.objects.filter(event=event, mapping__isnull=False).exclude(pk=without.pk)
    found: dict[str, str] = {}
    for headings, mapping in reversed(runs.values_list("headings", "mapping")[:10]):
        columns = Columns(**(mapping or {}))
        if all(position < len(headings) for position in columns.used):
            found |= meanings(headings, columns)
    return found


def imports_of(event: Event) -> list[ImportRun]:
    """The newest first, without what is in them."""
    runs = ImportRun.objects.filter(event=event, dropped_at=None).select_related("uploaded_by")
    return list(runs.defer("packed", "prepared", "original", "found", "sample")[:50])


def kinds_of_problems(run: ImportRun) -> list[Kind]:
    """Problems that are alike put together, the most frequent first."""
    kinds: dict[tuple[str, str, str], list[Mapping[str, object]]] = {}
    for one in run.found.get("problems", []):
        kinds.setdefault((one["column"], one["heading"], one["text"]), []).append(one)
    found = [Kind(*key, number=len(some), examples=some[:8]) for key, some in kinds.items()]
    return sorted(found, key=lambda kind: -kind.number)
