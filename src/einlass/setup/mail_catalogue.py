"""The mails to the team."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from einlass.mail.catalogue import MailKind

SUBSCRIBERS: Final = _("Those who want to be told")
INVITED: Final = _("Those invited to the team")

MAILS: Final = [
    MailKind(
        "setup/confirm_subscription",
        _("Is this your address?"),
        _("When somebody asks to be told when applications open."),
        SUBSCRIBERS,
    ),
    MailKind(
        "setup/applications_open",
        _("Applications are open"),
        _("When applications open and the event is public; once to each address that was confirmed."),
        SUBSCRIBERS,
    ),
    MailKind("setup/team_invitation", _("Invitation to the team"), _("When an owner invites somebody."), INVITED),
    MailKind(
        "setup/second_factor_reset",
        _("Second factor reset"),
        _("When an owner resets a lost second factor."),
        _("The member of the team"),
    ),
    MailKind(
        "setup/mail_test",
        _("Test mail with a code"),
        _("When somebody tries out whether mail arrives, before the event opens."),
        _("Who asks for it"),
    ),
]
