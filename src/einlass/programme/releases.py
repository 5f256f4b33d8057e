"""The form of a release: a whole schedule as plain values, to and from JSON.

    {"form": 1,
     "stages":   [{"key", "name"}],
     "speakers": [{"code", "name", "organisation", "job_title", "biography": {language: text}}],
     "sessions": [{"code", "kind", "title": {…}, "abstract": {…}, "language", "stage": key or null for all stages,
                   "starts_at", "ends_at", "people": [{"code", "part"}],
                   "sequence", "changed_at", "cancelled_at": moment or null}]}

Moments are ISO 8601 in UTC. `sequence` rises whenever a release moves, cancels or brings back a session, and `changed_at` is
the release that last touched anything of it: calendars decide by these two whether to update an entry.
A session that an earlier release had and a later one leaves out stays in as cancelled, so that calendars learn of it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

FORM = 1
Texts = Mapping[str, str]


@dataclass(frozen=True)
class ReleasedStage:
    key: str
    name: str


@dataclass(frozen=True)
class ReleasedSpeaker:
    code: str
    name: str
    organisation: str
    job_title: str
    biography: Texts

    @property
    def initials(self) -> str:
        """Two letters that stand for a picture: first of the first and first of the last name."""
        words = [word for word in self.name.replace("-", " ").split() if word[0].isalpha() and not word.endswith(".")]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(frozen=True)
class ReleasedPart:
    """A person's part in a session."""

    code: str
    part: str


@dataclass(frozen=True)
class ReleasedSession:
    """stage: a key, or None for all stages."""

    code: str
    kind: str
    title: Texts
    abstract: Texts
    language: str
    stage: str | None
    starts_at: datetime
    ends_at: datetime
    people: tuple[ReleasedPart, ...]
    sequence: int
    changed_at: datetime
    cancelled_at: datetime | None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_break(self) -> bool:
        return self.kind == "break"

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def when_and_where(self) -> tuple[datetime, datetime, str | None, bool]:
        return (self.starts_at, self.ends_at, self.stage, self.is_cancelled)

    @property
    def words(self) -> tuple[object, ...]:
        return (self.kind, self.title, self.abstract, self.language, self.people)


@dataclass(frozen=True)
class Programme:
    """Everything a visitor may see of a schedule."""

    stages: tuple[ReleasedStage, ...]
    speakers: tuple[ReleasedSpeaker, ...]
    sessions: tuple[ReleasedSession, ...]

    @cached_property
    def stage_by_key(self) -> dict[str, ReleasedStage]:
        return {stage.key: stage for stage in self.stages}

    @cached_property
    def speaker_by_code(self) -> dict[str, ReleasedSpeaker]:
        return {speaker.code: speaker for speaker in self.speakers}

    @cached_property
    def session_by_code(self) -> dict[str, ReleasedSession]:
        return {session.code: session for session in self.sessions}

    def sessions_of(self, speaker: ReleasedSpeaker) -> list[tuple[ReleasedSession, str]]:
        """The speaker's sessions in order of time, each with the part played in it."""
        return [
            (session, one.part) for session in self.sessions for one in session.people if one.code == speaker.code
        ]

    def people_of(self, session: ReleasedSession) -> list[tuple[ReleasedSpeaker, str]]:
        """Who is on stage, each with the part played."""
        return [(self.speaker_by_code[one.code], one.part) for one in session.people]

    def as_json(self) -> dict[str, Any]:
        return {
            "form": FORM,
            "stages": [asdict(stage) for stage in self.stages],
            "speakers": [asdict(speaker) for speaker in self.speakers],
            "sessions": [_session_as_json(session) for session in self.sessions],
        }


def read_programme(content: Mapping[str, Any]) -> Programme:
    """The programme in a release's content."""
    return Programme(
        tuple(ReleasedStage(**stage) for stage in content["stages"]),
        tuple(ReleasedSpeaker(**speaker) for speaker in content["speakers"]),
        tuple(_session_from_json(session) for session in content["sessions"]),
    )


def follow(draft: Programme, last: Programme | None, *, at: datetime) -> Programme:
    """The draft as the release after `last`: sequence and change moments carried on, what vanished kept as cancelled.

    What was cancelled before anybody outside had seen it is left out.
    """
    last = last or Programme(draft.stages, (), ())
    sessions = [
        _followed(session, last.session_by_code.get(session.code), at)
        for session in draft.sessions
        if session.code in last.session_by_code or not session.is_cancelled
    ]
    gone = [
        session if session.is_cancelled else _cancelled(session, at)
        for session in last.sessions
        if session.code not in draft.session_by_code
    ]
    needed = {one.code for session in gone for one in session.people} - draft.speaker_by_code.keys()
    return Programme(
        draft.stages + tuple(stage for stage in last.stages if stage.key not in draft.stage_by_key),
        in_order_of_name((*draft.speakers, *(last.speaker_by_code[code] for code in needed))),
        in_order_of_time((*sessions, *gone)),
    )


def in_order_of_time(sessions: tuple[ReleasedSession, ...]) -> tuple[ReleasedSession, ...]:
    return tuple(sorted(sessions, key=lambda session: (session.starts_at, session.stage or "", session.code)))


def in_order_of_name(speakers: tuple[ReleasedSpeaker, ...]) -> tuple[ReleasedSpeaker, ...]:
    return tuple(sorted(speakers, key=lambda speaker: (speaker.name.casefold(), speaker.code)))


def _followed(session: ReleasedSession, before: ReleasedSession | None, at: datetime) -> ReleasedSession:
    if before is None:
        return replace(session, changed_at=at)
    if session.is_cancelled and before.is_cancelled:
        session = replace(session, cancelled_at=before.cancelled_at)
    moved = session.when_and_where != before.when_and_where
    changed = moved or session.words != before.words
    return replace(
        session,
        sequence=before.sequence + (1 if moved else 0),
        changed_at=at if changed else before.changed_at,
    )


def _cancelled(session: ReleasedSession, at: datetime) -> ReleasedSession:
    return replace(session, cancelled_at=at, changed_at=at, sequence=session.sequence + 1)


def _session_as_json(session: ReleasedSession) -> dict[str, Any]:
    moments = {name: _text(getattr(session, name)) for name in ("starts_at", "ends_at", "changed_at", "cancelled_at")}
    return {**asdict(session), **moments, "people": [asdict(one) for one in session.people]}


def _session_from_json(session: Mapping[str, Any]) -> ReleasedSession:
    moments = {name: _moment(session[name]) for name in ("starts_at", "ends_at", "changed_at", "cancelled_at")}
    return ReleasedSession(
        **{**session, **moments, "people": tuple(ReleasedPart(**one) for one in session["people"])}
    )


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
