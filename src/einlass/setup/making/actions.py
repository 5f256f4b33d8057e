"""Making an event: the row, its owner, and what every event needs in the rooms below."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_noop

from einlass.admission.actions import open_contingent
from einlass.checkin.actions.gates import add_gate
from einlass.events.days import Hours
from einlass.events.editions.actions import create_event
from einlass.events.editions.proposals import proposed_dates
from einlass.events.models import Event, Role, Stage, User
from einlass.events.staff import add_member
from einlass.setup.making.shares import proposed_seats
from einlass.setup.texts import in_all_languages
from einlass.tickets.actions import advance_series, create_ticket_key

CONTINGENTS: Final = {
    "draw": gettext_noop("Public draw"),
    "curated": gettext_noop("Admitted by hand"),
    "speakers": gettext_noop("Speakers"),
    "press": gettext_noop("Press"),
    "crew": gettext_noop("Crew"),
    "door": gettext_noop("Door reserve"),
}
MAIN_STAGE: Final = gettext_noop("Main stage")
MAIN_GATE: Final = gettext_noop("Main entrance")
CHANGEOVER: Final = timedelta(minutes=5)


@transaction.atomic
def make_event(details: Mapping[str, Any], days: Sequence[Hours], *, at: datetime, by: User) -> Event:
    """An event in preparation, owned by who makes it, with dates, contingents, a stage, a gate and a ticket key.

    Raises SlugRefused, BadDays, DatesOutOfOrder.
    """
    dates = proposed_dates(days[0].opens_at, details["zone"], at=at)
    event = create_event(details, days, dates, at=at, by=by)
    add_member(event, by.email, Role.OWNER, at=at, by=by)
    for purpose, size in proposed_seats(event.capacity, event.seats_given).by_purpose().items():
        open_contingent(event, purpose, in_all_languages(CONTINGENTS[purpose]), size, at=at, by=by)
    _furnish(event, at=at, by=by)
    event.refresh_from_db()
    return event


def _furnish(event: Event, *, at: datetime, by: User) -> None:
    names = {text: in_all_languages(text)[event.languages[0]] for text in (MAIN_STAGE, MAIN_GATE)}
    Stage.objects.create(
        event=event, key="main", name=names[MAIN_STAGE], capacity=event.capacity, changeover=CHANGEOVER
    )
    add_gate(event, name=names[MAIN_GATE], opens_at=event.doors_open_at, closes_at=event.ends_at, at=at, by=by)
    advance_series(event)
    create_ticket_key(event, at=at, by=by)
