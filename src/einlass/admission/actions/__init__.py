"""What this room does: the ledger of seats, draws, offers, partners and their guests."""

from einlass.admission.actions.announcements import (
    cancel_announcement,
    continue_announcements,
    outbox_is_full,
    plan_announcement,
)
from einlass.admission.actions.answers import (
    accept_offer,
    decline_offer,
    expire_offers,
    resend_offer,
    revoke_offer,
    say_team_rule,
)
from einlass.admission.actions.commitments import annul_draw, check_announcement, commit_draw
from einlass.admission.actions.drand_rounds import fetch_drand_round, fetch_due_rounds, give_drand_round
from einlass.admission.actions.drawing import (
    check_value,
    draw_outcome,
    give_value,
    publish_draw,
    publish_held_draws,
)
from einlass.admission.actions.draws import (
    continue_draws,
    freeze_draw,
    solve_draw,
    start_freeze,
    start_solve_again,
)
from einlass.admission.actions.guest_answers import (
    accept_invitation,
    decline_invitation,
    erase_guest,
    give_seat_up,
)
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
from einlass.admission.actions.parts import continue_parts, planned_parts, start_parts, stop_parts
from einlass.admission.actions.plans import change_offer_plan
from einlass.admission.actions.quotas import quotas_version, save_quotas
from einlass.admission.actions.refills import announce_waiting, fill_in_order, refill
from einlass.admission.actions.rehearsals import discard_rehearsal, start_rehearsal
from einlass.admission.actions.reminders import remind_of_offers
from einlass.admission.actions.return_days import set_return_day
from einlass.admission.actions.returns import remind_partner, remind_partners, return_unused_seats
from einlass.admission.actions.tickets import give_tickets_out
from einlass.admission.actions.waves import continue_waves, start_due_waves, start_wave

__all__ = [
    "PartnerDetails",
    "accept_invitation",
    "accept_offer",
    "add_partner",
    "announce_waiting",
    "annul_draw",
    "cancel_announcement",
    "change_offer_plan",
    "change_partner",
    "check_announcement",
    "check_value",
    "commit_draw",
    "continue_announcements",
    "continue_draws",
    "continue_parts",
    "continue_waves",
    "decline_invitation",
    "decline_offer",
    "discard_rehearsal",
    "draw_outcome",
    "erase_guest",
    "expire_offers",
    "fetch_drand_round",
    "fetch_due_rounds",
    "fill_in_order",
    "free_seat",
    "free_seats",
    "freeze_draw",
    "give_drand_round",
    "give_seat_up",
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
    "outbox_is_full",
    "plan_announcement",
    "planned_parts",
    "publish_draw",
    "publish_held_draws",
    "quotas_version",
    "refill",
    "remind_of_offers",
    "remind_partner",
    "remind_partners",
    "replace_guest",
    "resend_offer",
    "resize_contingent",
    "return_unused_seats",
    "revoke_link",
    "revoke_offer",
    "save_quotas",
    "say_team_rule",
    "send_link",
    "set_forecast",
    "set_overbooking",
    "set_return_day",
    "solve_draw",
    "start_due_waves",
    "start_freeze",
    "start_parts",
    "start_rehearsal",
    "start_solve_again",
    "start_wave",
    "stop_parts",
    "take_guest_back",
    "take_seat",
    "take_seats",
    "take_ticket_back",
]
