"""Who gets a seat: contingents, the seat ledger, draws, offers, invitations."""

from einlass.admission.models.allotments import Allotment
from einlass.admission.models.contingents import Contingent
from einlass.admission.models.draws import SILENCE, Draw, DrawEntry
from einlass.admission.models.forecasts import Forecast
from einlass.admission.models.invitations import Invitation
from einlass.admission.models.offers import Offer
from einlass.admission.models.quotas import Quota
from einlass.admission.models.seats import Seat

__all__ = [
    "SILENCE",
    "Allotment",
    "Contingent",
    "Draw",
    "DrawEntry",
    "Forecast",
    "Invitation",
    "Offer",
    "Quota",
    "Seat",
]
