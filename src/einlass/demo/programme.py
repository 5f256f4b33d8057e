"""The programme of the demo day: forty sessions with sixty speakers on two stages, released twice.

The content stands in programme_people.py and programme_sessions.py. The day is placed by the same search that organisers use,
with a fixed seed, so that it is the same every time for an event of the same name.
"""

import hashlib
from datetime import datetime, timedelta
from itertools import combinations

from django.db import transaction

from einlass.demo.programme_people import PEOPLE
from einlass.demo.programme_sessions import BREAKS, PLENARIES, SESSIONS, Talk
from einlass.events.codes import ALPHABET
from einlass.events.models import Event, Stage
from einlass.programme.actions import (
    By,
    Part,
    accept_proposal,
    cancel_session,
    place_session,
    propose_day,
    release_schedule,
    save_session,
    save_speaker,
)
from einlass.programme.models import Appearance, Session, Slot, Speaker
from einlass.programme.planning import clashes_of, draft_of
from einlass.programme.queries import sessions_of

SEED = 1859
STEPS = 3000
SET_UP_FOR_ARMCHAIRS = timedelta(minutes=10)
# Who cannot be there all day: key → minutes after the start, from and to.
AWAY = {"brandhorst": (0, 180), "moreau": (0, 230), "bergstrand": (240, 540), "tan": (60, 360), "kim": (280, 540)}
CANCELLED = "horvat"
REWORDED = "heitmann"


@transaction.atomic
def make_programme(event: Event, *, by: By, at: datetime) -> None:
    """Fill an event that has no programme yet: release 1, then a few changes, then release 2."""
    main, second = _stages(event)
    speakers = _make_speakers(event, by=by, at=at)
    for talk in PLENARIES:
        session = _make_session(event, talk, speakers, (main, second), by=by, at=at)
        place_session(session, main, _moment(event, talk.at or 0), is_pinned=True, by=by, at=at)
    for title_en, title_de, minute, length in BREAKS:
        pause = Session(
            event=event,
            code=_code(event, title_en),
            kind=Session.Kind.BREAK,
            title={"en": title_en, "de": title_de},
            language=_languages(event)[0],
            length=timedelta(minutes=length),
        )
        save_session(pause, [], by=by, at=at)
        place_session(pause, None, _moment(event, minute), by=by, at=at)
    sessions = {talk: _make_session(event, talk, speakers, (main, second), by=by, at=at) for talk in SESSIONS}
    for talk, session in sessions.items():
        if talk.at is not None:
            place_session(session, session.only_on, _moment(event, talk.at), is_pinned=True, by=by, at=at)
    accept_proposal(propose_day(event, seed=SEED, steps=STEPS, by=by, at=at), by=by, at=at)
    first = {"en": "The whole day, for the first time.", "de": "Der ganze Tag, zum ersten Mal."}
    release_schedule(event, first, by=by, at=at - timedelta(days=2))
    _change_a_little(event, sessions, by=by, at=at)
    second_note = {
        "en": "Two short talks have changed places, and one had to be cancelled.",
        "de": "Zwei kurze Vorträge haben ihre Plätze getauscht, einer musste leider entfallen.",
    }
    release_schedule(event, second_note, by=by, at=at)


def _stages(event: Event) -> tuple[Stage, Stage]:
    """The event's first two stages; made if it has none."""
    stages = list(event.stages.all()[:2])
    for position, (key, name, capacity) in enumerate([("main", "Hauptbühne", 900), ("second", "Werkstatt", 350)]):
        if len(stages) <= position:
            stages.append(
                Stage.objects.create(
                    event=event,
                    key=key,
                    name=name,
                    capacity=capacity,
                    changeover=timedelta(minutes=5),
                    position=position,
                )
            )
    return stages[0], stages[1]


def _make_speakers(event: Event, *, by: By, at: datetime) -> dict[str, Speaker]:
    speakers = {}
    for person in PEOPLE:
        speaker = Speaker(
            event=event,
            code=_code(event, person.key),
            name=person.name,
            email=f"{person.key}@speakers.example",
            organisation=person.organisation,
            job_title=person.job_title,
            biography={"en": person.en, "de": person.de},
        )
        spans = (
            [(_moment(event, AWAY[person.key][0]), _moment(event, AWAY[person.key][1]))] if person.key in AWAY else []
        )
        speakers[person.key] = save_speaker(speaker, spans, by=by, at=at)
    return speakers


def _make_session(
    event: Event, talk: Talk, speakers: dict[str, Speaker], stages: tuple[Stage, Stage], *, by: By, at: datetime
) -> Session:
    session = Session(
        event=event,
        code=_code(event, talk.title_en),
        kind=talk.kind,
        title={"en": talk.title_en, "de": talk.title_de},
        abstract={"en": talk.en, "de": talk.de},
        language=talk.language,
        length=timedelta(minutes=talk.minutes),
        theme=talk.theme,
        only_on=None if talk.stage is None else stages[talk.stage],
        set_up=SET_UP_FOR_ARMCHAIRS if talk.kind == Session.Kind.FIRESIDE else None,
    )
    return save_session(session, [_part(word, speakers) for word in talk.people.split()], by=by, at=at)


def _part(word: str, speakers: dict[str, Speaker]) -> Part:
    part, _colon, key = word.rpartition(":")
    return Part(speakers[key], part or Appearance.Part.SPEAKER)


def _change_a_little(event: Event, sessions: dict[Talk, Session], *, by: By, at: datetime) -> None:
    """What happens to every programme: somebody cancels, a title gets better, two talks change places."""
    by_people = {talk.people: session for talk, session in sessions.items()}
    cancel_session(by_people[CANCELLED], by=by, at=at)
    reworded = Session.objects.get(pk=by_people[REWORDED].pk)
    reworded.title = {"en": "I bought a bigger saw", "de": "Ich habe mir eine größere Säge gekauft"}
    save_session(reworded, [Part(one.speaker, one.part) for one in reworded.appearances.all()], by=by, at=at)
    _swap_two(event, by=by, at=at)


def _swap_two(event: Event, *, by: By, at: datetime) -> None:
    """Let two short talks on different stages change places, the first two that break no rule by it."""
    slots = Slot.objects.filter(
        session__event=event, session__kind=Session.Kind.TALK, session__cancelled_at=None, is_pinned=False
    ).select_related("session", "stage")
    for one, other in combinations(slots.order_by("starts_at", "pk"), 2):
        if one.stage != other.stage and one.session.length == other.session.length:
            places = (one.stage, one.starts_at), (other.stage, other.starts_at)
            place_session(one.session, *places[1], by=by, at=at)
            place_session(other.session, *places[0], by=by, at=at)
            if not clashes_of(draft_of(event, sessions_of(event))):
                return
            place_session(one.session, *places[0], by=by, at=at)
            place_session(other.session, *places[1], by=by, at=at)


def _moment(event: Event, minute: int) -> datetime:
    return event.starts_at + timedelta(minutes=minute)


def _languages(event: Event) -> list[str]:
    return event.languages or ["de"]


def _code(event: Event, name: str) -> str:
    """A code as random ones look, but always the same for the same event and name, so that the search repeats."""
    digest = hashlib.sha256(f"{event.slug}/{name}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:8])
