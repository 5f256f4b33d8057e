"""Telling the owners at once that mails of one kind cannot be written: a fault of ours, which waiting does not mend.

The alarm itself is plain text without a template, so that no template can stop it.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from einlass.events.models import Event, Role, User, in_force
from einlass.mail.models import Message

# The name of a mail whose subject and text stand in its context, word for word.
PLAIN: Final = "mail/plain"


def alarm_owners(message: Message, error: str, *, at: datetime) -> None:
    """Queue one mail a day to each owner about this kind of mail; two workers at once write it once."""
    event = message.event
    if event is None or message.template == PLAIN:
        return
    with translation.override(event.languages[0] if event.languages else settings.LANGUAGE_CODE):
        subject, text = _subject(event), _text(event, message, error)
        language = translation.get_language() or settings.LANGUAGE_CODE
    Message.objects.bulk_create(
        [
            Message(
                event=event,
                to=owner.email,
                template=PLAIN,
                language=language,
                context={"subject": subject, "text": text},
                created_at=at,
                send_after=at,
                dedupe_key=f"alarm {event.pk} {message.template} {owner.pk} {at:%Y-%m-%d}",
            )
            for owner in _owners(event, at)
        ],
        ignore_conflicts=True,
    )


def _owners(event: Event, at: datetime) -> list[User]:
    held = in_force(at, "memberships__")
    return list(User.objects.filter(held, memberships__event=event, memberships__role=Role.OWNER).distinct())


def _subject(event: Event) -> str:
    return _("A mail of %(event)s cannot be written") % {"event": " ".join(event.name.split())}


def _text(event: Event, message: Message, error: str) -> str:
    page = settings.PUBLIC_URL + reverse("mailroom:outbox", args=[event.slug]) + "?state=not_sent"
    sentences = [
        _(
            "Einlass could not write a mail, or a file that belongs to it. Others of the same kind will most likely have the same fault."
        ),
        _("Kind of mail: %(kind)s") % {"kind": message.template},
        _("The machine says: %(error)s") % {"error": error},
        _("Here you see whom it concerns, and can send the mails again once the fault is mended:") + f"\n{page}",
        _("You get this mail once a day for each kind of mail."),
    ]
    return "\n\n".join(sentences) + "\n"
