"""A mail as its receiver sees it, for the team: without the keys that open the receiver's own pages."""

from dataclasses import dataclass

import structlog

from einlass.mail.models import Message
from einlass.mail.rendering import RenderedMail, render

# The mail is shown in a frame: its inline style is wanted, a script never runs, and no link leads anywhere.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'; sandbox"
)

log = structlog.get_logger("einlass.mail")


@dataclass(frozen=True)
class Unreadable:
    """A mail that cannot be written, and what the machine says about it."""

    error: str


def preview_of(message: Message) -> RenderedMail | Unreadable:
    try:
        return render(message, is_preview=True)
    # As in mail/sending.py: whatever is wrong with a template, the page about this mail is the place to see it.
    except Exception as error:
        log.warning("mail cannot be shown", message=message.code, template=message.template, error=str(error))
        return Unreadable(f"{type(error).__name__}: {error}")
