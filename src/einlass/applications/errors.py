"""Why an application is refused."""

from datetime import datetime

from einlass.applications.models import Application, Team
from einlass.events.models import Event


class ApplicationsClosed(Exception):
    """Nothing can be sent, changed or withdrawn outside the time for applications."""

    def __init__(self, event: Event) -> None:
        super().__init__(event)
        self.event = event


class FormChanged(Exception):
    """The form is not the one any more that was filled in."""


class AlreadyWithdrawn(Exception):
    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class AlreadyErased(AlreadyWithdrawn):
    """Nothing is left of it to change."""


class ProofTooLate(Exception):
    """The draw's entries are fixed; an address proved now would not count any more."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class AnotherApplicationCounts(Exception):
    """The same address has proved another application."""

    def __init__(self, existing: Application) -> None:
        super().__init__(existing)
        self.existing = existing


class WrongCode(Exception):
    """The digits typed are not those in the mail."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(tries_left)
        self.tries_left = tries_left


class CodeIsOver(Exception):
    """Its time is over or it was mistyped too often; the link still works."""


class NotInATeam(Exception):
    """There is no team to leave."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class ChallengeFailed(Exception):
    """What came with the form solves no challenge of ours, or too late."""


class ChallengeUsed(ChallengeFailed):
    """The challenge was solved for another form."""


class TeamProblem(Exception):
    """The team cannot be joined."""


class UnknownTeam(TeamProblem):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TeamIsFull(TeamProblem):
    def __init__(self, team: Team) -> None:
        super().__init__(team)
        self.team = team


class TeamHasWithdrawn(TeamProblem):
    """Everybody in the team has withdrawn, so there is nobody to join."""

    def __init__(self, team: Team) -> None:
        super().__init__(team)
        self.team = team


class NotWithdrawn(Exception):
    """There is nothing to open again."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.application = application


class WrongDeadline(Exception):
    """Somebody's own deadline must come after everybody's and no later than the entries of the draw are fixed."""

    def __init__(self, application: Application, until: datetime) -> None:
        super().__init__(application, until)
        self.application, self.until = application, until
