"""Taking the last change of many tags back: offered once, on the next page of the list."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from einlass.events.models import Event

KEY: Final = "tagging"


@dataclass(frozen=True)
class OfferedUndo:
    """stamp: names the change (loaders.stamp_of); number: of applications; code, name: of the tag."""

    stamp: int
    number: int
    code: str
    name: str
    is_removal: bool


def offer_undo(request: HttpRequest, event: Event, offered: OfferedUndo) -> None:
    facts = [event.pk, offered.stamp, offered.number, offered.code, offered.name, offered.is_removal]
    request.session[KEY] = facts


def offered_undo(request: HttpRequest, event: Event) -> OfferedUndo | None:
    """What can be taken back, if the page before changed something; asking ends the offer."""
    if KEY not in request.session:
        return None
    facts: list[Any] = request.session.pop(KEY)
    return OfferedUndo(*facts[1:]) if facts[0] == event.pk else None
