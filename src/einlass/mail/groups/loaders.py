from django.shortcuts import get_object_or_404

from einlass.events.models import Event
from einlass.mail.models import GroupMessage


def get_group_message(event: Event, code: str) -> GroupMessage:
    """A message to groups of this event; else 404."""
    return get_object_or_404(GroupMessage.objects.select_related("event", "changed_by"), event=event, code=code)
