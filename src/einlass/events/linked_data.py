"""What search engines read of an event: https://schema.org/Event, as JSON-LD."""

import json
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from einlass.events.days import Visit, visits_of
from einlass.events.models import Event
from einlass.web.localized import localized

# What would end the script element, or be read as something else inside it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked_data(event: Event, public_url: str) -> SafeString:
    """Safe to stand in a script element of type application/ld+json, which no browser runs."""
    url = public_url + reverse("events:event", args=[event.slug])
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.name,
        "description": localized(event.summary),
        "startDate": event.starts_at.astimezone(event.tz).isoformat(),
        "endDate": event.ends_at.astimezone(event.tz).isoformat(),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "maximumAttendeeCapacity": event.capacity,
        "inLanguage": event.languages,
        "location": {"@type": "Place", "name": event.venue, "address": event.address or event.venue},
        "url": url,
    }
    visits = visits_of(event)
    facts["doorTime"] = visits[0].doors_open_at.astimezone(event.tz).isoformat()
    if len(visits) > 1:
        facts["subEvent"] = [
            _day(event, visit, f"{event.name} ({number}/{len(visits)})", facts["location"])
            for number, visit in enumerate(visits, start=1)
        ]
    if event.organiser_name:
        facts["organizer"] = {"@type": "Organization", "name": event.organiser_name, "url": url}
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above


def _day(event: Event, visit: Visit, name: str, location: dict[str, str]) -> dict[str, Any]:
    """One day of several, so that nobody takes the nights between them for open."""
    return {
        "@type": "Event",
        "name": name,
        "doorTime": visit.doors_open_at.astimezone(event.tz).isoformat(),
        "startDate": visit.opens_at.astimezone(event.tz).isoformat(),
        "endDate": visit.closes_at.astimezone(event.tz).isoformat(),
        "location": location,
    }
