"""How an application stands, as far as the applicant may know at a moment."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import F

from einlass.admission.guest_seats import guest_since
from einlass.admission.models import DrawEntry, Offer
from einlass.admission.offer_plan import fills_by_waves, plan_of
from einlass.admission.queries import waiting_entries
from einlass.admission.wave_outlook import next_wave_at
from einlass.applications.models import Application
from einlass.reviews.models import Verdict

# In these, more is to be said than that somebody has a seat as a guest.
ASKED: Final = {"withdrawn", "unproved", "offered", "agreed", "accepted"}


@dataclass(frozen=True)
class Standing:
    """state: withdrawn, unproved, offered, agreed (and the rest of the team is to answer), accepted, declined, expired,
    fallen (with the team), revoked, drawn (no offer yet), waiting, entered (in a draw whose outcome is not public yet),
    refused, seated (as somebody's guest, and nothing else is to come) or reading.

    entry: in the newest draw that counts; a rehearsal is none.  earlier: in other draws that were announced, the newest
    first, annulled ones too.  before: for those who wait, how many people still wait before them.
    by_waves: seats that come free are drawn among all who wait, so nobody is before anybody; then others says how many wait
    besides, and next_draw_at when free seats are looked for next, if that happens without anybody's doing.
    guest_since: when a seat as somebody's guest was accepted; None for those without one.
    """

    state: str
    offer: Offer | None = None
    entry: DrawEntry | None = None
    before: int = 0
    by_waves: bool = False
    others: int = 0
    guest_since: datetime | None = None
    earlier: tuple[DrawEntry, ...] = ()
    next_draw_at: datetime | None = None


def standing_of(application: Application, at: datetime) -> Standing:
    """What the team decided shows once offers are open or the decision was announced; a draw shows as it is public."""
    offer = application.offers.order_by("-pk").first()
    entries = _entries(application)
    entry = next((one for one in entries if one.draw.annulled_at is None), None)
    earlier = tuple(one for one in entries if one != entry and one.draw.committed_at is not None)
    state, since = _state(application, offer, entry, at), guest_since(application)
    if since is not None and state not in ASKED:
        state = "seated"
    standing = Standing(state, offer, entry, guest_since=since, earlier=earlier)
    if entry is None or entry.draw.published_at is None:
        return standing
    plan = plan_of(application.event)
    by_waves = fills_by_waves(entry.draw, plan)
    if state != "waiting":
        return replace(standing, by_waves=by_waves)
    if not by_waves:
        return replace(standing, before=_before(entry))
    others = waiting_entries(entry.draw).exclude(pk=entry.pk).count()
    return replace(standing, by_waves=True, others=others, next_draw_at=next_wave_at(plan, at))


def _entries(application: Application) -> list[DrawEntry]:
    """Of a draw that is only prepared nothing shows; what was promised or drawn before it holds until then."""
    entries = application.draw_entries.filter(draw__is_rehearsal=False).select_related("draw")
    entries = entries.defer("draw__bundle", "draw__result", "draw__announcement", "draw__gone")
    return list(entries.order_by(F("draw__number").desc(nulls_last=True), "-draw__pk", "-pk"))


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
