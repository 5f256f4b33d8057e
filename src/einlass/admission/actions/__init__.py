"""What this room does: the ledger of seats, draws, offers."""

from einlass.admission.actions.answers import (
    accept_offer,
    decline_offer,
    expire_offers,
    resend_offer,
    revoke_offer,
)
from einlass.admission.actions.draws import (
    annul_draw,
    freeze_draw,
    give_value,
    solve_draw,
    start_freeze,
    start_solve_again,
)
from einlass.admission.actions.ledger import (
    free_seat,
    free_seats,
    issue_contingent_ticket,
    move_seats,
    open_contingent,
    resize_contingent,
    take_seat,
    take_seats,
    take_ticket_back,
)
from einlass.admission.actions.offers import make_offer, make_offers, make_offers_for_admitted
from einlass.admission.actions.refills import announce_waiting, fill_in_order, refill
from einlass.admission.actions.return_days import set_return_day

__all__ = [
    "accept_offer",
    "announce_waiting",
    "annul_draw",
    "decline_offer",
    "expire_offers",
    "fill_in_order",
    "free_seat",
    "free_seats",
    "freeze_draw",
    "give_value",
    "issue_contingent_ticket",
    "make_offer",
    "make_offers",
    "make_offers_for_admitted",
    "move_seats",
    "open_contingent",
    "refill",
    "resend_offer",
    "resize_contingent",
    "revoke_offer",
    "set_return_day",
    "solve_draw",
    "start_freeze",
    "start_solve_again",
    "take_seat",
    "take_seats",
    "take_ticket_back",
]
