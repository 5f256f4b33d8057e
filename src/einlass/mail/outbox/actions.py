"""What the team decides about single mails. The worker may have one in hand: a condition in the update settles who was first."""

from datetime import datetime

from django.db import transaction

from einlass.events import audit
from einlass.events.models import Event, User
from einlass.mail.models import Message, Problem
from einlass.mail.outbox.audit_actions import OutboxAction
from einlass.mail.outbox.errors import HasGoneOut, IsWaiting
from einlass.mail.outbox.queries import not_sent
from einlass.mail.sending import send_again


@transaction.atomic
def send_message_again(message: Message, *, at: datetime, by: User) -> None:
    """Put a mail that did not go out, or was held back, into the outbox again. Raises HasGoneOut, IsWaiting."""
    if not send_again(message, at=at):
        message.refresh_from_db()
        raise HasGoneOut(message) if message.sent_at else IsWaiting(message)
    assert message.event is not None  # found by its event
    audit.record(
        message.event, OutboxAction.SEND_AGAIN, message.subject, at=at, by=by, before={"problem": message.problem}
    )


@transaction.atomic
def send_all_again(event: Event, problem: Problem, *, at: datetime, by: User) -> int:
    """Put all mails that did not go out for this reason into the outbox again; returns how many."""
    number = (
        not_sent(event)
        .filter(problem=problem)
        .update(failed_at=None, claimed_at=None, attempts=0, send_after=at, problem="", error="")
    )
    if number:
        after = {"problem": problem, "number": number}
        audit.record(event, OutboxAction.SEND_ALL_AGAIN, f"event {event.pk}", at=at, by=by, after=after)
    return number


@transaction.atomic
def hold_back(message: Message, *, at: datetime, by: User) -> None:
    """Keep a mail that waits from going out; it can be sent later. Raises HasGoneOut."""
    waiting = Message.objects.filter(pk=message.pk, sent_at=None, failed_at=None, claimed_at=None)
    if not waiting.update(failed_at=at, problem=Problem.HELD_BACK, error=""):
        raise HasGoneOut(message)
    assert message.event is not None  # found by its event
    audit.record(message.event, OutboxAction.HOLD_BACK, message.subject, at=at, by=by)
