"""What each action of the audit trail is called, for people. A test finds every action in the code and looks for it here."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

OF_THE_EVENT: Final[dict[str, Words]] = {
    "make_event": _("Event made"),
    "change_details": _("Name, place or contact changed"),
    "change_address": _("Address of the pages changed"),
    "set_days": _("Days and opening hours set"),
    "move_dates": _("Dates moved"),
    "move_event": _("Days and dates moved together"),
    "change_capacity": _("Capacity changed"),
    "change_page": _("Public page changed"),
    "change_legal_texts": _("Legal texts changed"),
    "change_picture": _("Picture changed"),
    "change_categories": _("Categories changed"),
    "change_stages": _("Stages changed"),
    "open_event": _("Event opened"),
    "take_event_back": _("Event taken back from the public"),
    "intake changed": _("Terms of applying changed"),
}
OF_THE_TEAM: Final[dict[str, Words]] = {
    "add_member": _("Role given"),
    "invite_member": _("Invited to the team"),
    "mail_member_invitation_again": _("Invitation to the team sent again"),
    "revoke_member_invitation": _("Invitation to the team taken back"),
    "join_team": _("Joined the team"),
    "change_role": _("Role changed"),
    "remove_member": _("Role taken away"),
    "leave_team": _("Left the team"),
    "export_audit_trail": _("Audit trail handed out as a file"),
}
OF_APPLICATIONS: Final[dict[str, Words]] = {
    "applied": _("Application sent"),
    "address proved": _("E-mail address proved"),
    "address proved by the team": _("E-mail address confirmed by the team"),
    "application edited": _("Application changed"),
    "application withdrawn": _("Application withdrawn"),
    "application reopened": _("Application taken up again"),
    "application entered": _("Application entered by the team"),
    "application erased": _("Personal data of an application deleted"),
    "application imported": _("Application imported"),
    "application changed by import": _("Application changed by an import"),
    "applications imported": _("List of applications imported"),
    "import undone": _("Import taken back"),
    "imported application removed": _("Application removed as its import was taken back"),
    "application restored": _("Application as before its import"),
    "deadline extended": _("More time given to one application"),
    "team left": _("Team of applicants left"),
    "team warned": _("Team of applicants told of a problem"),
    "answers removed": _("Answers deleted, their time was over"),
    "question added": _("Question added"),
    "question changed": _("Question changed"),
    "question moved": _("Question moved"),
    "question archived": _("Question no longer asked"),
    "question asked again": _("Question asked again"),
    "question deleted": _("Question deleted"),
    "form replaced": _("Form replaced"),
}
OF_REVIEWS: Final[dict[str, Words]] = {
    "decided": _("Decided"),
    "decision taken back": _("Decision taken back"),
    "exported": _("Applications handed out as a file"),
    "put together": _("Two applications put together"),
    "withdrawn as put together": _("Withdrawn, put together with another"),
    "taken apart": _("Two applications taken apart again"),
    "kept apart": _("Two applications found to be of two people"),
    "note written": _("Note written"),
    "note changed": _("Note changed"),
    "note deleted": _("Note deleted"),
    "tag made": _("Tag made"),
    "tag changed": _("Tag changed"),
    "tag deleted": _("Tag deleted"),
    "tagged": _("Tag put on"),
    "tag taken off": _("Tag taken off"),
    "tagging taken back": _("Tagging undone"),
    "view kept": _("View of the list saved"),
    "view changed": _("View of the list changed"),
    "view deleted": _("View of the list deleted"),
}
OF_SEATS: Final[dict[str, Words]] = {
    "open_contingent": _("Contingent opened"),
    "resize_contingent": _("Contingent resized"),
    "move_seats": _("Seats moved"),
    "set_return_day": _("Return day set"),
    "set_overbooking": _("Overbooking set"),
    "set_forecast": _("Assumptions of the forecast set"),
    "save_quotas": _("Quotas saved"),
    "give_tickets_out": _("Tickets given out"),
    "take_ticket_back": _("Ticket taken back"),
    "issue_ticket": _("Ticket issued"),
    "revoke_ticket": _("Ticket revoked"),
    "send_ticket_again": _("Ticket sent again"),
    "forget_attendee": _("Personal data of a ticket deleted"),
    "create_ticket_key": _("Key for signing tickets made"),
}
OF_DRAWS: Final[dict[str, Words]] = {
    "freeze_draw": _("Entries of a draw fixed"),
    "start_rehearsal": _("Trial of a draw started"),
    "discard_rehearsal": _("Trial of a draw discarded"),
    "start_solve_again": _("Chances worked out once more"),
    "solve_draw": _("Chances worked out"),
    "solve_failed": _("Chances could not be worked out"),
    "commit_draw": _("Fingerprint of a draw published"),
    "give_value": _("Public value given"),
    "draw_outcome": _("Drawn"),
    "publish_draw": _("Result of a draw published"),
    "annul_draw": _("Draw annulled"),
    "start_wave": _("Free seats drawn among those who wait"),
}
OF_OFFERS: Final[dict[str, Words]] = {
    "make_offer": _("Offer made"),
    "make_offers": _("Offers of a draw made"),
    "agree_to_offer": _("Offer accepted, the team is awaited"),
    "accept_offer": _("Offer accepted"),
    "decline_offer": _("Offer declined"),
    "revoke_offer": _("Offer revoked"),
    "resend_offer": _("Offer sent again"),
    "expire_offer": _("Offer ended without an answer"),
    "offer_fell_with_team": _("Offer ended with that of the team"),
    "say_team_rule": _("Said whether to come without the team"),
    "refill": _("Free seats offered to those who wait"),
    "announce_waiting": _("Those who wait were told"),
    "start_parts": _("Offers in parts begun"),
    "stop_parts": _("Offers in parts stopped"),
    "change_offer_plan": _("Terms of offers changed"),
    "plan_announcement": _("Announcement planned"),
    "cancel_announcement": _("Announcement cancelled"),
    "finish_announcement": _("Announcement sent"),
}
OF_GUESTS: Final[dict[str, Words]] = {
    "add_partner": _("Partner added"),
    "change_partner": _("Partner changed"),
    "send_partner_link": _("Link sent to a partner"),
    "revoke_partner_link": _("Link of a partner ended"),
    "remind_partner": _("Partner reminded"),
    "invite_guest": _("Guest invited"),
    "mail_invitation_again": _("Invitation sent again"),
    "replace_guest": _("Guest replaced"),
    "end_invitation": _("Invitation ended"),
    "expire_invitation": _("Invitation ended without an answer"),
    "accept_invitation": _("Invitation accepted"),
    "decline_invitation": _("Invitation declined"),
    "give_seat_up": _("Seat given up"),
    "erase_guest": _("Personal data of a guest deleted"),
}
OF_THE_PROGRAMME: Final[dict[str, Words]] = {
    "add_session": _("Session added"),
    "change_session": _("Session changed"),
    "place_session": _("Session given a place"),
    "unplace_session": _("Session taken off its place"),
    "cancel_session": _("Session cancelled"),
    "reinstate_session": _("Session takes place again"),
    "delete_session": _("Session deleted"),
    "add_speaker": _("Speaker added"),
    "change_speaker": _("Speaker changed"),
    "propose_day": _("Day proposed by the search"),
    "accept_proposal": _("Proposed day taken over"),
    "release_schedule": _("Schedule released"),
}
OF_THE_DOOR: Final[dict[str, Words]] = {
    "add_gate": _("Gate added"),
    "change_gate": _("Gate changed"),
    "open_pairing": _("Code for pairing a phone made"),
    "pair_device": _("Phone paired"),
    "revoke_device": _("Phone ended"),
    "let_in": _("Let in by hand"),
    "take_back_entry": _("Entry taken back"),
}
ACTIONS: Final[dict[str, Words]] = {
    **OF_THE_EVENT,
    **OF_THE_TEAM,
    **OF_APPLICATIONS,
    **OF_REVIEWS,
    **OF_SEATS,
    **OF_DRAWS,
    **OF_OFFERS,
    **OF_GUESTS,
    **OF_THE_PROGRAMME,
    **OF_THE_DOOR,
}
"""Every action with its words, room by room."""

ROOMS: Final[list[tuple[Words, dict[str, Words]]]] = [
    (_("Event"), OF_THE_EVENT),
    (_("Team"), OF_THE_TEAM),
    (_("Applications"), OF_APPLICATIONS),
    (_("Reviews"), OF_REVIEWS),
    (_("Seats and tickets"), OF_SEATS),
    (_("Draws"), OF_DRAWS),
    (_("Offers"), OF_OFFERS),
    (_("Partners and guests"), OF_GUESTS),
    (_("Programme"), OF_THE_PROGRAMME),
    (_("Door"), OF_THE_DOOR),
]

ACTORS: Final[dict[str, Words]] = {
    "applicant": pgettext_lazy("who did it", "Applicant"),
    "guest": pgettext_lazy("who did it", "Guest"),
    "worker": pgettext_lazy("who did it", "Einlass itself"),
    "command line": pgettext_lazy("who did it", "Command line of the server"),
    "": pgettext_lazy("who did it", "Somebody without an account any more"),
}


def action_in_words(action: str) -> str:
    return str(ACTIONS.get(action, action.replace("_", " ")))
