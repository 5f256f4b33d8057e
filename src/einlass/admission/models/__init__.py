"""Who gets a seat: contingents, the seat ledger, draws, offers, invitations."""

from einlass.admission.models.allotments import Allotment
from einlass.admission.models.announcements import Announcement
from einlass.admission.models.contingents import Contingent
from einlass.admission.models.draws import SILENCE, Draw, DrawEntry
from einlass.admission.models.forecasts import Forecast
from einlass.admission.models.invitations import Invitation
from einlass.admission.models.offer_parts import OfferPart
from einlass.admission.models.offer_plans import OfferPlan
from einlass.admission.models.offers import Offer
from einlass.admission.models.quotas import Quota
from einlass.admission.models.seats import Seat
from einlass.admission.models.wave_reports import WaveReport

__all__ = [
    "SILENCE",
    "Allotment",
    "Announcement",
    "Contingent",
    "Draw",
    "DrawEntry",
    "Forecast",
    "Invitation",
    "Offer",
    "OfferPart",
    "OfferPlan",
    "Quota",
    "Seat",
    "WaveReport",
]
