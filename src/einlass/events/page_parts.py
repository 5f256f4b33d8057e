"""What rooms above this one show on an event's public page; settings.EVENT_PAGE_PARTS names them, in their order."""

from collections.abc import Callable, Mapping, Sequence
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


def page_parts(event: Event, *, at: datetime) -> list[PagePart]:
    """The parts that have something to say now."""
    makers = [cast(Callable[..., PagePart | None], import_string(name)) for name in settings.EVENT_PAGE_PARTS]
    parts = (make(event, at=at) for make in makers)
    return [part for part in parts if part is not None]
