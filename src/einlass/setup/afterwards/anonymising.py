"""Taking out of an event whatever says who somebody was. Counts, the draws' files and the trail's actions stay.

docs/decisions/0023-what-is-not-named-as-kept-goes.md
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Case, F, Field, ForeignKey, Value, When
from django.utils import timezone

from einlass.events import audit
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.editions.errors import NotInState
from einlass.events.event_tables import EventTable, event_tables
from einlass.events.models import AuditEntry, Event, State, User
from einlass.mail.mailbox import remove_letters
from einlass.mail.models import Message
from einlass.setup.afterwards.kept import DELETED, KEPT, emptied, goes
from einlass.setup.afterwards.statistics import count
from einlass.setup.event_tasks.actions import Report
from einlass.setup.models import EventStatistics, EventTask

# Whose name stands in the trail is a person's address, or one of these.
ROLES: Final = frozenset({audit.APPLICANT, audit.WORKER, "partner", "guest", "subscriber"})
TEAM: Final = "team"
# Columns that must stay as they are, or differ from row to row: what is written instead.
INSTEAD: Final[dict[tuple[str, str], Any]] = {
    ("applications.Application", "email_normalised"): F("code"),
    ("applications.Application", "name"): Value(DELETED),
    ("tickets.Ticket", "attendee_name"): Value(DELETED),
    ("programme.Speaker", "name"): Value(DELETED),
    ("applications.Team", "name"): Value(DELETED),
}
# Facts that go with what was emptied: from then on its pages know that nothing is there.
MARKS: Final = {"applications.Application": "erased_at", "admission.Invitation": "erased_at"}


def run(task: EventTask, report: Report) -> Mapping[str, Any]:
    """The worker's part; what is done is done once, however often it is begun."""
    assert task.event is not None
    assert task.asked_by is not None
    with _overwriting():
        anonymise_event(task.event, at=timezone.now(), by=task.asked_by, report=report)
    return {}


@transaction.atomic
def anonymise_event(event: Event, *, at: datetime, by: User, report: Report) -> Event:
    """Keep of the event what says nothing about a person. All of it or nothing. Raises NotInState."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.anonymised_at is not None:
        return event
    if event.state not in {State.CLOSED, State.ARCHIVED}:
        raise NotInState(event)
    report(5, "statistics")
    EventStatistics.objects.update_or_create(event=event, defaults={"counted_at": at, "tables": count(event)})
    report(20, "people")
    _take_out(event, at=at)
    report(70, "trail")
    before = audit.rewrite(event, _without_person)
    event.anonymised_at = at
    event.save(update_fields=["anonymised_at"])
    audit.record(
        event,
        EditionAction.ANONYMISE,
        event.subject,
        at=at,
        by=TEAM,
        after={"head_before": str(before), "by": "owner"},
    )
    return event


def _take_out(event: Event, *, at: datetime) -> None:
    remove_letters(Message.objects.filter(event=event).values_list("code", flat=True))
    tables = event_tables()
    gone = [table for table in tables if table.label not in KEPT]
    gone_models = {table.model for table in gone}
    for table in tables:
        if table.label in KEPT:
            changes = dict(_changes(table, gone_models))
            if mark := MARKS.get(table.label):
                changes[mark] = at
            if changes:
                table.rows(event).update(**changes)
    # Those that hang on others first.
    for table in reversed(gone):
        table.rows(event)._raw_delete("default")


def _changes(table: EventTable, gone: set[Any]) -> Iterator[tuple[str, Any]]:
    if table.model is AuditEntry:
        return
    for field in table.model._meta.local_concrete_fields:
        if isinstance(field, ForeignKey):
            if field.null and (field.related_model in gone or field.related_model is User):
                yield field.name, None
        elif goes(table.label, field):
            yield field.name, INSTEAD.get((table.label, field.name), _emptied(field))


def _emptied(field: Field[Any, Any]) -> Any:
    """A text that was there may have to stay one: the database asks an annulled draw why."""
    if field.name.endswith("_reason"):
        return Case(When(**{field.name: ""}, then=Value("")), default=Value(DELETED))
    return Value(emptied(field), output_field=field)


def _without_person(entry: AuditEntry) -> None:
    """Who did it becomes a role, and what it was before and after goes; when, what and to what stay."""
    if entry.action == EditionAction.ANONYMISE:
        return
    entry.actor = entry.actor if entry.actor in ROLES or "@" not in entry.actor else TEAM
    entry.before, entry.after = {}, {}


@contextmanager
def _overwriting() -> Iterator[None]:
    """On SQLite deleted values stay in the file until something else is written there: here they are overwritten."""
    _on_sqlite("PRAGMA secure_delete = ON")
    yield
    _on_sqlite("PRAGMA wal_checkpoint(TRUNCATE)")


def _on_sqlite(statement: str) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(statement)
