"""Giving out more seats than the hall holds, because some people do not come: switched on by hand, with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from einlass.admission.actions.ledger import resize_contingent
from einlass.admission.errors import (
    BadNumberOfSeats,
    BeyondHardLimit,
    HardLimitInUse,
    HardLimitMissing,
    OverbookingInUse,
    ReasonMissing,
)
from einlass.admission.models import Contingent, Forecast
from einlass.events import audit
from einlass.events.models import Event, User


@transaction.atomic
def set_overbooking(
    event: Event, seats: int, target: Contingent | None = None, *, by: User | str, at: datetime, reason: str
) -> Event:
    """Allow the contingents `seats` seats beyond the capacity; the difference goes to `target`, or comes from it.

    Raises HardLimitMissing, BeyondHardLimit, OverbookingInUse, SeatsInUse, SeatsPromised, BadNumberOfSeats, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    if seats < 0:
        raise BadNumberOfSeats(seats)
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    _keep_hard_limit(event, seats)
    before, change = event.overbooking, seats - event.overbooking
    if target is not None and change < 0:
        _give(target, change, by=by, at=at, reason=reason)
        event.refresh_from_db(fields=["seats_allotted"])
    if event.seats_allotted > event.capacity + seats:
        raise OverbookingInUse(event, seats)
    Event.objects.filter(pk=event.pk).update(overbooking=seats)
    event.overbooking = seats
    if target is not None and change > 0:
        _give(target, change, by=by, at=at, reason=reason)
    audit.record(
        event,
        "set_overbooking",
        f"event {event.slug}",
        at=at,
        by=by,
        before={"overbooking": before},
        after={"overbooking": seats, "reason": reason.strip()},
    )
    return event


@transaction.atomic
def set_forecast(event: Event, fields: Mapping[str, Any], *, by: User, at: datetime) -> Forecast:
    """Keep what the organisers assume. Raises HardLimitInUse where more seats are there than the hard limit allows."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    hard_limit = fields["hard_limit"]
    if event.overbooking and (hard_limit is None or hard_limit < event.capacity + event.overbooking):
        raise HardLimitInUse(event)
    forecast = Forecast.objects.filter(event=event).first() or Forecast(event=event)
    before = {name: getattr(forecast, name) for name in fields}
    for name, value in fields.items():
        setattr(forecast, name, value)
    forecast.save()
    audit.record(event, "set_forecast", f"event {event.slug}", at=at, by=by, before=before, after=fields)
    return forecast


def _keep_hard_limit(event: Event, seats: int) -> None:
    if seats == 0:
        return
    hard_limit = Forecast.objects.filter(event=event).values_list("hard_limit", flat=True).first()
    if hard_limit is None:
        raise HardLimitMissing(event)
    if event.capacity + seats > hard_limit:
        raise BeyondHardLimit(event, hard_limit)


def _give(target: Contingent, change: int, *, by: User | str, at: datetime, reason: str) -> None:
    size = Contingent.objects.values_list("size", flat=True).get(pk=target.pk)
    resize_contingent(target, max(size + change, 0), by=by, at=at, reason=reason)
