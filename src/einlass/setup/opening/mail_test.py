"""A test mail with a code: whoever types it in has shown that the installation's mail arrives.

Nothing is stored but the two entries of the audit trail. The code is worked out from when it was sent, and to whom.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from einlass.events import audit
from einlass.events.limits import Limit, spend
from einlass.events.models import AuditEntry, Event, User
from einlass.mail.actions import queue_message
from einlass.mail.texts.actions import TEST
from einlass.setup.opening.errors import WrongCode

CODE_LASTS: Final = timedelta(hours=1)
DIGITS: Final = 6
SENDING: Final = Limit("mail tests of one person", 5, timedelta(hours=1))
TRYING: Final = Limit("codes of mail tests", 10, timedelta(hours=1))


class MailTestAction(StrEnum):
    SEND = "send_mail_test"
    ARRIVE = "confirm_mail_test"


def send_mail_test(event: Event, *, at: datetime, by: User) -> None:
    """Mail a code to whoever asks. Raises TooOften."""
    # The count must outlast an error, so it stands before the transaction.
    spend(SENDING, str(by.pk), at=at)
    with transaction.atomic():
        audit.record(event, MailTestAction.SEND, _subject(by), at=at, by=by)
        queue_message(
            "setup/mail_test",
            to=by.email,
            language=get_language() or "en",
            context={"event_name": event.name, "code": _code(event, by, at)},
            at=at,
            event_id=event.pk,
            # Emptied after a day, as every test mail.
            dedupe_key=f"{TEST}{event.pk} {by.pk} {at.isoformat()}",
        )


def confirm_mail_test(event: Event, code: str, *, at: datetime, by: User) -> None:
    """The mail with this code arrived. Raises TooOften, and WrongCode for one that is wrong or older than an hour."""
    spend(TRYING, f"{event.pk} {by.pk}", at=at)
    sent = open_mail_tests(event, at=at, by=by)
    if not any(compare_digest(_code(event, by, entry.at), code) for entry in sent):
        raise WrongCode(event)
    audit.record(event, MailTestAction.ARRIVE, _subject(by), at=at, by=by)


def open_mail_tests(event: Event, *, at: datetime, by: User) -> list[AuditEntry]:
    """Those sent to this person whose code still counts, newest first: mails may overtake each other."""
    sent = event.audit_entries.filter(action=MailTestAction.SEND, subject=_subject(by), at__gt=at - CODE_LASTS)
    return list(sent.order_by("-pk"))


def mail_arrived_at(event: Event) -> datetime | None:
    """When a test mail was last shown to have arrived."""
    entry = event.audit_entries.filter(action=MailTestAction.ARRIVE).order_by("-pk").first()
    return entry.at if entry else None


def _subject(user: User) -> str:
    return f"mail test {user.pk}"


def _code(event: Event, user: User, at: datetime) -> str:
    """Bound to the address too: a mail to the old one shows nothing about the new one."""
    facts = f"{event.pk} {user.pk} {user.email} {at.astimezone(UTC).isoformat()}"
    mac = salted_hmac("einlass.setup.mail_test", facts, algorithm="sha256").hexdigest()
    return str(int(mac, 16) % 10**DIGITS).zfill(DIGITS)
