"""A mail from an edited text."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.template import Context

from einlass.mail.catalogue import GROUP_MESSAGE
from einlass.mail.models import GroupMessage, MailText, Message
from einlass.mail.texts.defaults import MailDefault, context_of, default_of
from einlass.mail.texts.language import BadText, parse, write

log = structlog.get_logger("einlass.mail")
# In a context: the text of a test mail, which nobody has saved.
EDITED = "edited"


def edited_source(message: Message, facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """Subject and text in Markdown where the team edited this mail; None where the default holds.

    facts: the message's context, guarded. A text that names what this mail no longer offers, after an upgrade, is left
    aside: the default goes out, and the list of mails says so.
    """
    subject, text = _edited(message)
    if not text:
        return None
    default = default_of(message.template, message.language)
    context = context_of(default, message.template, dict(facts))
    try:
        return _write(subject, default, context), _write(text, default, context)
    except BadText as error:
        log.error("an edited mail no longer fits", template=message.template, flaw=str(error.flaw))
        return None


def _edited(message: Message) -> tuple[str, str]:
    unsaved = message.context.get(EDITED)
    if unsaved is not None:
        return str(unsaved["subject"]), str(unsaved["text"])
    if message.template == GROUP_MESSAGE:
        return _to_groups(message)
    row = MailText.objects.filter(
        event=message.event_id, template=message.template, language=message.language, is_used=True
    ).first()
    return (row.subject, row.text) if row else ("", "")


def _to_groups(message: Message) -> tuple[str, str]:
    found = GroupMessage.objects.filter(event=message.event_id, code=message.context["group_message"]).first()
    texts = found.texts if found else {}
    words = texts.get(message.language) or next(iter(texts.values()), {"subject": "", "text": ""})
    return words["subject"], words["text"]


def _write(text: str, default: MailDefault, context: Context) -> str:
    def value(name: str) -> str:
        return default.values[name](context) or (f"\\[{name}\\]" if context.get("is_sample") else "")

    parts = parse(text, placeholders=default.values, conditions=default.conditions)
    return write(parts, value=value, holds=lambda name: default.conditions[name](context))
