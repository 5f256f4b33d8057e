"""Notes on applications: writing, changing and deleting one's own."""

from datetime import datetime

from django.db import transaction

from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.models import User
from einlass.reviews.models import Note


@transaction.atomic
def write_note(application: Application, text: str, *, at: datetime, by: User) -> Note:
    note = Note.objects.create(application=application, text=text, written_at=at, written_by=by)
    audit.record(application.event, "note written", application.subject, at=at, by=by, after={"note": note.code})
    return note


@transaction.atomic
def change_note(note: Note, text: str, *, at: datetime, by: User) -> Note:
    note = Note.objects.select_for_update(of=("self",)).select_related("application__event").get(pk=note.pk)
    if note.text != text:
        note.text, note.edited_at = text, at
        note.save(update_fields=["text", "edited_at"])
        subject = note.application.subject
        audit.record(note.application.event, "note changed", subject, at=at, by=by, after={"note": note.code})
    return note


@transaction.atomic
def delete_note(note: Note, *, at: datetime, by: User) -> None:
    application = note.application
    audit.record(application.event, "note deleted", application.subject, at=at, by=by, after={"note": note.code})
    note.delete()
