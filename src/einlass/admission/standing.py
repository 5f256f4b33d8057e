"""How an application stands, as far as the applicant may know at a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F

from einlass.admission.guest_seats import guest_since
from einlass.admission.models import DrawEntry, Offer
from einlass.admission.offer_plan import fills_by_waves, plan_of
from einlass.admission.queries import waiting_entries
from einlass.applications.models import Application
from einlass.reviews.models import Verdict

# In these, more is to be said than that somebody has a seat as a guest.
ASKED: Final = {"withdrawn", "unproved", "offered", "agreed", "accepted"}


@dataclass(frozen=True)
class Standing:
    """state: withdrawn, unproved, offered, agreed (and the rest of the team is to answer), accepted, declined, expired,
    fallen (with the team), revoked, drawn (no offer yet), waiting, entered (in a draw whose outcome is not public yet),
    refused, seated (as somebody's guest, and nothing else is to come) or reading.

    entry: in the newest draw that stands; a rehearsal is none.  before: for those who wait, how many people still wait
    before them; where seats that come free are drawn anew nobody is before anybody, and others says how many wait
    besides.  guest_since: when a seat as somebody's guest was accepted; None for those without one.
    """

    state: str
    offer: Offer | None = None
    entry: DrawEntry | None = None
    before: int = 0
    by_waves: bool = False
    others: int = 0
    guest_since: datetime | None = None


def standing_of(application: Application, at: datetime) -> Standing:
    """What the team decided shows once offers are open or the decision was announced; a draw shows as it is public."""
    offer = application.offers.order_by("-pk").first()
    entry = (
        application.draw_entries.filter(draw__annulled_at=None, draw__is_rehearsal=False)
        .select_related("draw")
        .defer("draw__bundle", "draw__result")
        # Of a draw that is only prepared nothing shows; what was promised or drawn before it stands until then.
        .order_by(F("draw__committed_at").desc(nulls_last=True), "-draw__frozen_at", "-pk")
        .first()
    )
    state, since = _state(application, offer, entry, at), guest_since(application)
    if since is not None and state not in ASKED:
        return Standing("seated", offer, entry, guest_since=since)
    if state != "waiting" or entry is None:
        return Standing(state, offer, entry, guest_since=since)
    if fills_by_waves(entry.draw, plan_of(application.event)):
        others = waiting_entries(entry.draw).exclude(pk=entry.pk).count()
        return Standing(state, offer, entry, by_waves=True, others=others)
    return Standing(state, offer, entry, _before(entry))


def _state(application: Application, offer: Offer | None, entry: DrawEntry | None, at: datetime) -> str:
    if application.withdrawn_at:
        return "withdrawn"
    if not application.email_proved_at:
        return "unproved"
    if offer is not None:
        state = offer.state(at)
        if offer.fell_with_team and state in {"declined", "expired"}:
            return "fallen"
        if state == "open":
            return "agreed" if offer.agreed_at else "offered"
        return state
    if entry is not None and entry.draw.published_at is not None:
        return "drawn" if entry.admitted else "waiting"
    if entry is not None:
        return "entered"
    return "refused" if _is_refused(application, at) else "reading"


def _is_refused(application: Application, at: datetime) -> bool:
    decision = application.decisions.filter(superseded_at=None, verdict=Verdict.DECLINE).first()
    if decision is None:
        return False
    if decision.announced_at is not None:
        return True
    # As long as everybody is to be told at one moment, nobody reads it earlier here.
    planned = application.event.announcements.filter(finished_at=None, cancelled_at=None)
    return at >= application.event.offers_open_at and not planned.exists()


def _before(entry: DrawEntry) -> int:
    return waiting_entries(entry.draw).filter(place__lt=entry.place).count()
