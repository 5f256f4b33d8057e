"""What is held about somebody who has a ticket. Rooms above add their part: settings.TICKET_DATA."""

from importlib import import_module
from typing import Any

from django.conf import settings

from einlass.mail.actions import forget_messages
from einlass.mail.models import Message
from einlass.mail.queries import messages_about
from einlass.mail.rendering import mail_as_sent
from einlass.tickets.models import Ticket


def collect(ticket: Ticket) -> dict[str, Any]:
    """All of it, as JSON values under keys that people can read."""
    zone = ticket.event.tz
    moments = {"issued_at": ticket.issued_at, "revoked_at": ticket.revoked_at, "came_in_at": ticket.entered_at}
    found: dict[str, Any] = {
        "number": ticket.number,
        "code": ticket.code,
        "name": ticket.attendee_name,
        "email": ticket.attendee_email,
        "category": str(ticket.category),
        **{
            key: value.astimezone(zone).isoformat(timespec="seconds") if value else None
            for key, value in moments.items()
        },
        "mails": [mail_as_sent(one, zone) for one in _messages(ticket)],
    }
    for name in settings.TICKET_DATA:
        found |= import_module(name).collect(ticket)
    return found


def forget_mails(ticket: Ticket) -> None:
    forget_messages(_messages(ticket))


def _messages(ticket: Ticket) -> list[Message]:
    return messages_about(ticket.event, ticket.attendee_email, {ticket.code})
