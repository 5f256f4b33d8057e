"""What is held about a guest of a partner: to hand it out, and to say what deleting it ends and what stays.

Deleting is an action: actions/guest_answers.py. The rooms above tickets/ add their part: settings.TICKET_DATA.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from einlass.admission.actions.erasure import is_to_be_taken_back
from einlass.admission.models import Invitation
from einlass.admission.queries import ticket_of_guest
from einlass.applications.own_data import Consequences, moment
from einlass.mail.queries import messages_about
from einlass.mail.rendering import mail_as_sent
from einlass.tickets import holdings as ticket_holdings


def collect(invitation: Invitation, *, at: datetime) -> dict[str, Any]:
    """All of it, as JSON values under keys that people can read."""
    event = invitation.event
    partner = invitation.contingent.partner
    ticket = ticket_of_guest(invitation)
    moments = ("made_at", "accepted_at", "declined_at", "expired_at", "revoked_at")
    return {
        "about": {
            "what_this_is": _("Everything that the conference holds about you in connection with this invitation."),
            "event": event.name,
            "contact": event.contact_email,
            "made_at": moment(at, event),
            "time_zone": event.zone,
        },
        "invitation": {
            "code": invitation.code,
            "from": partner.name if partner else event.name,
            "name": invitation.name,
            "email": invitation.email,
            "language": invitation.language,
            "state": invitation.state(at),
            **{name: moment(getattr(invitation, name), event) for name in moments},
        },
        "mails": [mail_as_sent(one, event.tz) for one in messages_about(event, invitation.email, {invitation.code})],
        "ticket": ticket_holdings.collect(ticket) if ticket else None,
    }


def consequences(invitation: Invitation, *, at: datetime) -> Consequences:
    """What deleting ends, and what stays."""
    ends, stays = [], []
    ticket = ticket_of_guest(invitation)
    if invitation.is_open(at):
        ends.append(_("The seat kept for you is free for somebody else."))
    if ticket is not None and is_to_be_taken_back(ticket, at=at):
        ends.append(
            _("Your ticket no. %(number)d becomes invalid, and your seat goes to somebody else.")
            % {"number": ticket.number}
        )
    ends.append(_("Your name and your address are deleted, with all mails to you; the links in them stop working."))
    if ticket is not None:
        stays.append(_("That ticket no. %(number)d was issued stays, without a name.") % {"number": ticket.number})
    stays.append(_("That somebody was invited, and when, stays, without a name."))
    return Consequences(ends, stays)
