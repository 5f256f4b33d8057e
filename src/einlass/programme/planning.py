"""The working draft as a problem for the library `timetable`, and its verdicts in words.

Sessions and people are known to the library by their codes. Breaks and plenaries stop every stage; a plenary with a
stage is besides a session pinned to its place there, so that its people and its set-up are checked as well.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

import timetable
from einlass.events.days import Hours, hours_of
from einlass.events.models import Event, Stage
from einlass.programme.models import Session
from einlass.web.localized import localized

REST_MINUTES = 10
"""Least time between two appearances of one person."""


@dataclass(frozen=True)
class Clash:
    """A broken rule. sessions: codes of those concerned; words: one sentence."""

    sessions: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Draft:
    """All sessions of the working draft that are not cancelled. zero: the event's midnight before it starts."""

    event: Event
    stages: tuple[Stage, ...]
    sessions: tuple[Session, ...]

    @cached_property
    def hours(self) -> list[Hours]:
        return hours_of(self.event)

    @property
    def zero(self) -> datetime:
        first = self.event.starts_at.astimezone(self.event.tz)
        return datetime.combine(first.date(), time(), self.event.tz)

    def minute(self, moment: datetime) -> int:
        return round((moment.timestamp() - self.zero.timestamp()) / 60)

    def moment(self, minute: int) -> datetime:
        return datetime.fromtimestamp(self.zero.timestamp() + 60 * minute, self.event.tz)

    def clock(self, minute: int) -> str:
        return f"{self.moment(minute):%H:%M}"

    @property
    def fingerprint(self) -> str:
        """Changes with everything that a proposal depends on."""
        facts = [_in_utc(moment) for hours in self.hours for moment in (hours.opens_at, hours.closes_at)]
        for session in self.sessions:
            slot = session.place
            facts += [
                session.code,
                session.kind,
                str(session.length),
                str(session.set_up),
                session.theme,
                str(session.only_on_id),
                f"{slot.stage_id} {_in_utc(slot.starts_at)} {slot.is_pinned}" if slot else "",
                *(one.speaker.code for one in session.appearances.all()),
                *(
                    f"{_in_utc(each.starts_at)} {_in_utc(each.ends_at)}"
                    for one in session.appearances.all()
                    for each in one.speaker.availabilities.all()
                ),
            ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def draft_of(event: Event, sessions: Iterable[Session]) -> Draft:
    """sessions: as from queries.sessions_of."""
    return Draft(event, tuple(event.stages.all()), tuple(session for session in sessions if not session.cancelled_at))


def problem_of(draft: Draft) -> timetable.Problem:
    """What the library needs to know. Sessions without a stage, and breaks, are not for it to place."""
    return timetable.Problem(
        days=tuple(_days(draft)),
        stages=tuple(
            timetable.Stage(stage.key, stage.capacity, stage.changeover // timedelta(minutes=1))
            for stage in draft.stages
        ),
        sessions=tuple(_session(draft, session) for session in draft.sessions if _is_for_the_library(session)),
        people=tuple(_people(draft)),
        breaks=tuple(_breaks(draft)),
        rest_minutes=REST_MINUTES,
    )


def schedule_of(draft: Draft) -> timetable.Schedule:
    """Where the draft has its sessions."""
    return timetable.Schedule(
        {
            session.code: timetable.Place(session.slot.stage.key, draft.minute(session.slot.starts_at))
            for session in draft.sessions
            if _is_for_the_library(session) and session.place is not None and session.slot.stage is not None
        }
    )


def clashes_of(draft: Draft, schedule: timetable.Schedule | None = None) -> list[Clash]:
    """Every broken rule of the draft, or of another schedule for it, in words and in order of time.

    Sessions without a place break no rule; they are simply not in the programme yet.
    """
    if not draft.stages:
        return []
    schedule = schedule or schedule_of(draft)
    violations = timetable.check(problem_of(draft), schedule, complete=False)
    wording = _Wording(draft, schedule)
    return [*_clashes_of_breaks(draft), *(Clash(each.sessions, wording.sentence(each)) for each in violations)]


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _is_for_the_library(session: Session) -> bool:
    if session.kind == Session.Kind.BREAK:
        return False
    return session.kind != Session.Kind.PLENARY or _plenary_has_stage(session)


def _plenary_has_stage(session: Session) -> bool:
    return session.place is not None and session.slot.stage_id is not None


def _days(draft: Draft) -> Iterator[timetable.Interval]:
    """Each day of the event, from its opening to its closing."""
    for hours in draft.hours:
        yield timetable.Interval(draft.minute(hours.opens_at), draft.minute(hours.closes_at))


def _session(draft: Draft, session: Session) -> timetable.Session:
    slot = session.place
    pinned = None
    if slot and slot.stage and (slot.is_pinned or session.stops_everything):
        pinned = timetable.Place(slot.stage.key, draft.minute(slot.starts_at))
    return timetable.Session(
        key=session.code,
        minutes=session.minutes,
        people=tuple(one.speaker.code for one in session.appearances.all()),
        stages=(session.only_on.key,) if session.only_on else (),
        theme=session.theme or None,
        setup_minutes=None if session.set_up is None else session.set_up // timedelta(minutes=1),
        pinned=pinned,
    )


def _people(draft: Draft) -> Iterator[timetable.Person]:
    speakers = {one.speaker.code: one.speaker for session in draft.sessions for one in session.appearances.all()}
    for code, speaker in speakers.items():
        spans = tuple(
            timetable.Interval(draft.minute(each.starts_at), draft.minute(each.ends_at))
            for each in speaker.availabilities.all()
        )
        yield timetable.Person(code, spans or None)


def _breaks(draft: Draft) -> Iterator[timetable.Break]:
    """Breaks for all stages; a plenary on a stage leaves that stage open for itself."""
    for session in draft.sessions:
        if not session.stops_everything or session.place is None:
            continue
        own = session.slot.stage if session.kind == Session.Kind.PLENARY else None
        others = tuple(stage.key for stage in draft.stages if stage != own)
        start = draft.minute(session.slot.starts_at)
        if others:
            yield timetable.Break(start, start + session.minutes, session.code, others)


def _clashes_of_breaks(draft: Draft) -> Iterator[Clash]:
    """Breaks and plenaries lie within the event and do not meet one another."""
    days = list(_days(draft))
    spans = [
        (draft.minute(session.slot.starts_at), draft.minute(session.slot.starts_at) + session.minutes, session)
        for session in draft.sessions
        if session.stops_everything and session.place is not None
    ]
    for start, end, session in spans:
        if not any(day.start <= start and end <= day.end for day in days):
            words = _("“%(session)s” (%(from)s–%(to)s) is outside the event's hours.")
            yield Clash(
                (session.code,),
                words % {"session": session, "from": draft.clock(start), "to": draft.clock(end)},
            )
    for (start, end, one), (other_start, other_end, other) in combinations(spans, 2):
        if start < other_end and other_start < end:
            words = _("“%(one)s” and “%(other)s” stop all stages at the same time, at %(at)s.")
            at = draft.clock(max(start, other_start))
            yield Clash((one.code, other.code), words % {"one": one, "other": other, "at": at})


class _Wording:
    """One sentence for a violation, in the active language."""

    def __init__(self, draft: Draft, schedule: timetable.Schedule) -> None:
        self.draft = draft
        self.schedule = schedule
        self.sessions = {session.code: session for session in draft.sessions}
        self.people = {
            one.speaker.code: one.speaker.name for session in draft.sessions for one in session.appearances.all()
        }
        self.stages = {stage.key: stage.name for stage in draft.stages}

    def sentence(self, violation: timetable.Violation) -> str:
        facts = {
            "session": self._title(violation.sessions[0]),
            "other": self._title(violation.sessions[-1]),
            "people": ", ".join(self.people[code] for code in violation.people),
            "stage": self.stages.get(violation.stage or "", ""),
            "from": self._clock(violation.sessions[0], ends=False),
            "to": self._clock(violation.sessions[0], ends=True),
            "at": self._clock(violation.sessions[-1], ends=False),
            "gap": self._gap(violation),
            "needed": self._gap(violation) + violation.short_minutes,
            "theme": self.sessions[violation.sessions[0]].theme,
        }
        return self._pattern(violation, facts) % facts

    def _pattern(self, violation: timetable.Violation, facts: dict[str, object]) -> str:
        overlaps = self._gap(violation) < 0
        if violation.rule == "one_session_per_stage" and overlaps:
            return _("“%(session)s” and “%(other)s” are both on %(stage)s at %(at)s.")
        if violation.rule == "one_session_per_stage":
            return _(
                "%(stage)s needs %(needed)s minutes to get ready for “%(other)s” at %(at)s after “%(session)s”,"
                " and has %(gap)s."
            )
        if violation.rule == "rest_between_appearances" and overlaps:
            return _("%(people)s: on stage twice at %(at)s, in “%(session)s” and in “%(other)s”.")
        if violation.rule == "rest_between_appearances":
            return _(
                "%(people)s: only %(gap)s minutes between “%(session)s” and “%(other)s” at %(at)s;"
                " %(needed)s are needed."
            )
        if violation.rule == "themes_never_parallel":
            return _("“%(session)s” and “%(other)s” share the theme “%(theme)s” and run side by side at %(at)s.")
        if violation.rule == "people_available":
            return _("%(people)s: not available for “%(session)s”, %(from)s–%(to)s.")
        if violation.rule == "stage_allowed":
            return _("“%(session)s” may not be on %(stage)s.")
        return self._opening_hours(violation, facts)

    def _opening_hours(self, violation: timetable.Violation, facts: dict[str, object]) -> str:
        session = self.sessions[violation.sessions[0]]
        start = self.schedule.placements[session.code].start
        for other in self.draft.sessions:
            if other.stops_everything and other.place is not None and other != session:
                begins = self.draft.minute(other.slot.starts_at)
                if begins < start + session.minutes and start < begins + other.minutes:
                    facts["break"] = localized(other.title)
                    return _("“%(session)s” on %(stage)s, %(from)s–%(to)s, runs into “%(break)s”.")
        return _("“%(session)s” on %(stage)s, %(from)s–%(to)s, is outside the event's hours.")

    def _title(self, code: str) -> str:
        return localized(self.sessions[code].title)

    def _clock(self, code: str, *, ends: bool) -> str:
        start = self.schedule.placements[code].start
        return self.draft.clock(start + (self.sessions[code].minutes if ends else 0))

    def _gap(self, violation: timetable.Violation) -> int:
        """Minutes between the end of the first session and the start of the last; below 0 if they overlap."""
        first, last = violation.sessions[0], violation.sessions[-1]
        ends = self.schedule.placements[first].start + self.sessions[first].minutes
        return self.schedule.placements[last].start - ends
