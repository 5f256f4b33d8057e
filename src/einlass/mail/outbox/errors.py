from einlass.mail.models import Message


class MailRefusal(Exception):
    """What cannot be done with a mail."""


class HasGoneOut(MailRefusal):
    """The mail is out, or the worker has it in hand."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class IsWaiting(MailRefusal):
    """The mail goes out in any case."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message
