"""Sending the outbox: claim a message, hand it over, confirm. Never twice, never lost.

A claim is committed before the mail leaves, the confirmation after. Whoever finds an old claim without
confirmation cannot know whether the mail went out: it is reported, and a person decides (`einlass outbox`).
"""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string

from einlass.mail.addresses.marks import mark_dead
from einlass.mail.addresses.queries import marked
from einlass.mail.alarms import alarm_owners
from einlass.mail.models import DeliveryAttempt, Message, Problem
from einlass.mail.queries import due
from einlass.mail.rendering import render
from einlass.mail.smtp import names_dead_mailbox, text_began

# Waits after the first, second, … attempt that surely did not succeed; after the last one we give up.
BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
# Longer than any honest attempt: settings.EMAIL_TIMEOUT bounds each of the few steps of one.
CLAIM_LASTS: Final = timedelta(minutes=10)
REHEARSAL: Final = "Not sent: rehearsal."
# Name, content and kind, as Django attaches it.
File = tuple[str, bytes, str]
UNKNOWN: Final = "It is not known whether this mail went out: "

log = structlog.get_logger("einlass.mail")


class NotSent(Exception):
    """The mail surely did not go out. is_final: trying again is of no use. is_dead: nobody has this address."""

    def __init__(self, problem: Problem, reason: str, *, is_final: bool = False, is_dead: bool = False) -> None:
        super().__init__(problem, reason)
        self.problem = problem
        self.reason = reason
        self.is_final = is_final
        self.is_dead = is_dead


class PerhapsSent(Exception):
    """The connection broke while the mail was handed over."""


def send_due(clock: Callable[[], datetime], *, limit: int, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send up to `limit` messages over one connection; returns how many were tried.

    clock: the time is read anew for each message; may_go_on: asked before each claim.
    """
    withhold_rehearsals(clock())
    if not due(clock()).exists():
        return 0
    server = get_connection()
    try:
        tried = 0
        while tried < limit and may_go_on() and (message := claim_next(clock())) is not None:
            tried += 1
            send_claimed(message, server, clock)
        return tried
    finally:
        server.close()


@transaction.atomic
def claim_next(at: datetime) -> Message | None:
    """Take the oldest message that is due, so that nobody else takes it."""
    waiting = due(at).order_by("send_after", "pk")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    message = waiting.first()
    if message is None:
        return None
    # The condition decides where rows cannot be locked.
    claimed = due(at).filter(pk=message.pk).update(claimed_at=at, attempts=message.attempts + 1)
    if not claimed:
        return None
    return Message.objects.select_related("event").get(pk=message.pk)


def send_claimed(message: Message, server: BaseEmailBackend, clock: Callable[[], datetime]) -> None:
    """Hand one claimed message over and note what became of it; one that nobody is to get any more goes."""
    if import_string(settings.MAIL_DROPPED_IF)(message.context):
        message.delete()
        return
    if message.event is not None and message.event.is_rehearsal:
        give_up(message, Problem.REHEARSAL, REHEARSAL, at=clock())
        return
    if marked(message).exists():
        give_up(message, Problem.ADDRESS_DEAD, "", at=clock())
        return
    try:
        mail = compose(message)
        hand_over(mail, server)
    except NotSent as error:
        put_back(message, error, at=clock())
    except PerhapsSent as error:
        give_up(message, Problem.UNKNOWN, UNKNOWN + str(error), at=clock())
    else:
        confirm(message, at=clock())


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail with its headers and attachments; one that cannot be made is left out, and noted. Raises NotSent."""
    files = _attachments(message)
    try:
        rendered = render(message)
        mail = EmailMultiAlternatives(
            subject=rendered.subject,
            body=rendered.text,
            from_email=_sender(message),
            to=[message.to],
            reply_to=[message.event.contact_email] if message.event else None,
            headers={
                "Message-ID": f"<{message.code}@{settings.HOST}>",
                "Auto-Submitted": "auto-generated",
                **_unsubscribing(message),
            },
        )
        if rendered.html:
            mail.attach_alternative(rendered.html, "text/html")
        for file in files:
            mail.attach(*file)
        mail.message()  # refuses line breaks in headers
    except OperationalError as error:
        raise NotSent(Problem.SERVER_AWAY, f"The database was away: {error}") from error
    # Whatever is wrong with one mail or its template must not stop the others; waiting would not mend it.
    except Exception as error:
        log.exception("mail cannot be written", message=message.code, template=message.template)
        reason = f"It could not be written: {_in_short(error)}"
        raise NotSent(Problem.UNWRITABLE, reason, is_final=True) from error
    return mail


def _unsubscribing(message: Message) -> dict[str, str]:
    """Headers by which a mail program offers to unsubscribe, in one click (RFC 8058)."""
    maker = settings.MAIL_UNSUBSCRIBING.get(message.template)
    # A test mail to the team holds no key of a person.
    if maker is None or message.context.get("is_preview"):
        return {}
    url = import_string(maker)(message.context)
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _attachments(message: Message) -> list[File]:
    """The files that could be made; the names of the others are noted in message.left_out."""
    files: list[File] = []
    message.left_out, faults = [], []
    for name, code in message.attachments:
        try:
            files.append(import_string(settings.MAIL_ATTACHMENTS[name])(code))
        except OperationalError as error:
            raise NotSent(Problem.SERVER_AWAY, f"The database was away: {error}") from error
        # A font or a picture may be missing: the words of the mail still help.
        except Exception as error:
            log.exception("attachment cannot be made", message=message.code, attachment=name)
            message.left_out.append(name)
            faults.append(f"{name}: {_in_short(error)}")
    if faults:
        message.error = "; ".join(faults)
    return files


def _in_short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:1000]


def hand_over(mail: EmailMultiAlternatives, server: BaseEmailBackend) -> None:
    """Give the mail to the server. Raises NotSent or PerhapsSent."""
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        server.close()
        raise NotSent(Problem.SERVER_AWAY, f"The mail server cannot be reached: {error}") from error
    try:
        server.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        refusals = list(error.recipients.values())
        raise NotSent(
            Problem.ADDRESS_REFUSED,
            f"The mail server refused the address: {refusals}",
            is_final=all(code >= 500 for code, _ in refusals),
            is_dead=all(names_dead_mailbox(reply) for _, reply in refusals),
        ) from error
    except smtplib.SMTPServerDisconnected as error:
        began = text_began(server)
        server.close()
        if began:
            raise PerhapsSent(str(error)) from error
        # Many servers end a connection after so many mails, and say so only when the next one comes.
        raise NotSent(
            Problem.SERVER_AWAY, f"The mail server ended the connection before it got the mail: {error}"
        ) from error
    except smtplib.SMTPResponseException as error:
        server.close()
        raise NotSent(Problem.REFUSED, f"The mail server refused: {error.smtp_code} {error.smtp_error!r}") from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotSent(Problem.REFUSED, str(error), is_final=True) from error
    except OSError as error:
        server.close()
        raise PerhapsSent(f"{type(error).__name__}: {error}") from error


@transaction.atomic
def withhold_rehearsals(at: datetime) -> int:
    """What a rehearsal would send stays in the outbox, to be read there, and says so; returns how many there were."""
    pending = Message.objects.filter(event__is_rehearsal=True, sent_at=None, failed_at=None)
    return pending.update(failed_at=at, problem=Problem.REHEARSAL, error=REHEARSAL)


def confirm(message: Message, *, at: datetime) -> None:
    """Note that it went out; the owners hear of a file that had to be left out."""
    fault = message.error if message.left_out else ""
    Message.objects.filter(pk=message.pk).update(
        sent_at=at, failed_at=None, problem="", error=fault, left_out=message.left_out
    )
    DeliveryAttempt.objects.create(message=message, at=at, error=fault)
    if message.left_out:
        alarm_owners(message, fault, at=at)


@transaction.atomic
def put_back(message: Message, error: NotSent, *, at: datetime) -> None:
    """Try again later, or give up after the last attempt."""
    if error.is_final or message.attempts > len(BACK_OFF):
        give_up(message, error.problem, error.reason, at=at)
        if error.is_dead:
            mark_dead(message, error.reason, at=at)
        return
    Message.objects.filter(pk=message.pk).update(
        claimed_at=None, send_after=at + BACK_OFF[message.attempts - 1], problem=error.problem, error=error.reason
    )
    DeliveryAttempt.objects.create(message=message, at=at, problem=error.problem, error=error.reason)
    log.warning("mail not sent yet", message=message.code, attempts=message.attempts, error=error.reason)


@transaction.atomic
def give_up(message: Message, problem: Problem, reason: str, *, at: datetime) -> None:
    """Nobody tries again by the clock; of what cannot be written the owners hear at once."""
    Message.objects.filter(pk=message.pk).update(failed_at=at, problem=problem, error=reason)
    DeliveryAttempt.objects.create(message=message, at=at, problem=problem, error=reason)
    if problem == Problem.UNWRITABLE:
        alarm_owners(message, reason, at=at)
    log.error("mail given up", message=message.code, template=message.template, error=reason)


def report_unknown(at: datetime) -> int:
    """Mark messages whose sender stopped between sending and confirming; returns how many there were."""
    lost = Message.objects.filter(claimed_at__lt=at - CLAIM_LASTS, sent_at=None, failed_at=None)
    found = lost.update(
        failed_at=at, problem=Problem.UNKNOWN, error=UNKNOWN + "the worker stopped while it was sending"
    )
    if found:
        log.error("mails of unknown state", number=found)
    return found


@transaction.atomic
def send_again(message: Message, *, at: datetime) -> bool:
    """Put a given-up message back into the outbox, as somebody decided; False where it is not given up."""
    return bool(
        Message.objects.filter(pk=message.pk, sent_at=None)
        .exclude(failed_at=None)
        .update(failed_at=None, claimed_at=None, attempts=0, send_after=at, problem="", error="")
    )


def _sender(message: Message) -> str:
    """The installation's address under the name of the event, such as 'Funkenflug <hello@example.org>'."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if message.event:
        name = " ".join(message.event.name.split())
    return formataddr((name, address)) if name else address
