"""Django's SMTP, which remembers how far the mail at hand came.

A connection that ends before the text of a mail was offered has surely not sent it.
"""

import re
import smtplib
from typing import Any, Final

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

# RFC 3463: no such mailbox, domain or syntax, moved without a new address (RFC 7505: takes no mail); mailbox disabled.
# Refusals for policy (5.7.…) say something of us, and a full mailbox (5.2.2) passes: neither is here.
_DEAD: Final = re.compile(rb"\A\s*5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def names_dead_mailbox(reply: bytes) -> bool:
    """Whether a server's refusal of a receiver says that this address does not exist."""
    return bool(_DEAD.search(reply))


class _Remembering:
    """In front of smtplib.SMTP: whether DATA, the text of the mail at hand, was begun."""

    text_began = False

    def mail(self, *arguments: Any, **named: Any) -> Any:
        self.text_began = False
        return super().mail(*arguments, **named)  # type: ignore[misc]

    def data(self, *arguments: Any, **named: Any) -> Any:
        self.text_began = True
        return super().data(*arguments, **named)  # type: ignore[misc]


class _Plain(_Remembering, smtplib.SMTP):
    pass


class _Encrypted(_Remembering, smtplib.SMTP_SSL):
    pass


class MailServer(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain


def text_began(server: BaseEmailBackend) -> bool:
    """Whether the text of the last mail may have reached the server; True where nobody can know."""
    return bool(getattr(getattr(server, "connection", None), "text_began", True))
