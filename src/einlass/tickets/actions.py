"""Issuing and revoking tickets. Seats are the business of admission/, which calls these."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F

from einlass.events import audit
from einlass.events.days import hours_of
from einlass.events.models import Category, Event, User
from einlass.mail.actions import queue_message
from einlass.tickets.errors import NoTicketKeyLeft, TicketRevoked
from einlass.tickets.models import Ticket, TicketKey, TicketSeries
from einlass.tickets.queries import signing_key
from einlass.tickets.signing import event_tag, ticket_text
from einlass.tickets.symbols import symbol_path

KEY_SLOTS: Final = 16


class Attendee(NamedTuple):
    """Who is to get a ticket."""

    name: str
    email: str
    category: Category
    language: str = "en"


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
    """Give the next ticket of the event to a person and mail it."""
    attendee = Attendee(attendee_name, attendee_email, category, language)
    return issue_tickets(event, [attendee], at=at, by=by, mail=True)[0]


@transaction.atomic
def issue_tickets(
    event: Event, attendees: Iterable[Attendee], *, at: datetime, by: User | str, mail: bool = False
) -> list[Ticket]:
    """Give the next tickets of the event to people, in their order; all or none."""
    attendees = list(attendees)
    series = advance_series(event, number=len(attendees))
    key = signing_key(event) or create_ticket_key(event, at=at, by=by)
    first_number = series.last_number - len(attendees) + 1
    tickets = [
        _signed(_ticket(event, attendee, number, series, at), key, series)
        for number, attendee in enumerate(attendees, start=first_number)
    ]
    Ticket.objects.bulk_create(tickets, batch_size=500)
    audit.record_many(
        event, "issue_ticket", ((ticket.subject, {"number": ticket.number}) for ticket in tickets), at=at, by=by
    )
    if mail:
        for ticket in tickets:
            _queue_ticket_mail(ticket, at=at, dedupe_key=f"ticket {ticket.code} {ticket.generation}")
    return tickets


@transaction.atomic
def revoke_ticket(ticket: Ticket, *, at: datetime, by: User | str) -> Ticket:
    """End a ticket's right to enter; doing it twice changes nothing."""
    series = advance_series(ticket.event)
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.revoked_at is None:
        ticket.revoked_at = at
        ticket.symbol = ""
        ticket.changed_seq = series.last_change
        ticket.save(update_fields=["revoked_at", "symbol", "changed_seq"])
        audit.record(ticket.event, "revoke_ticket", ticket.subject, at=at, by=by)
    return ticket


@transaction.atomic
def send_ticket_again(ticket: Ticket, *, at: datetime, by: User | str) -> None:
    """Mail a ticket to its holder once more. Raises TicketRevoked."""
    ticket = Ticket.objects.select_related("event").get(pk=ticket.pk)
    if ticket.revoked_at is not None:
        raise TicketRevoked(ticket)
    _queue_ticket_mail(ticket, at=at)
    audit.record(ticket.event, "send_ticket_again", ticket.subject, at=at, by=by)


@transaction.atomic
def create_ticket_key(event: Event, *, at: datetime, by: User | str) -> TicketKey:
    """Make the pair of keys that signs the event's tickets from now on. Raises NoTicketKeyLeft.

    Call under the lock of the series (advance_series), so that two at once do not take the same slot.
    """
    used = set(event.ticket_keys.values_list("slot", flat=True))
    slot = next((slot for slot in range(KEY_SLOTS) if slot not in used), None)
    if slot is None:
        raise NoTicketKeyLeft(event)
    key = TicketKey.objects.create(event=event, slot=slot, private_key=secrets.token_bytes(32), created_at=at)
    audit.record(event, "create_ticket_key", key.subject, at=at, by=by)
    return key


def advance_series(event: Event, *, number: int = 0) -> TicketSeries:
    """The event's counters, moved on by one change and `number` tickets, locked until the transaction ends.

    The last lock an action takes (docs/architecture.md, order of locks).
    """
    moved = TicketSeries.objects.filter(event=event).update(
        last_number=F("last_number") + number, last_change=F("last_change") + 1
    )
    if not moved:
        TicketSeries.objects.get_or_create(event=event, defaults={"event_tag": _free_tag(event)})
        return advance_series(event, number=number)
    return TicketSeries.objects.get(event=event)


def note_entries(event: Event, entered_at: Mapping[int, datetime | None]) -> None:
    """Keep with the tickets when their holders came in, by number; None: not in. For the door, under its lock."""
    tickets = list(Ticket.objects.filter(event=event, number__in=entered_at))
    for ticket in tickets:
        ticket.entered_at = entered_at[ticket.number]
    Ticket.objects.bulk_update(tickets, ["entered_at"], batch_size=500)


@transaction.atomic
def forget_attendee(ticket: Ticket, *, instead: str, at: datetime, by: User | str) -> None:
    """Take name and address off a ticket and end its links; that it was issued and used stays.

    instead: what stands where the name stood. The doors hear of it like of any other change.
    """
    series = advance_series(ticket.event)
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    ticket.attendee_name, ticket.attendee_email = instead, ""
    ticket.link_version += 1
    ticket.changed_seq = series.last_change
    ticket.save(update_fields=["attendee_name", "attendee_email", "link_version", "changed_seq"])
    audit.record(ticket.event, "forget_attendee", ticket.subject, at=at, by=by)


def _ticket(event: Event, attendee: Attendee, number: int, series: TicketSeries, at: datetime) -> Ticket:
    return Ticket(
        event=event,
        number=number,
        changed_seq=series.last_change,
        category=attendee.category,
        attendee_name=attendee.name,
        attendee_email=attendee.email,
        language=attendee.language,
        issued_at=at,
    )


def _signed(ticket: Ticket, key: TicketKey, series: TicketSeries) -> Ticket:
    ticket.symbol = symbol_path(ticket_text(ticket, key, series.event_tag))
    return ticket


def _queue_ticket_mail(ticket: Ticket, *, at: datetime, dedupe_key: str | None = None) -> None:
    event = ticket.event
    queue_message(
        "tickets/ticket",
        to=ticket.attendee_email,
        language=ticket.language,
        context={
            "event_slug": event.slug,
            "event_name": event.name,
            "event_zone": event.zone,
            "venue": event.venue,
            "starts_at": event.starts_at.isoformat(),
            "doors_open_at": event.doors_open_at.isoformat(),
            "days": [[day.opens_at.isoformat(), day.closes_at.isoformat()] for day in hours_of(event)],
            "attendee_name": ticket.attendee_name,
            "ticket_code": ticket.code,
            "link_version": ticket.link_version,
        },
        at=at,
        event_id=event.pk,
        attachments=[("ticket", ticket.code)],
        dedupe_key=dedupe_key,
    )


def _free_tag(event: Event) -> str:
    """A tag that no other event here has, so that its tickets are told from forged ones."""
    tags = (event_tag(event, attempt) for attempt in count())
    return next(tag for tag in tags if not TicketSeries.objects.filter(event_tag=tag).exists())
