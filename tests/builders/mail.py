from datetime import timedelta
from itertools import count
from typing import Any

from einlass.mail.models import Message
from tests.builders.events import NOON

_numbers = count(1)


def make_message(**fields: Any) -> Message:
    """A message that is due at NOON; its template is tests/mail/templates/letters/mail/hello.md."""
    defaults = {
        "to": f"person-{next(_numbers)}@example.org",
        "template": "letters/hello",
        "context": {"name": "Anna"},
        "created_at": NOON - timedelta(minutes=1),
        "send_after": NOON,
    }
    return Message.objects.create(**(defaults | fields))
