"""What the team's overview says of mails."""

from collections.abc import Collection
from datetime import datetime

from einlass.events.models import Event, Role
from einlass.events.page_parts import PagePart
from einlass.mail.outbox.queries import reasons


def mail_part(event: Event, roles: Collection[str], *, at: datetime) -> PagePart | None:
    """How many mails did not go out, by reason; nothing where all did, or for somebody who cannot help."""
    if not {Role.OWNER, Role.ORGANISER}.intersection(roles):
        return None
    found = reasons(event)
    if not found:
        return None
    facts = {"reasons": found, "number": sum(reason.number for reason in found)}
    return PagePart("mail/outbox/_overview.html", facts)
