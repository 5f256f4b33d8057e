"""What rooms above this one show on an event's public page and on the team's overview.

settings.EVENT_PAGE_PARTS, settings.ANNOUNCED_PAGE_PARTS and settings.TEAM_PAGE_PARTS name them, in their order.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from einlass.events.models import Event


@dataclass(frozen=True)
class PagePart:
    """template: of the part; it finds `facts` under the name `part`.  styles: static files it needs.

    The page is kept and shown to everybody, so a part holds nothing of one visitor, and nothing that is not public.
    """

    template: str
    facts: Mapping[str, Any]
    styles: Sequence[str] = ()


def page_parts(event: Event, *, at: datetime, makers: Sequence[str] | None = None) -> list[PagePart]:
    """The parts that have something to say now. makers: by name, where they are others than those of an open event."""
    names = settings.EVENT_PAGE_PARTS if makers is None else makers
    found = [cast(Callable[..., PagePart | None], import_string(name)) for name in names]
    parts = (make(event, at=at) for make in found)
    return [part for part in parts if part is not None]


def team_page_parts(event: Event, roles: Collection[str], *, at: datetime) -> list[PagePart]:
    """As `page_parts`, for the team's overview; each maker decides by the roles of who looks."""
    makers = [cast(Callable[..., PagePart | None], import_string(name)) for name in settings.TEAM_PAGE_PARTS]
    parts = (make(event, roles, at=at) for make in makers)
    return [part for part in parts if part is not None]
