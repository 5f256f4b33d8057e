"""A seat's story: which contingents it was in, and who had it from when to when, out of the ledger and the audit trail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from einlass.admission.models import Allotment, Contingent, Offer, Seat
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
    ticket: Ticket | None = None
    # Things that happen at one moment are told in the order in which they depend on each other.
    rank: int = field(default=0, repr=False)


def story_of(event: Event, number: int) -> list[Chapter]:
    """Everything that is known of a seat, oldest first; four queries at most."""
    stays = list(
        Allotment.objects.filter(event=event, number=number)
        .select_related("contingent", "began", "ended")
        .order_by("pk")
    )
    lines = list(
        Seat.objects.filter(allotment__in=stays)
        .select_related("contingent", "offer__application", "ticket")
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
    offer, ticket = line.offer, line.ticket
    facts: dict[str, Any] = {"offer": offer, "ticket": ticket, "contingent": line.contingent}
    if offer is None:
        yield Chapter(line.taken_at, "issued", **facts, **reasons.get(("issue_ticket", _subject(ticket)), {}))
    else:
        yield Chapter(line.taken_at, "offered", rank=4, **facts, **reasons.get(("make_offer", offer.subject), {}))
        if offer.accepted_at and ticket:
            yield Chapter(offer.accepted_at, "accepted", rank=5, **facts)
    if ticket and ticket.entered_at:
        yield Chapter(ticket.entered_at, "entered", rank=6, **facts)
    if line.freed_at:
        yield _end(line, reasons)


def _end(line: Seat, reasons: Reasons) -> Chapter:
    offer, ticket, at = line.offer, line.ticket, line.freed_at
    facts: dict[str, Any] = {"offer": offer, "ticket": ticket, "contingent": line.contingent, "rank": 1}
    if ticket:
        return Chapter(at, "taken back", **facts, **reasons.get(("take_ticket_back", ticket.subject), {}))  # type: ignore[arg-type]
    for kind in ("declined", "expired", "revoked"):
        if offer and getattr(offer, f"{kind}_at"):
            why = reasons.get(("revoke_offer", offer.subject), {}) if kind == "revoked" else {}
            return Chapter(at, kind, **facts, **why)  # type: ignore[arg-type]
    return Chapter(at, "freed", **facts)  # type: ignore[arg-type]


def _subject(ticket: Ticket | None) -> str:
    return ticket.subject if ticket else ""


def _reasons(event: Event, lines: Iterable[Seat]) -> Reasons:
    """What was done by hand to offers and tickets."""
    subjects = {holder.subject for line in lines for holder in (line.offer, line.ticket) if holder}
    if not subjects:
        return {}
    actions = ("make_offer", "issue_ticket", "revoke_offer", "take_ticket_back")
    entries = AuditEntry.objects.filter(Q(subject__in=subjects), event=event, action__in=actions)
    return {(entry.action, entry.subject): _who_and_why(entry) for entry in entries}
