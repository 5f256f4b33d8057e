"""What this room does: the ledger of seats, draws, offers, partners and their guests."""

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
from einlass.admission.actions.guest_answers import accept_invitation, decline_invitation, erase_guest
from einlass.admission.actions.invitations import (
    invite_guests,
    mail_invitation_again,
    replace_guest,
    take_guest_back,
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
from einlass.admission.actions.overbooking import set_forecast, set_overbooking
from einlass.admission.actions.partners import (
    PartnerDetails,
    add_partner,
    change_partner,
    give_seats_back,
    revoke_link,
    send_link,
)
from einlass.admission.actions.refills import announce_waiting, fill_in_order, refill
from einlass.admission.actions.return_days import set_return_day
from einlass.admission.actions.returns import remind_partner, remind_partners, return_unused_seats
from einlass.admission.actions.tickets import give_tickets_out

__all__ = [
    "PartnerDetails",
    "accept_invitation",
    "accept_offer",
    "add_partner",
    "announce_waiting",
    "annul_draw",
    "change_partner",
    "decline_invitation",
    "decline_offer",
    "erase_guest",
    "expire_offers",
    "fill_in_order",
    "free_seat",
    "free_seats",
    "freeze_draw",
    "give_seats_back",
    "give_tickets_out",
    "give_value",
    "invite_guests",
    "issue_contingent_ticket",
    "mail_invitation_again",
    "make_offer",
    "make_offers",
    "make_offers_for_admitted",
    "move_seats",
    "open_contingent",
    "refill",
    "remind_partner",
    "remind_partners",
    "replace_guest",
    "resend_offer",
    "resize_contingent",
    "return_unused_seats",
    "revoke_link",
    "revoke_offer",
    "send_link",
    "set_forecast",
    "set_overbooking",
    "set_return_day",
    "solve_draw",
    "start_freeze",
    "start_solve_again",
    "take_guest_back",
    "take_seat",
    "take_seats",
    "take_ticket_back",
]
