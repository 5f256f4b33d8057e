from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.mail.catalogue import kinds
from einlass.mail.models import Message, Problem


class MailState(StrEnum):
    """Where a mail is; derived from its dated columns."""

    WAITING = "waiting"
    TRIED = "tried"
    SENDING = "sending"
    SENT = "sent"
    NOT_SENT = "not_sent"
    HELD_BACK = "held_back"
    REHEARSAL = "rehearsal"

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return TONES.get(self, "")


LABELS = {
    MailState.WAITING: _("Waiting to be sent"),
    MailState.TRIED: _("Tried, will be tried again"),
    MailState.SENDING: _("Being sent"),
    MailState.SENT: _("Sent"),
    MailState.NOT_SENT: _("Did not go out"),
    MailState.HELD_BACK: _("Held back"),
    MailState.REHEARSAL: _("Not sent: rehearsal"),
}
TONES = {MailState.SENT: "good", MailState.NOT_SENT: "bad", MailState.TRIED: "wait"}
_PENDING = Q(sent_at=None, failed_at=None)
_ENDED = Q(sent_at=None, failed_at__isnull=False)
CONDITIONS = {
    MailState.WAITING: _PENDING & Q(claimed_at=None, problem=""),
    MailState.TRIED: _PENDING & Q(claimed_at=None) & ~Q(problem=""),
    MailState.SENDING: _PENDING & Q(claimed_at__isnull=False),
    MailState.SENT: Q(sent_at__isnull=False),
    MailState.NOT_SENT: _ENDED & ~Q(problem__in=[Problem.HELD_BACK, Problem.REHEARSAL]),
    MailState.HELD_BACK: _ENDED & Q(problem=Problem.HELD_BACK),
    MailState.REHEARSAL: _ENDED & Q(problem=Problem.REHEARSAL),
}

# What did not go out, and was not meant to.
ENDS = {Problem.HELD_BACK.value: MailState.HELD_BACK, Problem.REHEARSAL.value: MailState.REHEARSAL}


@dataclass(frozen=True)
class Reason:
    """How many mails did not go out for one reason."""

    problem: str
    label: str
    number: int
    can_send_all: bool


def state_of(message: Message) -> MailState:
    if message.sent_at is not None:
        return MailState.SENT
    if message.failed_at is not None:
        return ENDS.get(message.problem, MailState.NOT_SENT)
    if message.claimed_at is not None:
        return MailState.SENDING
    return MailState.TRIED if message.problem else MailState.WAITING


def not_sent(event: Event) -> QuerySet[Message]:
    """Mails that did not go out, or of which that is not known, and that wait for somebody to decide."""
    return Message.objects.filter(CONDITIONS[MailState.NOT_SENT], event=event)


def can_send_all(problem: str) -> bool:
    """Where an address does not exist, somebody decides about each."""
    return problem in Problem.values and problem not in {Problem.ADDRESS_REFUSED, Problem.ADDRESS_DEAD}


def reasons(event: Event) -> list[Reason]:
    """Why mails did not go out, the most frequent reason first."""
    rows = not_sent(event).order_by().values("problem").annotate(number=Count("pk")).order_by("-number", "problem")
    labels = dict(Problem.choices)
    return [
        Reason(
            row["problem"],
            str(labels.get(row["problem"], _("For another reason"))),
            row["number"],
            can_send_all(row["problem"]),
        )
        for row in rows
    ]


def without_attachment(event: Event) -> QuerySet[Message]:
    """Mails that went out without a file that belongs to them."""
    return Message.objects.filter(event=event, sent_at__isnull=False).exclude(left_out=[])


def search_messages(event: Event, *, text: str, state: str, problem: str, template: str) -> QuerySet[Message]:
    """The event's mails, newest first. text: part of an address, or the code of a mail."""
    messages = Message.objects.filter(event=event).exclude(to="").order_by("-pk")
    if state in CONDITIONS:
        messages = messages.filter(CONDITIONS[MailState(state)])
    if problem in Problem.values:
        messages = messages.filter(problem=problem)
    if template in kinds():
        messages = messages.filter(template=template)
    # NUL stands in no address, and PostgreSQL refuses to look for it.
    text = text.replace("\0", "").strip()
    return messages.filter(Q(to__icontains=text) | Q(code=text)) if text else messages


def undelivered_to(event: Event, address: str) -> list[Message]:
    """What one person did not get, newest first."""
    return list(not_sent(event).filter(to=address).order_by("-pk")[:20]) if address else []


def undelivered_addresses(event: Event, addresses: Iterable[str]) -> set[str]:
    """Those of the addresses to which a mail did not go out; one query for a whole list."""
    return set(not_sent(event).filter(to__in=set(addresses) - {""}).values_list("to", flat=True))
