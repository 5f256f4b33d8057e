"""What the worker does by the clock: how often, and which function."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Tick:
    """run(at) is called `every` so often; if it fails that is logged, and the other ticks go on."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def expire_offers(at: datetime) -> None:
    from einlass.admission.actions import expire_offers as expire

    expire(at=at)


def seal_audit(at: datetime) -> None:
    from einlass.events import audit
    from einlass.events.models import AuditEntry, Event

    for event in Event.objects.filter(pk__in=AuditEntry.objects.filter(position=None).values("event")):
        while audit.seal(event):
            pass


def report_unknown_mail(at: datetime) -> None:
    from einlass.mail.sending import report_unknown

    report_unknown(at)


def clear_sessions(at: datetime) -> None:
    from django.conf import settings

    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def clear_proof_codes(at: datetime) -> None:
    from einlass.applications.proof_codes import clear_codes

    clear_codes(at)


def clear_tallies(at: datetime) -> None:
    from einlass.events.limits import clear_tallies as clear

    clear(at)


def drop_old_imports(at: datetime) -> None:
    from einlass.applications.importing.actions import drop_old_imports as drop

    drop(at)


def find_duplicates(at: datetime) -> None:
    from einlass.reviews.duplicates.actions import search_where_needed

    search_where_needed(at)


def clear_jobs(at: datetime) -> None:
    """Finished jobs are kept for two weeks, to look into."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.finished().filter(finished_at__lt=at - timedelta(days=14)).delete()


def count_large_pools(at: datetime) -> None:
    from einlass.reviews.pool.snapshots import refresh

    refresh(at)


TICKS = [
    Tick("expire offers", MINUTE, expire_offers),
    Tick("seal the audit trail", MINUTE, seal_audit),
    Tick("report mails of unknown state", MINUTE, report_unknown_mail),
    Tick("count the pools of large events", timedelta(minutes=5), count_large_pools),
    Tick("clear old sessions", timedelta(days=1), clear_sessions),
    Tick("clear old proof codes", timedelta(hours=1), clear_proof_codes),
    Tick("clear old tallies", timedelta(minutes=10), clear_tallies),
    Tick("drop lists that nobody imported", timedelta(hours=1), drop_old_imports),
    Tick("find duplicates", timedelta(minutes=5), find_duplicates),
    Tick("clear finished jobs", timedelta(days=1), clear_jobs),
]
