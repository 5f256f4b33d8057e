"""Who gets a seat: contingents, the seat ledger, draws, offers."""

from einlass.admission.models.announcements import Announcement
from einlass.admission.models.contingents import Contingent
from einlass.admission.models.draws import SILENCE, Draw, DrawEntry
from einlass.admission.models.offer_parts import OfferPart
from einlass.admission.models.offer_plans import OfferPlan
from einlass.admission.models.offers import Offer
from einlass.admission.models.quotas import Quota
from einlass.admission.models.seats import Seat
from einlass.admission.models.wave_reports import WaveReport

__all__ = [
    "SILENCE",
    "Announcement",
    "Contingent",
    "Draw",
    "DrawEntry",
    "Offer",
    "OfferPart",
    "OfferPlan",
    "Quota",
    "Seat",
    "WaveReport",
]
