"""The mails about tickets."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from einlass.mail.catalogue import MailKind

HOLDERS: Final = _("Holders of a ticket")

MAILS: Final = [
    MailKind("tickets/ticket", _("The ticket"), _("When a ticket is issued, or sent again."), HOLDERS),
]
