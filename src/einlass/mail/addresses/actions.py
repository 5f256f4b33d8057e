"""Taking the mark off an address."""

from datetime import datetime

from django.db import transaction

from einlass.events import audit
from einlass.events.models import User
from einlass.mail.addresses.queries import marked
from einlass.mail.models import Message
from einlass.mail.outbox.actions import send_message_again
from einlass.mail.outbox.audit_actions import OutboxAction


@transaction.atomic
def release_address(message: Message, *, at: datetime, by: User) -> None:
    """Somebody says that the address works: this mail goes out again, and so do later ones. Raises MailRefusal."""
    row = marked(message).select_for_update().first()
    if row is not None:
        row.released_at = at
        row.save(update_fields=["released_at"])
        assert message.event is not None  # only mails of an event are marked
        before = {"refusals": row.refusals}
        audit.record(message.event, OutboxAction.RELEASE_ADDRESS, message.subject, at=at, by=by, before=before)
    send_message_again(message, at=at, by=by)
