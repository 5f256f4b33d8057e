"""Why a message to groups cannot be changed or sent, in words."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from einlass.mail.groups import errors


def refusal_in_words(refusal: errors.GroupMessageRefusal) -> str:
    return _SENTENCES[type(refusal)](refusal)


def _missing(refusal: errors.GroupMessageRefusal) -> str:
    names = dict(settings.LANGUAGES)
    languages = ", ".join(str(names.get(one, one)) for one in refusal.facts)
    return _("A subject or a text is missing in: %(languages)s.") % {"languages": languages}


_SENTENCES: Final[dict[type[errors.GroupMessageRefusal], Callable[[errors.GroupMessageRefusal], str]]] = {
    errors.NoDraft: lambda refusal: _("This message is on its way already, so it cannot be changed."),
    errors.HasBegun: lambda refusal: _("It is too late to take this message back. You can stop it while it runs."),
    errors.IsNotSending: lambda refusal: _("This message is not in that state any more. Look at it as it is now."),
    errors.TextsMissing: _missing,
    errors.NobodyGetsIt: lambda refusal: _("Nobody is in the groups you chose, so there is nothing to send."),
}
