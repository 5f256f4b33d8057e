"""The mails about decisions of the team."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from einlass.mail.catalogue import MailKind

APPLICANTS: Final = _("Applicants")

MAILS: Final = [
    MailKind(
        "reviews/put_together",
        _("Two applications put together: the one that counts"),
        _("When the team puts two applications of one person together."),
        APPLICANTS,
    ),
    MailKind(
        "reviews/put_aside",
        _("Two applications put together: the one put aside"),
        _("When the team puts two applications of one person together."),
        APPLICANTS,
    ),
]
