"""Taking an import back: who came with it goes, and what it changed is as before, unless something was done with it since."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, ForeignKey, Q, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from einlass.applications.importing.errors import ImportProblem
from einlass.applications.models import Application, EarlierVersion, ImportRun, Team
from einlass.applications.search import search_text, searched_keys
from einlass.events import audit
from einlass.events.models import User
from einlass.mail.models import Message

# After that people rely on what they were told.
MAY_BE_UNDONE_FOR: Final = timedelta(days=30)
AT_ONCE: Final = 500
# Rows that are made without anybody doing something.
OF_THE_IMPORT: Final = frozenset(
    {
        "applications.Source",
        "applications.EarlierVersion",
        "applications.ProofCode",
        *settings.APPLICANT_ROWS_WORKED_OUT,
    }
)


class NotUndoable(ImportProblem):
    """It is not imported, taken back already, or too long ago."""


@dataclass(frozen=True)
class UndoEffect:
    """removed: applications that go; restored: that are as before; stay: people with whom something was done since.

    unsent: mails that do not go out any more; told: people who have had a mail about their application.
    """

    removed: int
    restored: int
    stay: int
    unsent: int
    told: int


def may_be_undone(run: ImportRun, at: datetime) -> bool:
    return run.stage == "imported" and run.imported_at is not None and at < run.imported_at + MAY_BE_UNDONE_FOR


def undo_effect(run: ImportRun) -> UndoEffect:
    """What taking the import back would do now."""
    created, untouched = _created(run), _untouched(run)
    mails = _mails(run, list(untouched.values_list("code", flat=True)))
    removed = untouched.count()
    return UndoEffect(
        removed=removed,
        restored=_changed(run).count(),
        stay=created.count() - removed,
        unsent=sum(mail.sent_at is None for mail in mails),
        told=sum(mail.sent_at is not None for mail in mails),
    )


@transaction.atomic
def undo_import(run: ImportRun, *, by: User, at: datetime) -> UndoEffect:
    """Take an import back. Raises NotUndoable."""
    run = ImportRun.objects.select_related("event").select_for_update(of=("self",)).get(pk=run.pk)
    if not may_be_undone(run, at):
        raise NotUndoable(run)
    # Locked first, so that nobody decides, offers or withdraws in between.
    list(_created(run).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    effect = undo_effect(run)
    _restore(run, by=by, at=at)
    _remove(run, by=by, at=at)
    run.undone_at, run.undone_by = at, by
    run.save(update_fields=["undone_at", "undone_by"])
    audit.record(run.event, "import undone", run.subject, at=at, by=by, after=asdict(effect))
    return effect


def _created(run: ImportRun) -> QuerySet[Application]:
    return Application.objects.filter(source__run=run)


def _untouched(run: ImportRun) -> QuerySet[Application]:
    """Those who came with the list, and with whom nothing was done: no decision, note, draw or offer, no change of their own."""
    touched = Q(edited_at__isnull=False) | Q(withdrawn_at__isnull=False) | Q(erased_at__isnull=False)
    for relation in Application._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or not isinstance(relation.field, ForeignKey):
            continue
        model = relation.field.model
        if model._meta.label not in OF_THE_IMPORT:
            touched |= Q(pk__in=model._base_manager.values(relation.field.attname))
    return _created(run).exclude(touched)


def _changed(run: ImportRun) -> QuerySet[EarlierVersion]:
    """What the import replaced, where nothing has changed since."""
    return EarlierVersion.objects.filter(
        application__event=run.event_id,
        application__edited_at=F("replaced_at"),
        application__withdrawn_at=None,
        cause=EarlierVersion.Cause.IMPORT,
        replaced_at__range=(run.started_at, run.imported_at),
    )


def _restore(run: ImportRun, *, by: User, at: datetime) -> None:
    searched, restored = searched_keys(run.event), []
    versions = list(_changed(run).select_related("application__category", "application__team", "category"))
    for version in versions:
        application = version.application
        application.event = run.event
        application.name, application.category, application.answers = version.name, version.category, version.answers
        application.edited_at = at
        application.search_text = search_text(application, searched)
        restored.append(application)
    fields = ["name", "category", "answers", "edited_at", "search_text"]
    Application.objects.bulk_update(restored, fields, batch_size=100)
    EarlierVersion.objects.filter(pk__in=[version.pk for version in versions]).delete()
    audit.record_many(
        run.event, "application restored", ((one.subject, {"import": run.code}) for one in restored), at=at, by=by
    )


def _remove(run: ImportRun, *, by: User, at: datetime) -> None:
    gone = list(_untouched(run).only("pk", "code", "team_id", "event_id"))
    Message.objects.filter(
        pk__in=[mail.pk for mail in _mails(run, [one.code for one in gone]) if mail.sent_at is None]
    ).delete()
    audit.record_many(
        run.event, "imported application removed", ((one.subject, {"import": run.code}) for one in gone), at=at, by=by
    )
    for start in range(0, len(gone), AT_ONCE):
        Application.objects.filter(pk__in=[one.pk for one in gone[start : start + AT_ONCE]]).delete()
    Team.objects.filter(pk__in={one.team_id for one in gone if one.team_id}, members=None).delete()


def _mails(run: ImportRun, codes: Sequence[str]) -> list[Message]:
    """The mails that told these people of their application."""
    wanted = set(codes)
    mails = Message.objects.filter(event=run.event_id, created_at__range=(run.started_at, run.imported_at))
    return [mail for mail in mails.only("pk", "context", "sent_at") if mail.context.get("code") in wanted]
