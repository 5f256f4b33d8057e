"""Changing an event. Each action locks the row, checks that it is the one the form showed, and writes what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.db import transaction

from einlass.events import audit
from einlass.events.days import Hours, check_days
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.editions.errors import AlreadyOpen, CapacityTooSmall, DatesOutOfOrder, NotInState
from einlass.events.editions.pictures import Rendition
from einlass.events.editions.proposals import PhaseDates
from einlass.events.editions.slugs import check_slug
from einlass.events.models import EarlierSlug, Event, EventDay, EventPicture, SeatsGiven, State, User
from einlass.web.versions import check_version

# Moments that must come one after the other; the second of a pair may be the same moment as the first.
ORDER: Final = (
    "applications_open_at",
    "applications_close_at",
    "draw_at",
    "offers_open_at",
    "programme_public_at",
    "doors_open_at",
    "starts_at",
)
PICTURE_FIELDS: Final = {EventPicture.Kind.LOGO: "logo", EventPicture.Kind.TITLE: "title_picture"}


@transaction.atomic
def create_event(
    details: Mapping[str, Any], days: Sequence[Hours], dates: PhaseDates, *, at: datetime, by: User
) -> Event:
    """A new event in preparation. details: its other fields. Raises SlugRefused, BadDays, DatesOutOfOrder."""
    check_slug(details["slug"])
    check_days(days)
    event = Event(**details, **asdict(dates), starts_at=days[0].opens_at, ends_at=days[-1].closes_at)
    check_order(event)
    event.save()
    _write_days(event, days)
    audit.record(
        event, EditionAction.MAKE, event.subject, at=at, by=by, after={"slug": event.slug, "capacity": event.capacity}
    )
    return event


@transaction.atomic
def change_event(
    event: Event, changes: Mapping[str, Any], *, action: EditionAction, version: int, at: datetime, by: User
) -> Event:
    """Set some fields that hang on nothing else. Raises ChangedMeanwhile."""
    return _change(_locked(event, version), changes, action=action, at=at, by=by)


@transaction.atomic
def change_address(event: Event, slug: str, *, version: int, at: datetime, by: User) -> Event:
    """Give the event another slug; the one before leads on. Raises SlugRefused, ChangedMeanwhile."""
    event = _locked(event, version)
    if slug == event.slug:
        return event
    check_slug(slug, event=event)
    EarlierSlug.objects.filter(event=event, slug=slug).delete()
    EarlierSlug.objects.create(event=event, slug=event.slug, left_at=at)
    return _change(event, {"slug": slug}, action=EditionAction.CHANGE_ADDRESS, at=at, by=by)


@transaction.atomic
def set_days(event: Event, days: Sequence[Hours], *, version: int, at: datetime, by: User) -> Event:
    """Set the days with their hours; the doors open as long before as they did. Raises BadDays, DatesOutOfOrder."""
    check_days(days)
    event = _locked(event, version)
    doors_open_at = days[0].opens_at - (event.starts_at - event.doors_open_at)
    changes = {"starts_at": days[0].opens_at, "ends_at": days[-1].closes_at, "doors_open_at": doors_open_at}
    check_order(event, changes)
    before = [asdict(Hours(day.opens_at, day.closes_at)) for day in event.days.all()]
    after = [asdict(day) for day in days]
    if before == after:
        return event
    event.days.all().delete()
    _write_days(event, days)
    for name, moment in changes.items():
        setattr(event, name, moment)
    event.version += 1
    event.save(update_fields=[*changes, "version"])
    audit.record(
        event, EditionAction.SET_DAYS, event.subject, at=at, by=by, before={"days": before}, after={"days": after}
    )
    return event


@transaction.atomic
def move_dates(event: Event, dates: PhaseDates, *, version: int, at: datetime, by: User) -> Event:
    """Set the moments of all phases. Raises DatesOutOfOrder, ChangedMeanwhile."""
    event = _locked(event, version)
    changes = asdict(dates)
    if event.seats_given == SeatsGiven.CURATED:
        # Nothing is drawn: that phase has no length.
        changes["draw_at"] = changes["offers_open_at"]
    check_order(event, changes)
    return _change(event, changes, action=EditionAction.MOVE_DATES, at=at, by=by)


@transaction.atomic
def move_event(
    event: Event, dates: PhaseDates, days: Sequence[Hours], *, version: int, at: datetime, by: User
) -> Event:
    """Set the days and the moments of all phases at once. Raises BadDays, DatesOutOfOrder, ChangedMeanwhile."""
    check_days(days)
    event = _locked(event, version)
    changes = asdict(dates) | {"starts_at": days[0].opens_at, "ends_at": days[-1].closes_at}
    check_order(event, changes)
    event.days.all().delete()
    _write_days(event, days)
    return _change(event, changes, action=EditionAction.MOVE_EVENT, at=at, by=by)


@transaction.atomic
def change_capacity(event: Event, capacity: int, *, version: int, at: datetime, by: User) -> Event:
    """Set how many the hall holds. Raises CapacityTooSmall, ChangedMeanwhile."""
    event = _locked(event, version)
    if event.seats_allotted > capacity + event.overbooking:
        raise CapacityTooSmall(event, capacity, event.seats_allotted)
    return _change(event, {"capacity": capacity}, action=EditionAction.CHANGE_CAPACITY, at=at, by=by)


@transaction.atomic
def set_picture(
    event: Event,
    kind: EventPicture.Kind,
    fingerprint: str,
    renditions: Sequence[Rendition],
    *,
    at: datetime,
    by: User,
) -> Event:
    """Put a picture in the place of the one before; without a fingerprint it is taken away."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    event.pictures.filter(kind=kind).delete()
    EventPicture.objects.bulk_create(
        EventPicture(event=event, kind=kind, fingerprint=fingerprint, **asdict(rendition)) for rendition in renditions
    )
    return _change(event, {PICTURE_FIELDS[kind]: fingerprint}, action=EditionAction.CHANGE_PICTURE, at=at, by=by)


@transaction.atomic
def mark_opened(event: Event, *, at: datetime, by: User) -> Event:
    """From now on its pages are public. What must be right before, the caller has checked. Raises AlreadyOpen, NotInState."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.opened_at is not None:
        raise AlreadyOpen(event)
    if event.is_rehearsal:
        raise NotInState(event)
    return _change(event, {"opened_at": at}, action=EditionAction.OPEN, at=at, by=by)


@transaction.atomic
def mark_unopened(event: Event, *, at: datetime, by: User) -> Event:
    """Back into preparation. That nobody has applied, the caller has checked."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    return _change(event, {"opened_at": None}, action=EditionAction.BACK, at=at, by=by)


@transaction.atomic
def close_event(event: Event, thanks: Mapping[str, str], *, version: int, at: datetime, by: User) -> Event:
    """Say on every page that it is over; nobody can apply any more. Raises NotInState, ChangedMeanwhile."""
    event = _locked(event, version)
    if event.state != State.OPEN:
        raise NotInState(event)
    return _change(event, {"closed_at": at, "thanks": dict(thanks)}, action=EditionAction.CLOSE, at=at, by=by)


@transaction.atomic
def archive_event(event: Event, *, at: datetime, by: User) -> Event:
    """From now on nothing of it can be changed (events/access.py). Raises NotInState."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.state != State.CLOSED:
        raise NotInState(event)
    return _change(event, {"archived_at": at}, action=EditionAction.ARCHIVE, at=at, by=by)


@transaction.atomic
def reopen_event(event: Event, reason: str, *, at: datetime, by: User) -> Event:
    """One state back: what is archived can be changed again, what is closed is open. Raises NotInState."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if event.state not in {State.ARCHIVED, State.CLOSED} or event.anonymised_at is not None:
        raise NotInState(event)
    field = "archived_at" if event.state == State.ARCHIVED else "closed_at"
    before = {field: getattr(event, field)}
    setattr(event, field, None)
    event.version += 1
    event.save(update_fields=[field, "version"])
    after = {field: None, "reason": reason}
    audit.record(event, EditionAction.REOPEN, event.subject, at=at, by=by, before=before, after=after)
    return event


def check_order(event: Event, changes: Mapping[str, Any] | None = None) -> None:
    """Raises DatesOutOfOrder with every pair that stands the wrong way round."""
    moments = {name: (changes or {}).get(name, getattr(event, name)) for name in ORDER}
    pairs = [
        (earlier, later)
        for earlier, later in pairwise(ORDER)
        if moments[earlier] > moments[later] or (earlier == ORDER[0] and moments[earlier] == moments[later])
    ]
    if pairs:
        raise DatesOutOfOrder(pairs)


def _locked(event: Event, version: int) -> Event:
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    check_version(event, version)
    return event


def _change(event: Event, changes: Mapping[str, Any], *, action: EditionAction, at: datetime, by: User) -> Event:
    """Save what differs, if anything does, and raise the version."""
    after = {name: value for name, value in changes.items() if getattr(event, name) != value}
    if not after:
        return event
    before = {name: getattr(event, name) for name in after}
    for name, value in after.items():
        setattr(event, name, value)
    event.version += 1
    event.save(update_fields=[*after, "version"])
    audit.record(event, action, event.subject, at=at, by=by, before=before, after=after)
    return event


def _write_days(event: Event, days: Sequence[Hours]) -> None:
    EventDay.objects.bulk_create(EventDay(event=event, **asdict(day)) for day in days)
