"""What organisers set for the intake."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from einlass.events import audit
from einlass.events.models import Event, User


@transaction.atomic
def change_intake(event: Event, settings: Mapping[str, Any], *, by: User, at: datetime) -> Event:
    """Change what an organiser may choose about the intake; nothing is written where nothing changes."""
    event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    before = {name: getattr(event, name) for name in settings}
    if before == dict(settings):
        return event
    for name, value in settings.items():
        setattr(event, name, value)
    event.save(update_fields=list(settings))
    audit.record(event, "intake changed", f"event {event.slug}", at=at, by=by, before=before, after=settings)
    return event
