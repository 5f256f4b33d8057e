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


def return_unused_seats(at: datetime) -> None:
    from einlass.admission.actions import return_unused_seats as give_back

    give_back(at=at)


def remind_partners(at: datetime) -> None:
    from einlass.admission.actions import remind_partners as remind

    remind(at=at)


def remind_of_offers(at: datetime) -> None:
    from einlass.admission.actions import remind_of_offers as remind

    remind(at=at)


def continue_parts(at: datetime) -> None:
    from einlass.admission.actions import continue_parts as go_on

    go_on(at=at)


def continue_announcements(at: datetime) -> None:
    from einlass.admission.actions import continue_announcements as go_on

    go_on(at=at)


def start_due_waves(at: datetime) -> None:
    from einlass.admission.actions import start_due_waves as start

    start(at=at)


def continue_waves(at: datetime) -> None:
    from einlass.admission.actions import continue_waves as go_on

    go_on(at=at)


def publish_held_draws(at: datetime) -> None:
    from einlass.admission.actions import publish_held_draws as publish

    publish(at=at)


def fetch_due_rounds(at: datetime) -> None:
    from django.conf import settings

    from einlass.admission.actions import fetch_due_rounds as fetch

    fetch(relays=settings.DRAND_RELAYS, at=at)


def continue_draws(at: datetime) -> None:
    from einlass.admission.actions import continue_draws as go_on

    go_on(at=at)


def seal_audit(at: datetime) -> None:
    from einlass.events import audit
    from einlass.events.models import AuditEntry, Event

    for event in Event.objects.filter(pk__in=AuditEntry.objects.filter(position=None).values("event")):
        while audit.seal(event):
            pass


def end_devices(at: datetime) -> None:
    from einlass.checkin.actions.gates import end_devices_of_ended_roles

    end_devices_of_ended_roles(at=at)


def report_unknown_mail(at: datetime) -> None:
    from einlass.mail.sending import report_unknown

    report_unknown(at)


def send_group_messages(at: datetime) -> None:
    from einlass.mail.groups.sending import continue_messages

    continue_messages(at)


def forget_test_mails(at: datetime) -> None:
    from einlass.mail.texts.actions import forget_tests

    forget_tests(at)


def clear_sessions(at: datetime) -> None:
    from django.conf import settings

    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def clear_proof_codes(at: datetime) -> None:
    from einlass.applications.proof_codes import clear_codes

    clear_codes(at)


def clear_uploads(at: datetime) -> None:
    from einlass.applications.uploads import clear_uploads as clear

    clear(at)


def warn_teams(at: datetime) -> None:
    from einlass.admission.queries import most_together
    from einlass.applications.team_notices import TOLD_BEFORE
    from einlass.applications.team_notices import warn_teams as warn
    from einlass.events.models import Event

    for event in Event.objects.filter(applications_close_at__gt=at, applications_close_at__lte=at + TOLD_BEFORE):
        warn(event, most=most_together(event), at=at)


def remove_overdue_answers(at: datetime) -> None:
    from einlass.applications.retention import remove_overdue_answers as remove

    remove(at)


def forget_last_mails(at: datetime) -> None:
    from einlass.applications.mails import forget_last_mails as forget

    forget(at)


def drop_late_mails(at: datetime) -> None:
    from einlass.applications.erasure import drop_late_mails as drop

    drop(at)


def clear_challenges(at: datetime) -> None:
    from einlass.applications.challenge import clear_challenges as clear

    clear(at)


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


def continue_event_tasks(at: datetime) -> None:
    from einlass.setup.event_tasks.actions import continue_tasks

    continue_tasks(at)


def clear_event_tasks(at: datetime) -> None:
    from einlass.setup.event_tasks.actions import clear_tasks

    clear_tasks(at)


def tell_subscribers(at: datetime) -> None:
    from einlass.setup.subscriptions.actions import tell_subscribers as tell

    tell(at=at)


def forget_subscribers(at: datetime) -> None:
    from einlass.setup.subscriptions.actions import forget_subscribers as forget

    forget(at=at)


TICKS = [
    Tick("go on with work on events whose worker died", MINUTE, continue_event_tasks),
    Tick("clear archives whose time is over", timedelta(hours=1), clear_event_tasks),
    Tick("tell those who want to know that applications are open", MINUTE, tell_subscribers),
    Tick("forget those who were told", timedelta(hours=1), forget_subscribers),
    Tick("expire offers", MINUTE, expire_offers),
    Tick("return unused seats to the draw", MINUTE, return_unused_seats),
    Tick("remind partners of their return day", timedelta(minutes=15), remind_partners),
    Tick("remind of offers", MINUTE, remind_of_offers),
    Tick("make offers in parts", MINUTE, continue_parts),
    Tick("announce the outcomes", MINUTE, continue_announcements),
    Tick("start waves", MINUTE, start_due_waves),
    Tick("take waves further", timedelta(seconds=10), continue_waves),
    Tick("draw with rounds of drand that came out", timedelta(seconds=2), fetch_due_rounds),
    Tick("publish the outcomes of held draws", MINUTE, publish_held_draws),
    Tick("go on with draws whose worker died", MINUTE, continue_draws),
    Tick("seal the audit trail", MINUTE, seal_audit),
    Tick("end phones of roles that ended", MINUTE, end_devices),
    Tick("report mails of unknown state", MINUTE, report_unknown_mail),
    Tick("send messages to groups", timedelta(seconds=10), send_group_messages),
    Tick("forget test mails", timedelta(hours=1), forget_test_mails),
    Tick("count the pools of large events", timedelta(minutes=5), count_large_pools),
    Tick("clear old sessions", timedelta(days=1), clear_sessions),
    Tick("clear old proof codes", timedelta(hours=1), clear_proof_codes),
    Tick("clear files without an application", timedelta(hours=1), clear_uploads),
    Tick("warn teams before applications close", timedelta(minutes=15), warn_teams),
    Tick("remove answers whose time is over", timedelta(hours=6), remove_overdue_answers),
    Tick("forget the last mails to people who deleted their data", timedelta(minutes=10), forget_last_mails),
    Tick("drop mails written while somebody deleted their data", timedelta(minutes=10), drop_late_mails),
    Tick("clear solved challenges", timedelta(minutes=10), clear_challenges),
    Tick("clear old tallies", timedelta(minutes=10), clear_tallies),
    Tick("drop lists that nobody imported", timedelta(hours=1), drop_old_imports),
    Tick("find duplicates", timedelta(minutes=5), find_duplicates),
    Tick("clear finished jobs", timedelta(days=1), clear_jobs),
]
