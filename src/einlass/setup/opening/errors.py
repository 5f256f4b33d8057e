"""Why an event does not open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from einlass.events.editions.errors import EditionRefusal
from einlass.events.models import Event

if TYPE_CHECKING:
    from einlass.setup.opening.checks import Check


class NotReady(EditionRefusal):
    """Something that must be there is missing."""

    def __init__(self, event: Event, checks: Sequence[Check]) -> None:
        super().__init__(event, checks)
        self.event = event
        self.checks = list(checks)


class PeopleHaveApplied(EditionRefusal):
    """The pages of people who applied cannot go away again."""

    def __init__(self, event: Event, number: int) -> None:
        super().__init__(event, number)
        self.event = event
        self.number = number


class WrongCode(EditionRefusal):
    """No test mail of the last hour had this code."""
