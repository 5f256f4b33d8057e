"""Groups of people whom the team may write to. Each room offers its own in a function that settings.MAIL_GROUPS names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from einlass.events.models import Event

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Receiver:
    """language: empty where it is not known. known_at: since when; where two have one address, the newer name is used.

    facts: codes of what the person has here, such as {"application_code": "7KQ3M9XR"}; by them a mail is found, handed
    out and deleted with the rest of what is held about somebody.
    """

    address: str
    name: str
    language: str = ""
    known_at: datetime = LONG_AGO
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """key: the same as long as the group means the same. find: who is in it at a moment."""

    key: str
    label: str | Promise
    find: Callable[[datetime], Iterable[Receiver]]


def groups_of(event: Event) -> dict[str, Group]:
    """All groups by key, in the order of the rooms."""
    return {group.key: group for name in settings.MAIL_GROUPS for group in import_string(name)(event)}
