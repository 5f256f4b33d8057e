"""What stands on the picture that other pages show of a link to an event. A room above draws it."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.utils import timezone, translation

from einlass.events import brand
from einlass.events.day_words import span_in_words
from einlass.events.days import visits_of
from einlass.events.models import Event

# Raise it when the same facts are to be drawn differently.
FORM = 1


@dataclass(frozen=True)
class LinkPreview:
    """colour: one on which white can be read."""

    name: str
    when: str
    where: str
    colour: str
    language: str

    @property
    def fingerprint(self) -> str:
        """Part of the picture's address, so that a changed event has another picture."""
        facts = json.dumps([FORM, asdict(self)], sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]


def link_preview(event: Event, language: str) -> LinkPreview:
    """In a language of the event, or its first one where it does not speak the wanted one."""
    spoken = language if language in event.languages else (event.languages or [language])[0]
    with translation.override(spoken), timezone.override(event.tz):
        return LinkPreview(
            event.name, span_in_words(visits_of(event)), event.venue, brand.fill(event.brand_colour), spoken
        )
