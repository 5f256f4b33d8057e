"""Issuing and revoking tickets. Seats are the business of admission/, which calls these."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from einlass.events import audit
from einlass.events.models import Category, Event, User
from einlass.tickets.models import Ticket, TicketSeries


@transaction.atomic
def issue_ticket(
    event: Event,
    *,
    category: Category,
    attendee_name: str,
    attendee_email: str,
    language: str,
    at: datetime,
    by: User | str,
) -> Ticket:
    """Give the next ticket of the event to a person."""
    series = advance_series(event, number=1)
    ticket = Ticket.objects.create(
        event=event,
        number=series.last_number,
        changed_seq=series.last_change,
        category=category,
        attendee_name=attendee_name,
        attendee_email=attendee_email,
        language=language,
        issued_at=at,
    )
    audit.record(event, "issue_ticket", ticket.subject, at=at, by=by, after={"number": ticket.number})
    return ticket


@transaction.atomic
def revoke_ticket(ticket: Ticket, *, at: datetime, by: User | str) -> Ticket:
    """End a ticket's right to enter; doing it twice changes nothing."""
    series = advance_series(ticket.event)
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.revoked_at is None:
        ticket.revoked_at = at
        ticket.changed_seq = series.last_change
        ticket.save(update_fields=["revoked_at", "changed_seq"])
        audit.record(ticket.event, "revoke_ticket", ticket.subject, at=at, by=by)
    return ticket


def advance_series(event: Event, *, number: int = 0) -> TicketSeries:
    """The event's counters, moved on by one change and `number` tickets, locked until the transaction ends.

    The last lock an action takes (docs/architecture.md, order of locks).
    """
    TicketSeries.objects.get_or_create(event=event)
    TicketSeries.objects.filter(event=event).update(
        last_number=F("last_number") + number, last_change=F("last_change") + 1
    )
    return TicketSeries.objects.get(event=event)
