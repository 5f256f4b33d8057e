"""Reading the programme: releases for the public, the working draft for the team."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from einlass.events.models import Event, Stage
from einlass.programme.models import Release, Session, Slot, Speaker
from einlass.programme.releases import (
    Programme,
    ReleasedPart,
    ReleasedSession,
    ReleasedSpeaker,
    ReleasedStage,
    in_order_of_name,
    in_order_of_time,
)


def newest_release(event: Event) -> Release | None:
    return Release.objects.filter(event=event).order_by("-number").first()


def public_release(event: Event, at: datetime) -> Release | None:
    """What visitors see at a moment: the newest release, once the programme is public."""
    return newest_release(event) if at >= event.programme_public_at else None


def sessions_of(event: Event) -> QuerySet[Session]:
    """All sessions of the draft with their place and people."""
    return (
        Session.objects.filter(event=event)
        .select_related("slot__stage", "only_on")
        .prefetch_related("appearances__speaker__availabilities")
    )


def speakers_of(event: Event) -> QuerySet[Speaker]:
    return Speaker.objects.filter(event=event).prefetch_related("availabilities", "appearances__session")


def draft_programme(sessions: Iterable[Session], stages: Iterable[Stage], *, at: datetime) -> Programme:
    """The working draft in the form of a release: what has a place, with all who are on stage.

    sessions: as from sessions_of, the cancelled ones too.
    """
    sessions = [session for session in sessions if session.place is not None]
    speakers = {one.speaker_id: one.speaker for session in sessions for one in session.appearances.all()}
    return Programme(
        tuple(ReleasedStage(stage.key, stage.name) for stage in stages),
        in_order_of_name(tuple(_speaker(speaker) for speaker in speakers.values())),
        in_order_of_time(tuple(_session(session, session.slot, at) for session in sessions)),
    )


def _speaker(speaker: Speaker) -> ReleasedSpeaker:
    return ReleasedSpeaker(speaker.code, speaker.name, speaker.organisation, speaker.job_title, speaker.biography)


def _session(session: Session, slot: Slot, at: datetime) -> ReleasedSession:
    return ReleasedSession(
        code=session.code,
        kind=session.kind,
        title=session.title,
        abstract=session.abstract,
        language=session.language,
        stage=slot.stage.key if slot.stage else None,
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + session.length,
        people=tuple(ReleasedPart(one.speaker.code, one.part) for one in session.appearances.all()),
        sequence=0,
        changed_at=at,
        cancelled_at=session.cancelled_at,
    )
