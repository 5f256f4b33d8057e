"""Every kind of mail: each room lists its own in a module that settings.MAIL_CATALOGUES names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final

from django.conf import settings
from django.utils.functional import Promise

Text = str | Promise
# One message to many: its text is its own, mail/groups.
GROUP_MESSAGE: Final = "mail/group_message"


@dataclass(frozen=True)
class MailKind:
    """template: as in Message.template. title: what the team calls it. when: a sentence. to: who gets it, in the plural."""

    template: str
    title: Text
    when: Text
    to: Text


@cache
def kinds() -> dict[str, MailKind]:
    """By template, in the order in which people meet them."""
    listed: list[Sequence[MailKind]] = [import_module(name).MAILS for name in settings.MAIL_CATALOGUES]
    return {kind.template: kind for room in listed for kind in room}


def title_of(template: str) -> str:
    """What the team calls a mail; its template's name where no room lists it."""
    kind = kinds().get(template)
    return str(kind.title) if kind else template
