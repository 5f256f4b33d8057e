"""The trail as a table for a file, read in pieces."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from einlass.events.models import AuditEntry, Event
from einlass.reviews.cells import Cell
from einlass.setup.audit_trail.queries import Line, lines

AT_ONCE = 500


def table(
    event: Event, entries: QuerySet[AuditEntry], roles: Collection[str], *, language: str
) -> Iterator[Sequence[Cell]]:
    """Heads, then one row for each entry. Moments are in the event's zone, which the head names."""
    with override(language):
        yield [
            _("Position"),
            f"{_('When')} ({event.zone})",
            _("Who"),
            _("What was done"),
            _("Key"),
            _("Kind of object"),
            _("Object"),
            _("Before"),
            _("After"),
            _("Seal"),
        ]
    remaining = entries.iterator(chunk_size=AT_ONCE)
    while some := list(islice(remaining, AT_ONCE)):
        # Whoever takes the rows may be in another zone and speak another language by now.
        with override(language), timezone.override(event.tz):
            rows = [_row(line) for line in lines(event, some, roles)]
        yield from rows


def _row(line: Line) -> Sequence[Cell]:
    entry = line.entry
    return [
        entry.position,
        entry.at,
        line.actor,
        line.action,
        entry.action,
        line.object.words,
        " ".join(part for part in (line.object.name, line.object.code) if part),
        "\n".join(f"{one.label}: {one.before}" for one in line.changes if one.before),
        "\n".join(f"{one.label}: {one.after}" for one in line.changes if one.after),
        entry.chain_hash,
    ]
