"""The event as an entry for the holder's own calendar."""

from datetime import datetime

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from einlass.tickets.models import Ticket


def ticket_calendar(ticket: Ticket, *, page_url: str, at: datetime) -> bytes:
    """One VEVENT from the opening of the doors to the end, with the way to the ticket."""
    event = ticket.event
    entry = CalendarEvent()
    entry.add("uid", f"{ticket.code}@{settings.PUBLIC_URL.rpartition('/')[2]}")
    entry.add("dtstamp", at)
    entry.add("dtstart", event.doors_open_at.astimezone(event.tz))
    entry.add("dtend", event.ends_at.astimezone(event.tz))
    entry.add("summary", event.name)
    entry.add("location", ", ".join(filter(None, [event.venue, event.address])))
    entry.add("url", page_url)
    entry.add("status", "CANCELLED" if ticket.revoked_at else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Einlass//Ticket//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    calendar.add_missing_timezones(first_date=event.doors_open_at.date(), last_date=event.ends_at.date())
    return calendar.to_ical()
