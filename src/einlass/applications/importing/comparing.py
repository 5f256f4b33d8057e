"""Which rows are there already, and what would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from einlass.applications.forms import PREFIX
from einlass.applications.importing.mapping import Columns
from einlass.applications.importing.rows import Prepared
from einlass.applications.models import Application, ApplicationQuerySet, Source
from einlass.events.models import Event


@dataclass(frozen=True)
class Compared:
    """A row and the application that it is, if there is one; changes: what would be different, by the form's keys."""

    row: Prepared
    existing: Application | None
    changes: tuple[str, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.existing is None

    @property
    def is_withdrawn(self) -> bool:
        """An application that was taken back stays so; a list brings nobody back."""
        return self.existing is not None and self.existing.withdrawn_at is not None


def compare(event: Event, rows: Sequence[Prepared], columns: Columns) -> list[Compared]:
    """Each row with what is there, found by the file's own reference first and then by the address."""
    applications = Application.objects.of(event).select_related("category").defer("search_text")
    by_reference = _by_reference(event, rows)
    by_address = _by_address(applications, [row.address for row in rows])
    answered = {key.removeprefix(PREFIX) for key in (*columns.columns, *columns.constants) if key.startswith(PREFIX)}
    found = []
    for row in rows:
        existing = by_reference.get(row.reference) or by_address.get(row.address)
        changes = () if existing is None else _changes(existing, row, columns, answered)
        found.append(Compared(row, existing, changes))
    return found


def new_answers(existing: Application, row: Prepared, columns: Columns) -> dict[str, Any]:
    """What is answered after the row has been taken over: questions that the file says nothing about stay."""
    answered = {key.removeprefix(PREFIX) for key in (*columns.columns, *columns.constants) if key.startswith(PREFIX)}
    return _merged(existing, row, answered)


def _merged(existing: Application, row: Prepared, answered: Iterable[str]) -> dict[str, Any]:
    kept = {key: value for key, value in existing.answers.items() if key not in answered}
    return kept | row.answers


def _changes(existing: Application, row: Prepared, columns: Columns, answered: Iterable[str]) -> tuple[str, ...]:
    changes = []
    if existing.name != row.name:
        changes.append("name")
    if existing.category.key != row.category:
        changes.append("category")
    if "language" in columns.columns and existing.language != row.language:
        changes.append("language")
    after = _merged(existing, row, answered)
    changes += [
        PREFIX + key
        for key in sorted(after.keys() | existing.answers.keys())
        if after.get(key) != existing.answers.get(key)
    ]
    return tuple(changes)


def _by_reference(event: Event, rows: Iterable[Prepared]) -> Mapping[str, Application]:
    references = [row.reference for row in rows if row.reference]
    if not references:
        return {}
    sources = Source.objects.filter(event=event, reference__in=references).select_related("application__category")
    return {source.reference: source.application for source in sources}


def _by_address(applications: ApplicationQuerySet, addresses: Sequence[str]) -> Mapping[str, Application]:
    """The application of each address: the one that counts, else the newest that stands, else the newest."""
    found = applications.filter(email_normalised__in=addresses).order_by("submitted_at", "pk")
    best: dict[str, Application] = {}
    for one in found:
        before = best.get(one.email_normalised)
        if before is None or (one.counts, one.withdrawn_at is None) >= (before.counts, before.withdrawn_at is None):
            best[one.email_normalised] = one
    return best
