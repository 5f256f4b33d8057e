from typing import Any

from einlass.applications.models import Application
from einlass.events.models import Event, User
from einlass.reviews.duplicates.actions import put_together
from einlass.reviews.models import DuplicatePair, Merge
from tests.builders.applications import make_application
from tests.builders.events import NOON


def make_pair(event: Event, first: Application | None = None, second: Application | None = None) -> DuplicatePair:
    first = first or make_application(event, name="Ada Lovelace")
    second = second or make_application(event, name="Ada Lovelace")
    return DuplicatePair.objects.create(event=event, first=first, second=second, reason="person", found_at=NOON)


def make_merge(event: Event, *, by: User, **fields: Any) -> Merge:
    pair = make_pair(event)
    return put_together(pair, keep=pair.first_id, from_other=frozenset(), tell=False, by=by, at=NOON, **fields)
