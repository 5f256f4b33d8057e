"""What this room does: the ledger of seats, draws, offers."""

from einlass.admission.actions.answers import (
    accept_offer,
    decline_offer,
    expire_offers,
    resend_offer,
    revoke_offer,
)
from einlass.admission.actions.commitments import annul_draw, commit_draw
from einlass.admission.actions.drand_rounds import fetch_drand_round, fetch_due_rounds, give_drand_round
from einlass.admission.actions.drawing import draw_outcome, give_value, publish_draw, publish_held_draws
from einlass.admission.actions.draws import (
    continue_draws,
    freeze_draw,
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
from einlass.admission.actions.quotas import quotas_version, save_quotas
from einlass.admission.actions.refills import announce_waiting, fill_in_order, refill
from einlass.admission.actions.rehearsals import discard_rehearsal, start_rehearsal

__all__ = [
    "accept_offer",
    "announce_waiting",
    "annul_draw",
    "commit_draw",
    "continue_draws",
    "decline_offer",
    "discard_rehearsal",
    "draw_outcome",
    "expire_offers",
    "fetch_drand_round",
    "fetch_due_rounds",
    "fill_in_order",
    "free_seat",
    "free_seats",
    "freeze_draw",
    "give_drand_round",
    "give_value",
    "issue_contingent_ticket",
    "make_offer",
    "make_offers",
    "make_offers_for_admitted",
    "move_seats",
    "open_contingent",
    "publish_draw",
    "publish_held_draws",
    "quotas_version",
    "refill",
    "resend_offer",
    "resize_contingent",
    "revoke_offer",
    "save_quotas",
    "solve_draw",
    "start_freeze",
    "start_rehearsal",
    "start_solve_again",
    "take_seat",
    "take_seats",
    "take_ticket_back",
]
