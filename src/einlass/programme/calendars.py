"""Releases as iCalendar (RFC 5545, RFC 7986).

The bytes depend on the release, the language and the event's name and place alone, never on the moment of the download, so
that an unchanged feed keeps its ETag. What calendars understand by the fields: sequence and last-modified in releases.py.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar
from icalendar import Event as Entry

from einlass.events.models import Event
from einlass.programme.models import Release, Session
from einlass.programme.releases import Programme, ReleasedSession
from einlass.programme.words import part_in_words
from einlass.web.localized import localized

# What we ask of calendars; most come by less often than that.
REFRESH = timedelta(hours=1)
FORM = "1"
"""Part of the ETag: raise it when the same release is to be written differently."""


def calendar(
    event: Event, programme: Programme, sessions: Iterable[ReleasedSession], *, language: str, title: str, path: str
) -> bytes:
    """A feed of some of the programme's sessions; breaks are left out. path: the address of the feed itself."""
    with override(language):
        feed = Calendar()
        feed.add("prodid", "-//Einlass//Programme//EN")
        feed.add("version", "2.0")
        feed.add("calscale", "GREGORIAN")
        feed.add("method", "PUBLISH")
        feed.calendar_name = title
        feed.add("x-wr-timezone", event.zone)
        feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        feed.add("x-published-ttl", "PT1H")
        feed.add("source", settings.PUBLIC_URL + path, parameters={"VALUE": "URI"})
        feed.url = settings.PUBLIC_URL + reverse("programme:schedule", args=[event.slug])
        for session in sessions:
            if not session.is_break:
                feed.add_component(_entry(event, programme, session))
        feed.add_missing_timezones(
            first_date=event.starts_at.date() - timedelta(days=366),
            last_date=event.ends_at.date() + timedelta(days=366),
        )
        return feed.to_ical()


def etag(event: Event, release: Release, language: str, part: str) -> str:
    """Strong validator of a feed. part: which sessions it has."""
    facts = [FORM, str(release.pk), event.name, event.venue, event.address, event.zone, event.slug, language, part]
    return '"' + hashlib.sha256("\n".join([*facts, settings.PUBLIC_URL]).encode()).hexdigest()[:32] + '"'


def _entry(event: Event, programme: Programme, session: ReleasedSession) -> Entry:
    title = localized(session.title)
    entry = Entry()
    # The code is random and never given away twice, so it alone makes the identifier, whatever the address becomes.
    entry.add("uid", f"{session.code}@einlass")
    entry.add("sequence", session.sequence)
    entry.add("dtstamp", session.changed_at)
    entry.add("last-modified", session.changed_at)
    entry.add("dtstart", session.starts_at.astimezone(event.tz))
    entry.add("dtend", session.ends_at.astimezone(event.tz))
    entry.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    entry.add("summary", _("Cancelled: %(title)s") % {"title": title} if session.is_cancelled else title)
    entry.add("location", ", ".join(filter(None, [_stage_name(programme, session), event.venue, event.address])))
    entry.add("description", _description(event, programme, session))
    entry.add("url", _address(event, session))
    entry.add("categories", [str(Session.Kind(session.kind).label)])
    return entry


def _stage_name(programme: Programme, session: ReleasedSession) -> str:
    return programme.stage_by_key[session.stage].name if session.stage else ""


def _description(event: Event, programme: Programme, session: ReleasedSession) -> str:
    people = [
        ", ".join(filter(None, [person.name, person.organisation, part_in_words(part)]))
        for person, part in programme.people_of(session)
    ]
    parts = ["\n".join(people), localized(session.abstract), _address(event, session)]
    return "\n\n".join(part for part in parts if part)


def _address(event: Event, session: ReleasedSession) -> str:
    return settings.PUBLIC_URL + reverse("programme:session", args=[event.slug, session.code])
