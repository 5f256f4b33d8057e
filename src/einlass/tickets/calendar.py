"""The event as an entry for the holder's own calendar."""

from datetime import UTC, datetime

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from einlass.events.days import Visit, visits_of
from einlass.tickets.models import Ticket


def ticket_calendar(ticket: Ticket, *, page_url: str, at: datetime) -> bytes:
    """One VEVENT for each day of the event, from its doors to its end, with the way to the ticket.

    Times are in UTC, so that no reader needs the rules of a zone to know the moment.
    """
    visits = visits_of(ticket.event)
    calendar = Calendar()
    calendar.add("prodid", "-//Einlass//Ticket//EN")
    calendar.add("version", "2.0")
    for number, visit in enumerate(visits, start=1):
        calendar.add_component(_entry(ticket, visit, number, of=len(visits), page_url=page_url, at=at))
    return calendar.to_ical()


def _entry(ticket: Ticket, visit: Visit, number: int, *, of: int, page_url: str, at: datetime) -> CalendarEvent:
    """The first day has the name that the whole event had, so that an entry taken before becomes that day."""
    event, entry = ticket.event, CalendarEvent()
    code = ticket.code if number == 1 else f"{ticket.code}-{number}"
    entry.add("uid", f"{code}@{settings.PUBLIC_URL.rpartition('/')[2]}")
    entry.add("dtstamp", at)
    entry.add("dtstart", visit.doors_open_at.astimezone(UTC))
    entry.add("dtend", visit.closes_at.astimezone(UTC))
    entry.add("summary", event.name if of == 1 else f"{event.name} ({number}/{of})")
    entry.add("location", ", ".join(filter(None, [event.venue, event.address])))
    entry.add("url", page_url)
    entry.add("status", "CANCELLED" if ticket.revoked_at else "CONFIRMED")
    return entry
