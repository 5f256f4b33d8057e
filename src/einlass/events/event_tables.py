"""Every table that belongs to an event, of whichever room, found by its foreign keys.

Deleting, anonymising and exporting an event walk these, so a table that a room adds tomorrow is not forgotten.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet

from einlass.events.models import Event

# About events, and there when an event is gone.
OUTSIDE: Final = frozenset({"setup.EventTask", "setup.TaskFile", "setup.DeletedEvent", "setup.SetupLink"})


@dataclass(frozen=True)
class EventTable:
    """path: the look-up from a row to its event, such as 'draw__event'; 'pk' for the event itself."""

    model: type[Model]
    path: str

    @property
    def label(self) -> str:
        return self.model._meta.label

    def rows(self, event: Event) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.path: event.pk})


@cache
def event_tables() -> tuple[EventTable, ...]:
    """All of them, each after those it needs a row of; the event itself comes first."""
    found: dict[type[Model], EventTable] = {Event: EventTable(Event, "pk")}
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("einlass.") and model._meta.label not in OUTSIDE
    ]
    while True:
        new: dict[type[Model], EventTable] = {}
        for model in models:
            if model not in found and (path := _path(model, found)):
                new[model] = EventTable(model, path)
        if not new:
            return tuple(found.values())
        found |= new


def foreign_keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, ForeignKey)]


def _path(model: type[Model], found: dict[type[Model], EventTable]) -> str:
    """Straight to the event, or by way of a row that this one cannot be without."""
    keys = foreign_keys(model)
    direct = [key.name for key in keys if key.related_model is Event]
    if direct:
        return "event" if "event" in direct else direct[0]
    for key in keys:
        table = found.get(key.related_model)
        if table is not None and not key.null:
            return f"{key.name}__{table.path}"
    return ""
