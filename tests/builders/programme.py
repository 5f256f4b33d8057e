from datetime import datetime, timedelta
from itertools import count
from typing import Any

from einlass.events.models import Event, Stage
from einlass.programme.actions import Part, place_session, release_schedule, save_session
from einlass.programme.models import Appearance, Release, Session, Speaker
from tests.builders.events import NOON

_numbers = count(1)


def make_speaker(event: Event, **fields: Any) -> Speaker:
    number = next(_numbers)
    defaults = {"name": f"Speaker {number}", "email": f"speaker-{number}@example.org", "organisation": "Works"}
    return Speaker.objects.create(event=event, **(defaults | fields))


def make_session(event: Event, *people: Speaker, parts: dict[Speaker, str] | None = None, **fields: Any) -> Session:
    """A talk of 20 minutes; `people` speak, `parts` gives others their part."""
    number = next(_numbers)
    defaults = {
        "kind": Session.Kind.TALK,
        "title": {"en": f"Talk {number}", "de": f"Vortrag {number}"},
        "language": "en",
        "length": timedelta(minutes=20),
    }
    session = Session(event=event, **(defaults | fields))
    chosen = [Part(person, Appearance.Part.SPEAKER) for person in people]
    chosen += [Part(person, part) for person, part in (parts or {}).items()]
    return save_session(session, chosen, by="worker", at=NOON)


def make_placed_session(
    event: Event, stage: Stage | None, starts_at: datetime, *people: Speaker, **fields: Any
) -> Session:
    session = make_session(event, *people, **fields)
    place_session(session, stage, starts_at, by="worker", at=NOON)
    return Session.objects.get(pk=session.pk)


def make_release(event: Event, *, at: datetime = NOON, **note: str) -> Release:
    return release_schedule(event, note, by="worker", at=at)
