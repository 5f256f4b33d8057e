"""Why somebody's right to make events does not change."""

from einlass.events.models import User


class CreatorRefusal(Exception):
    """Nothing was changed."""


class NoSuchAccount(CreatorRefusal):
    """Nobody signs in with this address."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class LastCreator(CreatorRefusal):
    """Nobody would be left who may make events, or let others make them."""

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self.user = user
