"""What this room does: the ledger of seats, draws, offers."""

from einlass.admission.actions.draws import annul_draw, freeze_draw, give_value, solve_draw, start_solve_again
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
from einlass.admission.actions.offers import (
    accept_offer,
    announce_waiting,
    decline_offer,
    expire_offers,
    make_offer,
    make_offers,
    make_offers_for_admitted,
    refill,
    resend_offer,
    revoke_offer,
)

__all__ = [
    "accept_offer",
    "announce_waiting",
    "annul_draw",
    "decline_offer",
    "expire_offers",
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
    "solve_draw",
    "start_solve_again",
    "take_seat",
    "take_seats",
    "take_ticket_back",
]
