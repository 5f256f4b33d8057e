from django.http import Http404

from einlass.events.models import Event
from einlass.mail.catalogue import MailKind
from einlass.mail.texts.queries import editable_kinds


def get_kind(event: Event, room: str, mail: str, language: str) -> MailKind:
    """A mail that the team may edit in a language of the event; else 404."""
    found = next((kind for kind in editable_kinds() if kind.template == f"{room}/{mail}"), None)
    if found is None or language not in event.languages:
        raise Http404
    return found
