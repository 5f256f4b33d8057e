"""A seat's story: which contingents it was in, and who had it from when to when, out of the ledger and the audit trail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from einlass.admission.models import Allotment, Contingent, Invitation, Offer, Seat
from einlass.events.models import AuditEntry, Event
from einlass.tickets.models import Ticket

# By and why, by action and subject.
Reasons = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Chapter:
    """One thing that happened to a seat. kind: see templates/admission/_seat_chapter.html."""

    at: datetime
    kind: str
    by: str = ""
    reason: str = ""
    contingent: Contingent | None = None
    source: Contingent | None = None
    offer: Offer | None = None
    invitation: Invitation | None = None
    ticket: Ticket | None = None
    # Things that happen at one moment are told in the order in which they depend on each other.
    rank: int = field(default=0, repr=False)

    @property
    def person(self) -> str:
        """Who the offer or the invitation is for."""
        if self.offer is not None:
            return self.offer.application.name
        return self.invitation.name if self.invitation else ""


def story_of(event: Event, number: int) -> list[Chapter]:
    """Everything that is known of a seat, oldest first; four queries at most."""
    stays = list(
        Allotment.objects.filter(event=event, number=number)
        .select_related("contingent", "began", "ended")
        .order_by("pk")
    )
    lines = list(
        Seat.objects.filter(allotment__in=stays)
        .select_related("contingent", "offer__application", "invitation__contingent__event", "ticket")
        .order_by("pk")
    )
    reasons = _reasons(event, lines)
    chapters = [*_stays(stays)]
    for line in lines:
        chapters += _line(line, reasons)
    return sorted(chapters, key=lambda chapter: (chapter.at, chapter.rank))


def _stays(stays: list[Allotment]) -> Iterator[Chapter]:
    """How the seat came into each contingent, and how it left one without coming into another."""
    for before, stay, after in zip([None, *stays], stays, [*stays[1:], None], strict=False):
        came_over = before is not None and before.ended_id is not None and before.ended_id == stay.began_id
        yield Chapter(
            stay.since_at,
            _kind_of(stay.began),
            contingent=stay.contingent,
            source=before.contingent if before and came_over else None,
            rank=3,
            **_who_and_why(stay.began),
        )
        if stay.until_at and (after is None or after.began_id != stay.ended_id):
            yield Chapter(stay.until_at, "left", contingent=stay.contingent, rank=2, **_who_and_why(stay.ended))


def _kind_of(entry: AuditEntry | None) -> str:
    known = {"open_contingent": "opened", "resize_contingent": "added", "set_overbooking": "added"}
    return known.get(entry.action, "moved") if entry else "numbered"


def _who_and_why(entry: AuditEntry | None) -> dict[str, Any]:
    return {"by": entry.actor, "reason": entry.after.get("reason", "")} if entry else {}


def _line(line: Seat, reasons: Reasons) -> Iterator[Chapter]:
    ticket, right = line.ticket, line.offer or line.invitation
    facts = _facts(line)
    if right is None:
        yield Chapter(line.taken_at, "issued", **facts, **reasons.get(("issue_ticket", _subject(ticket)), {}))
    else:
        kind, action = ("offered", "make_offer") if line.offer else ("invited", "invite_guest")
        yield Chapter(line.taken_at, kind, rank=4, **facts, **reasons.get((action, right.subject), {}))
        if line.offer and line.offer.agreed_at and line.offer.agreed_at != line.offer.accepted_at:
            yield Chapter(line.offer.agreed_at, "agreed", rank=5, **facts)
        if ticket:
            # A guest who accepted and then gave the seat up has declined; when the ticket was issued stays.
            yield Chapter(right.accepted_at or ticket.issued_at, "accepted", rank=5, **facts)
    if ticket and ticket.entered_at:
        yield Chapter(ticket.entered_at, "entered", rank=6, **facts)
    if line.freed_at:
        yield _end(line, reasons)


def _end(line: Seat, reasons: Reasons) -> Chapter:
    ticket, right, at = line.ticket, line.offer or line.invitation, line.freed_at
    facts = _facts(line) | {"rank": 1}
    if ticket:
        return Chapter(at, "taken back", **facts, **reasons.get(("take_ticket_back", ticket.subject), {}))  # type: ignore[arg-type]
    for kind in ("declined", "expired", "revoked"):
        if right and getattr(right, f"{kind}_at"):
            if kind == "expired" and line.offer and line.offer.fell_with_team:
                return Chapter(at, "fell with team", **facts)  # type: ignore[arg-type]
            action = "revoke_offer" if line.offer else "end_invitation"
            why = reasons.get((action, right.subject), {}) if kind == "revoked" else {}
            return Chapter(at, kind, **facts, **why)  # type: ignore[arg-type]
    return Chapter(at, "freed", **facts)  # type: ignore[arg-type]


def _facts(line: Seat) -> dict[str, Any]:
    return {
        "offer": line.offer,
        "invitation": line.invitation,
        "ticket": line.ticket,
        "contingent": line.contingent,
    }


def _subject(ticket: Ticket | None) -> str:
    return ticket.subject if ticket else ""


def _reasons(event: Event, lines: Iterable[Seat]) -> Reasons:
    """What was done by hand to offers, invitations and tickets."""
    subjects = {holder.subject for line in lines for holder in (line.offer, line.invitation, line.ticket) if holder}
    if not subjects:
        return {}
    actions = ("make_offer", "invite_guest", "issue_ticket", "revoke_offer", "end_invitation", "take_ticket_back")
    entries = AuditEntry.objects.filter(Q(subject__in=subjects), event=event, action__in=actions)
    return {(entry.action, entry.subject): _who_and_why(entry) for entry in entries}
