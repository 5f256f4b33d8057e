"""Who is to get a seat of a contingent, and who has one already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from einlass.admission.models import Contingent, Invitation, Offer
from einlass.applications.addresses import normalise_address
from einlass.applications.models import Application
from einlass.events.models import Category
from einlass.tickets.models import Ticket


@dataclass(frozen=True)
class Guest:
    name: str
    email: str
    language: str = "en"

    @property
    def mailbox(self) -> str:
        return normalise_address(self.email)


@dataclass(frozen=True)
class Holders:
    """Mailboxes that have a seat, or the offer of one. own: in this contingent.  others: anywhere else in the event."""

    own: frozenset[str]
    others: frozenset[str]


def holders_among(contingent: Contingent, mailboxes: Collection[str], *, at: datetime) -> Holders:
    """Which of these mailboxes have a ticket, an open invitation or an open offer."""
    wanted = set(mailboxes)
    own, others = set[str](), set[str]()
    for mailbox, where in _invited(contingent, wanted) | _ticketed(contingent.event_id, wanted):
        (own if where == contingent.pk else others).add(mailbox)
    offered = Offer.objects.filter(
        event=contingent.event_id,
        application__email_normalised__in=wanted,
        expires_at__gt=at,
        accepted_at=None,
        declined_at=None,
        expired_at=None,
        revoked_at=None,
    )
    others |= set(offered.values_list("application__email_normalised", flat=True))
    return Holders(frozenset(own), frozenset(others - own))


def has_ticket(contingent: Contingent, mailbox: str) -> bool:
    """Whether somebody came by a ticket for this event in another way."""
    return bool(mailbox) and bool(_ticketed(contingent.event_id, {mailbox}))


def has_seat_besides(application: Application) -> bool:
    """Whether an applicant has a ticket already that came of no offer: as somebody's guest, or given by hand."""
    return bool(seated_besides([application]))


def seated_besides(applications: Collection[Application]) -> set[int]:
    """The keys of those of one event who have a ticket that came of no offer."""
    by_mailbox = {one.email_normalised: one for one in applications if one.email_normalised}
    if not by_mailbox:
        return set()
    event = next(iter(by_mailbox.values())).event_id
    return {by_mailbox[mailbox].pk for mailbox, _ in _ticketed(event, set(by_mailbox), seats__offer=None)}


def category_of_guests(contingent: Contingent) -> Category | None:
    """What stands on the tickets of those who are named; without a choice, the first kind that cannot be applied for."""
    if contingent.category is not None:
        return contingent.category
    return contingent.event.categories.order_by("takes_applications", "index").first()


def _invited(contingent: Contingent, wanted: set[str]) -> set[tuple[str, int]]:
    invitations = Invitation.objects.filter(
        event=contingent.event_id, mailbox__in=wanted, declined_at=None, expired_at=None, revoked_at=None
    )
    return set(invitations.values_list("mailbox", "contingent_id"))


def _ticketed(event: int, wanted: set[str], **which: object) -> set[tuple[str, int]]:
    """A ticket keeps the address as it was typed, so all of them are looked at."""
    tickets = Ticket.objects.filter(event=event, revoked_at=None).exclude(attendee_email="")
    rows = tickets.filter(seats__freed_at=None, **which).values_list("attendee_email", "seats__contingent_id")
    return {(mailbox, where) for email, where in rows if (mailbox := normalise_address(email)) in wanted}
