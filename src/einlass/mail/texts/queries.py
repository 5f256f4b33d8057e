from dataclasses import dataclass
from typing import Any

from einlass.events.models import Event
from einlass.mail.alarms import PLAIN
from einlass.mail.catalogue import GROUP_MESSAGE, MailKind, kinds
from einlass.mail.models import MailText, Message
from einlass.mail.texts.defaults import MailDefault, default_of
from einlass.mail.texts.language import BadText, names_in, parse

PEOPLE = 20


@dataclass(frozen=True)
class TextState:
    """One mail in one language. has_new_default: it came with an upgrade after the text was edited."""

    language: str
    is_edited: bool
    has_new_default: bool
    is_broken: bool


def editable_kinds() -> list[MailKind]:
    """The mails that are written from a text; a plain one has none, and a message to groups brings its own."""
    return [kind for kind in kinds().values() if kind.template not in {PLAIN, GROUP_MESSAGE}]


def text_of(event: Event, template: str, language: str) -> MailText | None:
    """What the team made of a mail, in use or not."""
    return MailText.objects.filter(event=event, template=template, language=language).first()


def states(event: Event) -> dict[str, list[TextState]]:
    """By template: what is edited, in each language of the event; one query."""
    rows = {(row.template, row.language): row for row in MailText.objects.filter(event=event, is_used=True)}
    return {
        kind.template: [_state(kind.template, one, rows.get((kind.template, one))) for one in event.languages]
        for kind in editable_kinds()
    }


def fits(subject: str, text: str, default: MailDefault) -> bool:
    """Whether a text still uses nothing that its mail does not offer; an upgrade may have taken something away."""
    try:
        for part in (subject, text):
            parse(part, placeholders=default.values, conditions=default.conditions)
    except BadText:
        return False
    return True


def has_new_default(row: MailText, default: MailDefault) -> bool:
    return (row.default_subject, row.default_text) != (default.subject, default.text)


def links_left_out(subject: str, text: str, default: MailDefault) -> list[str]:
    """Links of the default that an edited text has no more; it may be meant."""
    used = names_in(parse(subject + "\n" + text, placeholders=default.values, conditions=default.conditions))
    return [name for name in default.links if name not in used]


def people_for(event: Event, template: str) -> list[Message]:
    """Mails to show a text with: the newest of this kind, one to each person; where there is none, of any kind."""
    messages = Message.objects.filter(event=event).exclude(to="").exclude(template=PLAIN).exclude(context={})
    own = list(messages.filter(template=template).order_by("-pk")[: PEOPLE * 5])
    found = own or list(messages.exclude(dedupe_key__startswith="test ").order_by("-pk")[: PEOPLE * 5])
    by_address = {message.to: message for message in reversed(found)}
    return list(reversed(by_address.values()))[:PEOPLE]


def facts_for(event: Event, message: Message | None) -> dict[str, Any]:
    """The facts of a mail to a real person, and of the event where that mail had no need of them."""
    facts = {
        "event_slug": event.slug,
        "event_name": event.name,
        "event_zone": event.zone,
        "contact": event.contact_email,
        "contact_email": event.contact_email,
        "venue": event.venue,
        "starts_at": event.starts_at.isoformat(),
        "doors_open_at": event.doors_open_at.isoformat(),
        "draw_at": event.draw_at.isoformat(),
        "applications_close_at": event.applications_close_at.isoformat(),
        # Part of an address, which cannot be written without it.
        "draw_code": "[draw_code]",
    }
    return facts | (message.context if message else {}) | {"is_sample": True}


def _state(template: str, language: str, row: MailText | None) -> TextState:
    if row is None:
        return TextState(language, False, False, False)
    default = default_of(template, language)
    is_broken = not fits(row.subject, row.text, default)
    return TextState(language, True, has_new_default(row, default), is_broken)
