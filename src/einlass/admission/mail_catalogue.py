"""The mails about seats."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from einlass.mail.catalogue import MailKind

APPLICANTS: Final = _("Applicants")
GUESTS: Final = _("Guests")
PARTNERS: Final = _("Partners")
TEAM: Final = _("The team")

MAILS: Final = [
    MailKind(
        "admission/committed",
        _("The draw is fixed"),
        _("When everything about a draw is fixed, before its public value is known."),
        APPLICANTS,
    ),
    MailKind(
        "admission/offer",
        _("An offer of a seat"),
        _("When outcomes are announced, or a seat comes free."),
        APPLICANTS,
    ),
    MailKind(
        "admission/reminder",
        _("Reminder of an offer"),
        _("Before an offer ends that nobody has answered."),
        APPLICANTS,
    ),
    MailKind("admission/waiting", _("Waiting for a seat"), _("When outcomes are announced."), APPLICANTS),
    MailKind("admission/refused", _("No seat"), _("When outcomes are announced."), APPLICANTS),
    MailKind("admission/declined", _("The seat was declined"), _("When somebody declines an offer."), APPLICANTS),
    MailKind(
        "admission/expired", _("The offer has ended"), _("When an offer ends that nobody has answered."), APPLICANTS
    ),
    MailKind("admission/revoked", _("The offer was taken back"), _("When the team takes an offer back."), APPLICANTS),
    MailKind(
        "admission/fallen",
        _("The team is not complete"),
        _("When a team that comes together or not at all cannot come."),
        APPLICANTS,
    ),
    MailKind("admission/invitation", _("Invitation of a guest"), _("When a guest is named."), GUESTS),
    MailKind(
        "admission/invitation_expired",
        _("The invitation has ended"),
        _("When a guest has not answered in time."),
        GUESTS,
    ),
    MailKind(
        "admission/invitation_replaced",
        _("The seat went to another guest"),
        _("When a guest is replaced by another."),
        GUESTS,
    ),
    MailKind(
        "admission/invitation_taken_back",
        _("The invitation was taken back"),
        _("When a guest is taken off the list."),
        GUESTS,
    ),
    MailKind(
        "admission/partner_link", _("Seats of a partner"), _("When a partner gets seats, or a new link."), PARTNERS
    ),
    MailKind(
        "admission/partner_reminder",
        _("Reminder to name guests"),
        _("Before the day on which unused seats return to the draw."),
        PARTNERS,
    ),
    MailKind(
        "admission/partner_returned",
        _("Seats of a partner returned"),
        _("When unused seats have returned to the draw."),
        PARTNERS,
    ),
    MailKind(
        "admission/seats_returned",
        _("Unused seats returned"),
        _("When unused seats of the team's contingents have returned to the draw."),
        TEAM,
    ),
]
