"""From a message to a mail: subject, plain text, HTML, all from one Markdown template.

Every string of the context is shown as it is: somebody called `[Win](https://evil.example)` stays a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import Any, Final

import css_inline
from django.conf import settings
from django.template import engines
from django.template.backends.django import DjangoTemplates, Template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from einlass.events import brand
from einlass.events.models import Event
from einlass.mail.alarms import PLAIN
from einlass.mail.markdown import escaped, line_text, to_html, to_text
from einlass.mail.models import Message
from einlass.mail.texts.writing import edited_source

PREFIX: Final = "Subject: "
# What a context holds that is a key by itself.
SECRETS: Final = ("salt", "check_fragment")
_INLINER: Final = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class MailHasNoSubject(Exception):
    """The template's first line does not say 'Subject: …'."""


@dataclass(frozen=True)
class RenderedMail:
    subject: str
    text: str
    html: str


class Words(str):
    """A string of the context. Django's autoescape asks `__html__`, and here that means safe in Markdown."""

    __slots__ = ()

    def __html__(self) -> str:
        return escaped(self)


def render(message: Message, *, is_preview: bool = False) -> RenderedMail:
    """The mail in the language of the message. Raises MailHasNoSubject.

    is_preview: for the team; without the keys that open the receiver's own pages.
    """
    if message.template == PLAIN:
        text = str(message.context["text"])
        return RenderedMail(subject=" ".join(str(message.context["subject"]).split()), text=text, html="")
    with translation.override(message.language):
        context = {"event_zone": settings.TIME_ZONE, **message.context}
        guarded = _guarded(without_secrets(context) if is_preview else context)
        first, rest = edited_source(message, guarded) or _default_source(message, guarded)
        subject = line_text(first)
        if message.left_out:
            rest += "\n\n" + _left_out()
        event = message.event
        frame = {
            "subject": subject,
            "shows_subject": is_preview and message.context.get("is_sample"),
            "event": event,
            "language": message.language,
            "address": settings.PUBLIC_URL,
        }
        html = render_to_string(
            "mail/frame.html",
            {**frame, "content": mark_safe(to_html(rest)), "colours": _colours(event)},  # noqa: S308 - our Markdown
        )
        text = to_text(rest) + render_to_string("mail/frame.txt", frame)
        return RenderedMail(subject=subject, text=text, html=_INLINER.inline(html))


def without_secrets(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a mail for somebody else than its receiver: nothing in it opens the receiver's own pages."""
    return {**facts, "is_preview": True} | {name: "preview" for name in SECRETS if facts.get(name)}


def _default_source(message: Message, facts: Any) -> tuple[str, str]:
    """Subject and text in Markdown from the template. Raises MailHasNoSubject."""
    first, _slash, rest = str(_source(message.template).render(facts)).lstrip().partition("\n")
    if not first.startswith(PREFIX):
        raise MailHasNoSubject(message.template)
    return first.removeprefix(PREFIX), rest


@lru_cache(maxsize=200)
def _source(name: str) -> Template:
    """applications/prove_address → templates/applications/mail/prove_address.md of the app."""
    app, _, mail = name.partition("/")
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    return engine.get_template(f"{app}/mail/{mail}.md")


def _guarded(value: Any) -> Any:
    """The context with every string as Words, however deep."""
    if isinstance(value, str):
        return Words(value)
    if isinstance(value, Mapping):
        return {key: _guarded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_guarded(part) for part in value]
    return value


def _left_out() -> str:
    return _(
        "A file that belongs to this mail could not be made this time, so it is not attached. We know of it. You need not wait: what it says is also behind the link in this mail."
    )


def _colours(event: Event | None) -> dict[str, str]:
    colour = event.brand_colour if event else "#7a1f3d"
    return {
        "fill": brand.fill(colour),
        "text": brand.text_on_light(colour),
        "text_dark": brand.text_on_dark(colour),
    }


def mail_as_sent(message: Message, zone: tzinfo) -> dict[str, str | None]:
    """A mail for its receiver to read again: subject, text and when it went out (None: not yet)."""
    rendered = render(message)
    sent_at = message.sent_at.astimezone(zone).isoformat(timespec="seconds") if message.sent_at else None
    return {"to": message.to, "subject": rendered.subject, "text": rendered.text, "sent_at": sent_at}
