"""Why a task was not started, and how one says that it was stopped."""

from einlass.setup.models import EventTask


class TaskRunning(Exception):
    """Something is being done with the event already."""

    def __init__(self, task: EventTask) -> None:
        super().__init__(task)
        self.task = task


class Stopped(Exception):
    """Somebody asked for it to end."""


class TaskFailed(Exception):
    """The task cannot come to its end; `reason` says why, in the words of the one who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
