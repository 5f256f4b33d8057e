"""Partners: who they are, how many seats they give out, and the link to their page."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from einlass.admission import guest_letters
from einlass.admission.actions.ledger import move_seats, open_contingent, resize_contingent
from einlass.admission.actions.return_days import set_return_day
from einlass.admission.errors import BadLinkEnd, ContingentMissing, PartnerExists
from einlass.admission.models import Contingent
from einlass.admission.queries import draw_contingent
from einlass.events import audit
from einlass.events.links import VALID_FOR
from einlass.events.models import Category, Event, Partner, User
from einlass.web.deadlines import deadline_end

GIVEN_BACK = "Given back by the partner."


@dataclass(frozen=True)
class PartnerDetails:
    """What an organiser says about a partner. reason: why the number of seats changes, where it does."""

    name: str
    contact_name: str
    contact_email: str
    language: str
    size: int
    returns_at: datetime | None
    category: Category | None
    reason: str = ""


@transaction.atomic
def add_partner(event: Event, details: PartnerDetails, *, by: User, at: datetime) -> Partner:
    """A partner with a contingent of its own. Raises PartnerExists, CapacityExceeded, BadReturnDay."""
    _must_be_new(event, details.name, None)
    partner = Partner.objects.create(event=event, **_contact(details))
    audit.record(event, "add_partner", partner.subject, at=at, by=by)
    _open_contingent(partner, details, by=by, at=at)
    return partner


@transaction.atomic
def change_partner(partner: Partner, details: PartnerDetails, *, by: User, at: datetime) -> Partner:
    """A new address ends the link that the old one has. Raises PartnerExists, CapacityExceeded, SeatsInUse, ReturnDayPassed, ReasonMissing, BadReturnDay."""
    partner = Partner.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=partner.pk)
    _must_be_new(partner.event, details.name, partner)
    before = {field: getattr(partner, field) for field in _contact(details)}
    for field, value in _contact(details).items():
        setattr(partner, field, value)
    partner.save(update_fields=list(before))
    changed = sorted(field for field, value in before.items() if value != getattr(partner, field))
    if "contact_email" in changed and partner.has_link(at):
        revoke_link(partner, by=by, at=at)
    if changed:
        audit.record(partner.event, "change_partner", partner.subject, at=at, by=by, after={"changed": changed})
    contingent = Contingent.objects.filter(partner=partner).first()
    if contingent is None:
        _open_contingent(partner, details, by=by, at=at)
        return partner
    # The day first: on one that has passed, the contingent gets no more seats.
    if details.returns_at != contingent.returns_at:
        set_return_day(contingent, details.returns_at, by=by, at=at)
    if details.size != contingent.size:
        resize_contingent(contingent, details.size, by=by, at=at, reason=details.reason)
    name = _contingent_name(partner)
    Contingent.objects.filter(pk=contingent.pk).update(category=details.category, name=name)
    return partner


@transaction.atomic
def send_link(partner: Partner, *, ends_at: datetime, by: User, at: datetime) -> Partner:
    """Mail the partner a link to its page; one that was sent before opens nothing any more.

    Raises BadLinkEnd, ContingentMissing.
    """
    if not at < ends_at <= deadline_end(at + VALID_FOR):
        raise BadLinkEnd
    partner = Partner.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=partner.pk)
    contingent = Contingent.objects.filter(partner=partner).first()
    if contingent is None:
        raise ContingentMissing(partner.event, Contingent.Purpose.PARTNER)
    partner.link_version += 1
    partner.link_sent_at, partner.link_ends_at = at, ends_at
    partner.save(update_fields=["link_version", "link_sent_at", "link_ends_at"])
    guest_letters.send_partner_link(partner, contingent, at=at)
    audit.record(partner.event, "send_partner_link", partner.subject, at=at, by=by, after={"ends_at": ends_at})
    return partner


@transaction.atomic
def revoke_link(partner: Partner, *, by: User, at: datetime) -> Partner:
    """From now on no link sent so far opens the partner's page."""
    partner = Partner.objects.select_for_update(no_key=True, of=("self",)).select_related("event").get(pk=partner.pk)
    partner.link_version += 1
    partner.link_ends_at = at
    partner.save(update_fields=["link_version", "link_ends_at"])
    audit.record(partner.event, "revoke_partner_link", partner.subject, at=at, by=by)
    return partner


@transaction.atomic
def give_seats_back(
    contingent: Contingent, seats: int, *, by: User | str, at: datetime, seen: int | None = None
) -> Contingent:
    """Give free seats of a contingent to the draw; seen: as in move_seats.

    Raises NoSeatLeft, ContingentMissing, BadNumberOfSeats, LedgerChanged.
    """
    draw = draw_contingent(contingent.event)
    if draw is None:
        raise ContingentMissing(contingent.event, Contingent.Purpose.DRAW)
    return move_seats(contingent, draw, seats, by=by, at=at, reason=GIVEN_BACK, seen=seen)[0]


def _must_be_new(event: Event, name: str, partner: Partner | None) -> None:
    others = Partner.objects.filter(event=event, name__iexact=name)
    if partner is not None:
        others = others.exclude(pk=partner.pk)
    if others.exists():
        raise PartnerExists(name)


def _open_contingent(partner: Partner, details: PartnerDetails, *, by: User, at: datetime) -> None:
    contingent = open_contingent(
        partner.event,
        Contingent.Purpose.PARTNER,
        _contingent_name(partner),
        details.size,
        partner=partner,
        by=by,
        at=at,
    )
    Contingent.objects.filter(pk=contingent.pk).update(category=details.category)
    if details.returns_at is not None:
        set_return_day(contingent, details.returns_at, by=by, at=at)


def _contact(details: PartnerDetails) -> dict[str, str]:
    return {
        "name": details.name,
        "contact_name": details.contact_name,
        "contact_email": details.contact_email,
        "language": details.language,
    }


def _contingent_name(partner: Partner) -> dict[str, str]:
    return dict.fromkeys(partner.event.languages or ["en"], partner.name)
