from typing import Any

from einlass.events.models import Event
from einlass.mail.models import GroupMessage
from tests.builders.events import NOON


def make_group_message(event: Event, **fields: Any) -> GroupMessage:
    """A complete draft to all applications that count."""
    texts = {one: {"subject": "News of {event}", "text": f"Hello {{name}} ({one})\n"} for one in event.languages}
    defaults = {"texts": texts, "groups": ["applications.counted"], "changed_at": NOON}
    return GroupMessage.objects.create(event=event, **(defaults | fields))
