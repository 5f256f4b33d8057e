"""One loader per kind of object: what may be seen is loaded here, and nothing else is."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from einlass.events.models import Event
from einlass.programme.models import Proposal, Release, Session, Speaker
from einlass.programme.queries import public_release, sessions_of, speakers_of
from einlass.programme.releases import Programme, ReleasedSession, ReleasedSpeaker, ReleasedStage, read_programme


def get_public_release(event: Event, at: datetime) -> tuple[Release, Programme]:
    """The release that visitors see; 404 while there is none for them."""
    release = public_release(event, at)
    if release is None:
        raise Http404
    return release, read_programme(release.content)


def get_released_session(programme: Programme, code: str) -> ReleasedSession:
    """A session of a release that has a page: breaks have none."""
    session = programme.session_by_code.get(code)
    if session is None or session.is_break:
        raise Http404
    return session


def get_released_speaker(programme: Programme, code: str) -> ReleasedSpeaker:
    speaker = programme.speaker_by_code.get(code)
    if speaker is None:
        raise Http404
    return speaker


def get_released_stage(programme: Programme, key: str) -> ReleasedStage:
    stage = programme.stage_by_key.get(key)
    if stage is None:
        raise Http404
    return stage


def get_session_for_team(event: Event, code: str) -> Session:
    return get_object_or_404(sessions_of(event).select_related("event"), code=code)


def get_speaker_for_team(event: Event, code: str) -> Speaker:
    return get_object_or_404(speakers_of(event).select_related("event"), code=code)


def get_proposal_for_team(event: Event, code: str) -> Proposal:
    return get_object_or_404(Proposal.objects.select_related("event"), event=event, code=code)
