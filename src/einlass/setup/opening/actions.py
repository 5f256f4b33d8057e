"""Making an event public, and taking that back as long as nobody has come."""

from datetime import datetime

from django.db import transaction

from einlass.applications.models import Application
from einlass.events.editions.actions import mark_opened, mark_unopened
from einlass.events.models import Event, User
from einlass.setup.opening.checks import stops
from einlass.setup.opening.errors import NotReady, PeopleHaveApplied


@transaction.atomic
def open_event(event: Event, *, at: datetime, by: User) -> Event:
    """From now on everybody sees it. Raises NotReady, AlreadyOpen."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if found := stops(event, at=at):
        raise NotReady(event, found)
    return mark_opened(event, at=at, by=by)


@transaction.atomic
def take_event_back(event: Event, *, at: datetime, by: User) -> Event:
    """Back into preparation. Raises PeopleHaveApplied."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if number := Application.objects.filter(event=event).count():
        raise PeopleHaveApplied(event, number)
    return mark_unopened(event, at=at, by=by)
