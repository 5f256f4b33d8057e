"""Why two applications are not put together, or not taken apart."""

from einlass.applications.models import Application


class NotApartAnyMore(Exception):
    """Somebody else has put one of them together, or it was withdrawn."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class WouldNotCount(Exception):
    """The one to be kept does not count, while the other one does."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class HasASeat(Exception):
    """Something hangs on the other one that cannot come over: an offer, a ticket, a place in a draw."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class NothingToUndo(Exception):
    """It is taken apart already."""
