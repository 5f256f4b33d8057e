"""An event's keys and the code of a ticket."""

import hashlib
from collections.abc import Iterable

from einlass.events.models import Event
from einlass.tickets.models import Ticket, TicketKey
from einlass.tickets.ticket_code import TicketClaims, public_key, sign


def ticket_text(ticket: Ticket, key: TicketKey, event_tag: str) -> str:
    """What stands in the ticket's QR code."""
    claims = TicketClaims(
        slot=key.slot,
        event_tag=bytes.fromhex(event_tag),
        number=ticket.number,
        generation=ticket.generation,
        category=ticket.category.index,
    )
    return sign(claims, bytes(key.private_key))


def public_keys(keys: Iterable[TicketKey]) -> dict[int, bytes]:
    return {key.slot: public_key(bytes(key.private_key)) for key in keys}


def event_tag(event: Event, attempt: int = 0) -> str:
    """Three bytes that stand for the event, in hex; a further attempt gives others."""
    return hashlib.sha256(f"einlass-event-tag\0{event.slug}\0{attempt}".encode()).hexdigest()[:6]
