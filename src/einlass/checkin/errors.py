"""What the door refuses."""

from einlass.checkin.judge import Verdict
from einlass.tickets.models import Ticket


class UnknownPairingCode(Exception):
    """The code is wrong, was used, or is older than 15 minutes."""


class ScanConflict(Exception):
    """The device sent a scan again with other content; nothing of the request was stored."""

    def __init__(self, seqs: list[int]) -> None:
        super().__init__(f"other content under the same number: {seqs}")
        self.seqs = seqs


class UnknownCursor(Exception):
    """The cursor is later than any change: it comes from another life of this database."""


class NotAdmitted(Exception):
    """The rules of the gate do not let this ticket in now."""

    def __init__(self, ticket: Ticket, verdict: Verdict) -> None:
        super().__init__(f"{ticket.subject}: {verdict.verdict} {verdict.reason}".rstrip())
        self.ticket = ticket
        self.verdict = verdict


class NothingToTakeBack(Exception):
    """The ticket was not let in at a desk, or that was taken back already."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.subject)
        self.ticket = ticket
