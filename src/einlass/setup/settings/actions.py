"""Changes of an event that other rooms have a say in: their rows are asked first, and moved along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError, Sum

from einlass.admission.actions import open_contingent, resize_contingent
from einlass.admission.models import Contingent, Draw, Offer
from einlass.applications.mails import mail_new_deadline
from einlass.applications.models import Application
from einlass.events import audit
from einlass.events.editions.actions import change_capacity, change_event, move_dates
from einlass.events.editions.audit_actions import EditionAction
from einlass.events.editions.proposals import PhaseDates
from einlass.events.models import Category, Event, Stage, User
from einlass.setup.making.actions import CONTINGENTS
from einlass.setup.making.shares import SeatPlan, seat_plan
from einlass.setup.settings.errors import InUse, PhaseHasHappened
from einlass.setup.texts import in_all_languages
from einlass.web.versions import check_version

REASON: Final = "settings"


@dataclass(frozen=True)
class CategoryRow:
    """A category as it is to be; without a key it is new."""

    key: str
    name: Mapping[str, str]
    colour: str
    takes_applications: bool


@dataclass(frozen=True)
class StageRow:
    key: str
    name: str
    capacity: int
    changeover: timedelta


def seats_elsewhere(event: Event) -> int:
    """Seats in contingents of partners, which this page leaves alone."""
    others = Contingent.objects.filter(event=event).exclude(purpose__in=CONTINGENTS)
    return others.aggregate(sum=Sum("size"))["sum"] or 0


@transaction.atomic
def set_up_seats(event: Event, values: Mapping[str, Any], *, version: int, at: datetime, by: User) -> Event:
    """Set the capacity and how its seats are shared out.

    Raises CapacityTooSmall, ChangedMeanwhile, or what resizing a contingent raises.
    """
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    check_version(event, version)
    plan = plan_of(event, values)
    sizes = plan.by_purpose()
    there = {one.purpose: one for one in Contingent.objects.filter(event=event, purpose__in=sizes)}
    # Seats are taken before others are given, so that the sum never passes the capacity on the way.
    _resize([(one, sizes[one.purpose]) for one in there.values() if sizes[one.purpose] < one.size], at=at, by=by)
    event = change_capacity(event, values["capacity"], version=version, at=at, by=by)
    _resize([(one, sizes[one.purpose]) for one in there.values() if sizes[one.purpose] > one.size], at=at, by=by)
    for purpose in sizes.keys() - there.keys():
        open_contingent(event, purpose, in_all_languages(CONTINGENTS[purpose]), sizes[purpose], at=at, by=by)
    changes = {"seats_given": values["seats_given"]}
    return change_event(event, changes, action=EditionAction.CHANGE_CAPACITY, version=event.version, at=at, by=by)


def plan_of(event: Event, values: Mapping[str, Any]) -> SeatPlan:
    """What the typed numbers share out."""
    seats = values["capacity"] + event.overbooking - seats_elsewhere(event)
    aside = {name: values[name] for name in ("speakers", "press", "crew", "door")}
    return seat_plan(seats, values["seats_given"], values["drawn_share"], **aside)


@transaction.atomic
def move_phases(
    event: Event, dates: PhaseDates, *, tells_applicants: bool = False, version: int, at: datetime, by: User
) -> Event:
    """Set all dates; applicants are told of a new end by mail if wished.

    Raises PhaseHasHappened, DatesOutOfOrder, ChangedMeanwhile.
    """
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    check_version(locked, version)
    check_happened(locked, dates)
    moved = move_dates(locked, dates, version=version, at=at, by=by)
    if tells_applicants and dates.applications_close_at != event.applications_close_at:
        tell_new_deadline(event, at=at)
    return moved


def tell_new_deadline(event: Event, *, at: datetime) -> None:
    """Write to everybody who applied until when they can change what they sent."""
    for application in Application.objects.filter(event=event, withdrawn_at=None).select_related("event"):
        mail_new_deadline(application, at=at)


def check_happened(event: Event, dates: PhaseDates) -> None:
    """Raises PhaseHasHappened where a moment would come after something that rests on it."""
    for field, reason, limit in _limits(event):
        moment = getattr(dates, field)
        if limit is not None and moment > limit and moment != getattr(event, field):
            raise PhaseHasHappened(field, reason, limit)


def _limits(event: Event) -> list[tuple[str, str, datetime | None]]:
    applied = Application.objects.filter(event=event).order_by("submitted_at").values_list("submitted_at", flat=True)
    draws = Draw.objects.filter(event=event, annulled_at=None).exclude(committed_at=None)
    drawn = draws.order_by("frozen_at").values_list("frozen_at", flat=True)
    offered = Offer.objects.filter(application__event=event).order_by("pk").values_list("made_at", flat=True)
    return [
        ("applications_open_at", "applied", applied.first()),
        ("applications_close_at", "drawn", drawn.first()),
        ("offers_open_at", "offered", offered.first()),
    ]


@transaction.atomic
def save_categories(event: Event, rows: Sequence[CategoryRow], *, version: int, at: datetime, by: User) -> Event:
    """Make the categories those of `rows`. Raises InUse, ChangedMeanwhile."""
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    check_version(locked, version)
    before = [asdict(_row_of(one)) for one in locked.categories.all()]
    _drop(locked.categories.exclude(key__in=[row.key for row in rows]))
    index = max(locked.categories.values_list("index", flat=True), default=-1)
    for row in rows:
        is_there = locked.categories.filter(key=row.key)
        values = {"name": dict(row.name), "colour": row.colour, "takes_applications": row.takes_applications}
        if not is_there.update(**values):
            index += 1
            Category.objects.create(event=locked, index=index, key=row.key, **values)
    after = [asdict(row) for row in rows]
    return _note(locked, EditionAction.CHANGE_CATEGORIES, before, after, at=at, by=by)


@transaction.atomic
def save_stages(event: Event, rows: Sequence[StageRow], *, version: int, at: datetime, by: User) -> Event:
    """Make the stages those of `rows`, in their order. Raises InUse, ChangedMeanwhile."""
    locked = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    check_version(locked, version)
    before = [_facts(StageRow(one.key, one.name, one.capacity, one.changeover)) for one in locked.stages.all()]
    _drop(locked.stages.exclude(key__in=[row.key for row in rows]))
    for position, row in enumerate(rows):
        values = asdict(row) | {"position": position}
        Stage.objects.update_or_create(event=locked, key=values.pop("key"), defaults=values)
    return _note(locked, EditionAction.CHANGE_STAGES, before, [_facts(row) for row in rows], at=at, by=by)


def _note(event: Event, action: EditionAction, before: Any, after: Any, *, at: datetime, by: User) -> Event:
    event.version += 1
    event.save(update_fields=["version"])
    audit.record(event, action, event.subject, at=at, by=by, before={"rows": before}, after={"rows": after})
    return event


def _drop(rows: Iterable[Category] | Iterable[Stage]) -> None:
    for row in rows:
        try:
            row.delete()
        except (ProtectedError, RestrictedError) as error:
            raise InUse(str(row)) from error


def _row_of(category: Category) -> CategoryRow:
    return CategoryRow(category.key, category.name, category.colour, category.takes_applications)


def _facts(row: StageRow) -> dict[str, Any]:
    return asdict(row) | {"changeover": row.changeover // timedelta(minutes=1)}


def _resize(changes: Sequence[tuple[Contingent, int]], *, at: datetime, by: User) -> None:
    for contingent, size in changes:
        resize_contingent(contingent, size, at=at, by=by, reason=REASON)
