"""Why a message to groups cannot be changed or sent."""

from einlass.mail.models import GroupMessage


class GroupMessageRefusal(Exception):
    def __init__(self, message: GroupMessage, *facts: str) -> None:
        super().__init__(message, *facts)
        self.message = message
        self.facts = facts


class NoDraft(GroupMessageRefusal):
    """It is on its way, or was sent."""


class HasBegun(GroupMessageRefusal):
    """Too late to take it back; it can be stopped."""


class IsNotSending(GroupMessageRefusal):
    """It cannot be stopped, or not be taken up again: it is not on its way, or all is over."""


class TextsMissing(GroupMessageRefusal):
    """facts: the languages without a subject or without a text."""


class NobodyGetsIt(GroupMessageRefusal):
    """No group, or nobody in it."""
