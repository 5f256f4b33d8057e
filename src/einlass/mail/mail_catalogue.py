"""The mails of the mail room itself."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from einlass.mail.alarms import PLAIN
from einlass.mail.catalogue import GROUP_MESSAGE, MailKind

MAILS: Final = [
    MailKind(
        PLAIN,
        _("A fault in mails"),
        _("At once, where a mail or a file that belongs to it cannot be written; once a day for each kind of mail."),
        _("Owners"),
    ),
    MailKind(
        GROUP_MESSAGE,
        _("Message to groups"),
        _("When the team sends one, now or at a moment it has chosen."),
        _("Those whom the team has chosen"),
    ),
]
