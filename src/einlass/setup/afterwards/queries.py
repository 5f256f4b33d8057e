"""What an event holds, in numbers, before something is done to all of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from einlass.admission.models import Draw, Invitation, Offer
from einlass.applications.models import Application, Upload
from einlass.checkin.models import Scan
from einlass.events.models import AuditEntry, Event
from einlass.mail.models import Message
from einlass.programme.models import Session, Speaker
from einlass.setup.models import EventStatistics, EventTask
from einlass.tickets.models import Ticket


@dataclass(frozen=True)
class Holding:
    label: str | Promise
    number: int


def holdings_of(event: Event) -> list[Holding]:
    """What there is, largest matters first; without what there is none of."""
    counts = [
        (_("applications"), Application.objects.filter(event=event)),
        (_("files of applicants"), Upload.objects.filter(event=event)),
        (_("offers"), Offer.objects.filter(event=event)),
        (_("guests of contingents"), Invitation.objects.filter(event=event)),
        (_("tickets"), Ticket.objects.filter(event=event)),
        (_("scans at the door"), Scan.objects.filter(event=event)),
        (_("speakers"), Speaker.objects.filter(event=event)),
        (_("sessions"), Session.objects.filter(event=event)),
        (_("published draws"), Draw.objects.filter(event=event, published_at__isnull=False)),
        (_("mails"), Message.objects.filter(event=event)),
        (_("entries of the audit trail"), AuditEntry.objects.filter(event=event)),
    ]
    found = [Holding(label, rows.count()) for label, rows in counts]
    return [one for one in found if one.number]


def mails_waiting(event: Event) -> int:
    return Message.objects.filter(event=event, sent_at=None, failed_at=None).count()


def open_offers(event: Event) -> int:
    return Offer.objects.filter(
        event=event, accepted_at=None, declined_at=None, expired_at=None, revoked_at=None
    ).count()


def running_task(event: Event) -> EventTask | None:
    return EventTask.objects.filter(event=event, finished_at=None).first()


def statistics_of(event: Event) -> list[dict[str, Any]]:
    """Tables for a page; the columns' names are words."""
    kept = EventStatistics.objects.filter(event=event).first()
    names = {
        "category": _("By category"),
        "day": _("By day"),
        "applied": _("Applied"),
        "offered": _("Offered a seat"),
        "tickets": _("Tickets"),
        "came": _("Came"),
    }
    labels = {question.key: str(question) for question in event.questions.all()}
    return [
        {
            "title": names.get(table["name"]) or labels.get(table["name"], table["name"]),
            "columns": [names.get(column, column) for column in table["columns"]],
            "rows": [(name, [counts[column] for column in table["columns"]]) for name, counts in table["rows"]],
        }
        for table in (kept.tables if kept else [])
    ]
