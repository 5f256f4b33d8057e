"""Why a change to the programme is refused, with the facts."""

from einlass.events.models import Stage
from einlass.events.rights import MayOnlyLook
from einlass.programme.models import Proposal, Session, Speaker


class ProgrammeError(Exception):
    """Any refusal of this room."""


class OnAnotherStage(ProgrammeError, MayOnlyLook):
    """The person has the role of one stage, and this is not on it."""

    def __init__(self, what: Session | Speaker) -> None:
        super().__init__(what.code)
        self.what = what


class SessionIsCancelled(ProgrammeError):
    """A cancelled session cannot be placed or cancelled again."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.code)
        self.session = session


class SessionIsNotCancelled(ProgrammeError):
    def __init__(self, session: Session) -> None:
        super().__init__(session.code)
        self.session = session


class SessionWasReleased(ProgrammeError):
    """What the public has seen is cancelled, never deleted."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.code)
        self.session = session


class OfAnotherEvent(ProgrammeError):
    """A stage or speaker of another event was meant."""

    def __init__(self, other: Stage | Speaker) -> None:
        super().__init__(str(other))
        self.other = other


class NoStageGiven(ProgrammeError):
    """Only breaks and plenaries may be on all stages at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.code)
        self.session = session


class NotOnAWholeMinute(ProgrammeError):
    """A session starts on a whole minute and lasts whole minutes, at least one."""


class ScheduleBreaksRules(ProgrammeError):
    """A release was refused. clashes: every broken rule in words."""

    def __init__(self, clashes: list[str]) -> None:
        super().__init__(" ".join(clashes))
        self.clashes = clashes


class NothingToRelease(ProgrammeError):
    """No session has a place, and nothing was released before."""


class NoSuchRelease(ProgrammeError):
    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class NoDayPossible(ProgrammeError):
    """The search found no valid day. reason: in words; sessions: titles of those that found no place, if known."""

    def __init__(self, reason: str, sessions: list[str]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sessions = sessions


class ProposalIsOutOfDate(ProgrammeError):
    """The draft was changed after the proposal was made, or it was accepted already."""

    def __init__(self, proposal: Proposal) -> None:
        super().__init__(proposal.code)
        self.proposal = proposal
