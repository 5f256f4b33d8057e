"""An event with at least one row in every table of every room, and a draw that was published."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Model

from einlass.admission.actions import publish_draw
from einlass.admission.models import Draw
from einlass.events import audit
from einlass.events.event_tables import event_tables, foreign_keys
from einlass.events.models import Event, Role, User
from tests.builders.admission import (
    make_contingent,
    make_drawn_draw,
    make_entrant,
    make_guest,
    make_open_offer,
    make_partner_contingent,
    make_quota,
)
from tests.builders.applications import make_application, make_question, make_team, make_upload
from tests.builders.checkin import make_device, make_gate
from tests.builders.events import NOON, make_category, make_event, make_member, make_stage
from tests.builders.programme import make_placed_session, make_release, make_speaker
from tests.builders.tickets import make_ticket

_numbers = count(1)


def make_whole_event(**fields: Any) -> Event:
    event = make_event(**fields)
    owner = make_member(event, Role.OWNER)
    make_category(event, key="founder")
    make_contingent(event, size=2)
    for _ in range(5):
        make_entrant(event)
    draw = make_drawn_draw(event, by=owner)
    if draw.published_at is None:
        publish_draw(draw, by=owner, at=NOON)
    make_open_offer(make_application(event, team=make_team(event)), contingent=_curated(event), by=owner)
    make_guest(make_partner_contingent(event))
    make_question(event, key="cv", kind="file", file_types=["pdf"])
    make_upload(make_application(event), "cv")
    make_ticket(event)
    make_device(make_gate(event))
    make_placed_session(event, make_stage(event), event.starts_at, make_speaker(event))
    make_release(event)
    make_quota(event)
    fill_empty_tables(event, by=owner)
    while audit.seal(event):
        pass
    event.refresh_from_db()
    return event


def _curated(event: Event) -> Any:
    return make_contingent(event, purpose="curated", size=3)


def published_files(event: Event) -> list[tuple[str, str, str]]:
    """Lottery, result and announcement of each published draw: what anybody checks it with."""
    draws = Draw.objects.filter(event=event, published_at__isnull=False)
    return [(draw.bundle, draw.result, draw.announcement) for draw in draws]


def fill_empty_tables(event: Event, *, by: User) -> None:
    """One plain row where a builder has left none, so that a table of tomorrow is walked too."""
    for table in event_tables():
        if not table.rows(event).exists():
            table.model._base_manager.bulk_create([_plain_row(table.model, event, by)])


def _plain_row(model: type[Model], event: Event, by: User) -> Model:
    rows = {one.model: one for one in event_tables()}
    values: dict[str, Any] = {}
    for key in foreign_keys(model):
        if key.related_model is Event:
            values[key.name] = event
        elif key.related_model is User:
            values[key.name] = by
        elif not key.null:
            # Two keys to one table get different rows, the older one first.
            found = list(rows[key.related_model].rows(event).order_by("pk"))  # type: ignore[index]
            values[key.name] = found[len([one for one in values.values() if one in found])]
    for field in model._meta.local_concrete_fields:
        if field.name not in values and not field.is_relation and not field.primary_key:
            values[field.name] = _plain_value(field)
    return model(**values)


def _plain_value(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.choices:
        return field.choices[0][0]  # type: ignore[index]
    match field:
        case models.DateTimeField():
            return NOON + timedelta(minutes=1 if field.name.startswith(("closes", "ends")) else 0)
        case models.DurationField():
            return timedelta(minutes=5)
        case models.UUIDField():
            return uuid4()
        case models.BinaryField():
            return b"x"
        case models.JSONField():
            return {}
        case models.IntegerField() | models.FloatField():
            return 1
        case models.BooleanField():
            return False
    return f"x{next(_numbers)}"[-(field.max_length or 100) :]
