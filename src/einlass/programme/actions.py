"""Everything that changes the programme. The draft may break rules while it is worked on; a release may not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

import timetable
from einlass.events import audit
from einlass.events.models import Event, Stage, User
from einlass.programme.errors import (
    NoDayPossible,
    NoStageGiven,
    NoSuchRelease,
    NothingToRelease,
    NotOnAWholeMinute,
    OfAnotherEvent,
    OnAnotherStage,
    ProposalIsOutOfDate,
    ScheduleBreaksRules,
    SessionIsCancelled,
    SessionIsNotCancelled,
    SessionWasReleased,
)
from einlass.programme.models import Appearance, Availability, Proposal, Release, Session, Slot, Speaker
from einlass.programme.planning import Draft, clashes_of, draft_of, problem_of
from einlass.programme.queries import draft_programme, newest_release, sessions_of
from einlass.programme.releases import Programme, follow, read_programme
from einlass.programme.searching import unsolvable_in_words
from einlass.programme.stages import Stages, check_may_change, may_change_speaker

By = User | str
TEXTS_AND_LENGTH = ["kind", "title", "abstract", "language", "length", "theme", "only_on", "set_up"]


@dataclass(frozen=True)
class Part:
    """A person's part in a session that is being saved."""

    speaker: Speaker
    part: str = Appearance.Part.SPEAKER


@transaction.atomic
def save_session(session: Session, parts: Sequence[Part], *, within: Stages = None, by: By, at: datetime) -> Session:
    """Add a session, or keep its changed texts, length and people.

    within: stages that the person may change. Raises NotOnAWholeMinute, OfAnotherEvent, OnAnotherStage.
    """
    if session.pk:
        _locked(session, within)
    check_may_change(session, within)
    _refuse_length(session.length)
    for part in parts:
        _refuse_foreign(session.event_id, part.speaker)
    if session.only_on:
        _refuse_foreign(session.event_id, session.only_on)
    action = "change_session" if session.pk else "add_session"
    # Whether it is cancelled is not decided here, whatever the caller's copy says.
    session.save(update_fields=TEXTS_AND_LENGTH if session.pk else None)
    session.appearances.all().delete()
    Appearance.objects.bulk_create(
        Appearance(session=session, speaker=part.speaker, part=part.part, position=position)
        for position, part in enumerate(parts)
    )
    people = [{"speaker": part.speaker.code, "part": str(part.part)} for part in parts]
    facts = {"kind": str(session.kind), "minutes": session.minutes, "title": session.title, "people": people}
    audit.record(session.event, action, session.subject, at=at, by=by, after=facts)
    return session


@transaction.atomic
def save_speaker(
    speaker: Speaker,
    availabilities: Sequence[tuple[datetime, datetime]],
    *,
    within: Stages = None,
    by: By,
    at: datetime,
) -> Speaker:
    """Add a speaker, or keep changed details and times of availability; none means the whole event.

    within: stages that the person may change. Raises OnAnotherStage.
    """
    if not may_change_speaker(speaker, within):
        raise OnAnotherStage(speaker)
    action = "change_speaker" if speaker.pk else "add_speaker"
    speaker.save()
    speaker.availabilities.all().delete()
    Availability.objects.bulk_create(
        Availability(speaker=speaker, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in availabilities
    )
    spans = [f"{starts_at.isoformat()}/{ends_at.isoformat()}" for starts_at, ends_at in availabilities]
    audit.record(speaker.event, action, speaker.subject, at=at, by=by, after={"available": spans})
    return speaker


@transaction.atomic
def place_session(
    session: Session,
    stage: Stage | None,
    starts_at: datetime,
    *,
    is_pinned: bool = False,
    within: Stages = None,
    by: By,
    at: datetime,
) -> Slot:
    """Place a session in the draft, or move it.

    within: stages that the person may change. Raises SessionIsCancelled, NoStageGiven, OfAnotherEvent, NotOnAWholeMinute,
    OnAnotherStage.
    """
    session = _locked(session, within)
    if session.cancelled_at:
        raise SessionIsCancelled(session)
    if stage is None and not session.stops_everything:
        raise NoStageGiven(session)
    if stage is not None:
        _refuse_foreign(session.event_id, stage)
        if within is not None and stage.pk not in within:
            raise OnAnotherStage(session)
    if starts_at.second or starts_at.microsecond:
        raise NotOnAWholeMinute
    before = _place(session)
    slot, _created = Slot.objects.update_or_create(
        session=session, defaults={"stage": stage, "starts_at": starts_at, "is_pinned": is_pinned}
    )
    after = {"stage": stage.key if stage else None, "starts_at": starts_at, "is_pinned": is_pinned}
    audit.record(session.event, "place_session", session.subject, at=at, by=by, before=before, after=after)
    return slot


@transaction.atomic
def unplace_session(session: Session, *, within: Stages = None, by: By, at: datetime) -> None:
    """Take a session off the draft; it keeps its texts and people."""
    session = _locked(session, within)
    before = _place(session)
    Slot.objects.filter(session=session).delete()
    audit.record(session.event, "unplace_session", session.subject, at=at, by=by, before=before)


@transaction.atomic
def cancel_session(session: Session, *, within: Stages = None, by: By, at: datetime) -> Session:
    """Say that a session does not take place; the next release shows it as cancelled. Raises SessionIsCancelled."""
    session = _locked(session, within)
    if session.cancelled_at:
        raise SessionIsCancelled(session)
    session.cancelled_at = at
    session.save(update_fields=["cancelled_at"])
    audit.record(session.event, "cancel_session", session.subject, at=at, by=by)
    return session


@transaction.atomic
def reinstate_session(session: Session, *, within: Stages = None, by: By, at: datetime) -> Session:
    """Take a cancellation back. Raises SessionIsNotCancelled."""
    session = _locked(session, within)
    if not session.cancelled_at:
        raise SessionIsNotCancelled(session)
    session.cancelled_at = None
    session.save(update_fields=["cancelled_at"])
    audit.record(session.event, "reinstate_session", session.subject, at=at, by=by)
    return session


@transaction.atomic
def delete_session(session: Session, *, within: Stages = None, by: By, at: datetime) -> None:
    """Delete a session that the public never saw. Raises SessionWasReleased."""
    session = _locked(session, within)
    newest = newest_release(session.event)
    if newest and session.code in read_programme(newest.content).session_by_code:
        raise SessionWasReleased(session)
    audit.record(session.event, "delete_session", session.subject, at=at, by=by, before={"title": session.title})
    session.delete()


@transaction.atomic
def propose_day(event: Event, *, seed: int, steps: int, by: By, at: datetime) -> Proposal:
    """Search a place for every session that is not pinned. Raises NoDayPossible. The draft stays as it is."""
    draft = _draft(event)
    if not draft.stages:
        raise NoDayPossible(*unsolvable_in_words(draft, None))
    try:
        schedule = timetable.solve(problem_of(draft), seed=seed, steps=steps)
    except timetable.Unsolvable as error:
        raise NoDayPossible(*unsolvable_in_words(draft, error)) from error
    proposal = Proposal.objects.create(
        event=event,
        made_at=at,
        made_by=by if isinstance(by, User) else None,
        draft=draft.fingerprint,
        places={
            key: {"stage": place.stage, "starts_at": draft.moment(place.start).isoformat()}
            for key, place in schedule.placements.items()
        },
    )
    audit.record(event, "propose_day", proposal.subject, at=at, by=by, after={"seed": seed, "steps": steps})
    return proposal


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: By, at: datetime) -> Proposal:
    """Put the draft's sessions where the proposal has them. Raises ProposalIsOutOfDate."""
    event = _locked_event(proposal.event)
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    draft = _draft(event)
    if proposal.accepted_at or proposal.draft != draft.fingerprint:
        raise ProposalIsOutOfDate(proposal)
    stages = {stage.key: stage for stage in draft.stages}
    places = {
        session: (stages[place["stage"]], datetime.fromisoformat(place["starts_at"]))
        for session in draft.sessions
        if (place := proposal.places.get(session.code))
    }
    _put(places)
    proposal.accepted_at = at
    proposal.save(update_fields=["accepted_at"])
    audit.record(event, "accept_proposal", proposal.subject, at=at, by=by, after={"places": proposal.places})
    return proposal


@transaction.atomic
def release_schedule(event: Event, note: Mapping[str, str], *, by: By, at: datetime) -> Release:
    """Publish the draft as the next release. Raises ScheduleBreaksRules, NothingToRelease."""
    event = _locked_event(event)
    draft = _refuse_clashes(event)
    last = newest_release(event)
    programme = draft_programme(sessions_of(event), draft.stages, at=at)
    if last is None and not any(not session.is_cancelled for session in programme.sessions):
        raise NothingToRelease
    return _release(event, follow(programme, _read(last), at=at), last, note, by=by, at=at)


@transaction.atomic
def roll_back(event: Event, number: int, note: Mapping[str, str], *, by: By, at: datetime) -> Release:
    """Publish an older release once more, as the next one, and put the draft's sessions back to its places.

    Texts in the draft stay. Raises NoSuchRelease, and ScheduleBreaksRules if those places break rules by now.
    """
    event = _locked_event(event)
    old = Release.objects.filter(event=event, number=number).first()
    if old is None:
        raise NoSuchRelease(number)
    programme = read_programme(old.content)
    _restore_places(event, programme)
    _refuse_clashes(event)
    last = newest_release(event)
    return _release(event, follow(programme, _read(last), at=at), last, note, restores=number, by=by, at=at)


def _release(
    event: Event,
    programme: Programme,
    last: Release | None,
    note: Mapping[str, str],
    *,
    restores: int | None = None,
    by: By,
    at: datetime,
) -> Release:
    release = Release.objects.create(
        event=event,
        number=last.number + 1 if last else 1,
        note=dict(note),
        restores=restores,
        released_at=at,
        released_by=by if isinstance(by, User) else None,
        content=programme.as_json(),
    )
    facts: dict[str, Any] = {"sessions": len(programme.sessions), "restores": restores}
    audit.record(event, "release_schedule", release.subject, at=at, by=by, after=facts)
    return release


def _restore_places(event: Event, programme: Programme) -> None:
    stages = {stage.key: stage for stage in event.stages.all()}
    places: dict[Session, tuple[Stage | None, datetime]] = {}
    for session in Session.objects.select_for_update().filter(event=event):
        released = programme.session_by_code.get(session.code)
        session.cancelled_at = released.cancelled_at if released else session.cancelled_at
        session.save(update_fields=["cancelled_at"])
        if released and (released.stage is None or released.stage in stages):
            places[session] = (stages[released.stage] if released.stage else None, released.starts_at)
    Slot.objects.filter(session__event=event).exclude(session__in=places).delete()
    _put(places)


def _put(places: Mapping[Session, tuple[Stage | None, datetime]]) -> None:
    """Give sessions their places in a few statements; pins stay."""
    slots = {
        slot.session_id: slot for slot in Slot.objects.filter(session__in=places).select_for_update(of=("self",))
    }
    new: list[Slot] = []
    for session, (stage, starts_at) in places.items():
        slot = slots.get(session.pk) or Slot(session=session)
        slot.stage, slot.starts_at = stage, starts_at
        if slot.pk is None:
            new.append(slot)
    Slot.objects.bulk_update(slots.values(), ["stage", "starts_at"])
    Slot.objects.bulk_create(new)


def _refuse_clashes(event: Event) -> Draft:
    draft = _draft(event)
    clashes = clashes_of(draft)
    if clashes:
        raise ScheduleBreaksRules([clash.words for clash in clashes])
    return draft


def _refuse_foreign(event_id: int, other: Stage | Speaker) -> None:
    if other.event_id != event_id:
        raise OfAnotherEvent(other)


def _refuse_length(length: timedelta) -> None:
    if length < timedelta(minutes=1) or length % timedelta(minutes=1):
        raise NotOnAWholeMinute


def _draft(event: Event) -> Draft:
    return draft_of(event, sessions_of(event))


def _read(release: Release | None) -> Programme | None:
    return read_programme(release.content) if release else None


def _locked(session: Session, within: Stages) -> Session:
    """Raises OnAnotherStage."""
    session = Session.objects.select_for_update(of=("self",)).select_related("event").get(pk=session.pk)
    check_may_change(session, within)
    return session


def _locked_event(event: Event) -> Event:
    """Whoever releases second waits here and takes the next number; rows that merely point to the event go on."""
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def _place(session: Session) -> dict[str, Any]:
    slot = Slot.objects.select_related("stage").filter(session=session).first()
    if slot is None:
        return {}
    return {"stage": slot.stage.key if slot.stage else None, "starts_at": slot.starts_at, "is_pinned": slot.is_pinned}
