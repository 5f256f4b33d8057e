"""What can be wrong, with the facts."""

from __future__ import annotations


class TimetableError(Exception):
    """Any refusal by this library."""


class InvalidProblem(TimetableError, ValueError):
    """A value makes no sense. path: where it stands, as in `sessions[3].minutes`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class InvalidSchedule(TimetableError, ValueError):
    """A schedule speaks of sessions or stages that the problem does not have."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class InvalidFile(TimetableError, ValueError):
    """A file cannot be read. path: the place in the JSON, empty if the file as a whole is meant."""

    def __init__(self, file: str, path: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (file, path, reason) if part))
        self.file = file
        self.path = path
        self.reason = reason


class Unsolvable(TimetableError):
    """No valid schedule was found.

    clash:    what stands in the way, in words.
    sessions: keys of the sessions that find no place, most troubled first.
    frees:    single changes after which a valid schedule was found, in words; may be empty.
    proved:   True if it is certain that none exists, False if the search gave up.
    """

    def __init__(self, clash: str, sessions: tuple[str, ...], frees: tuple[str, ...], *, proved: bool) -> None:
        remedy = " What would free it: " + "; ".join(frees) + "." if frees else ""
        super().__init__(clash + remedy)
        self.clash = clash
        self.sessions = sessions
        self.frees = frees
        self.proved = proved
