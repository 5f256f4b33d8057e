from django.shortcuts import get_object_or_404

from einlass.events.models import Event
from einlass.mail.models import Message


def get_message_for_team(event: Event, code: str) -> Message:
    """A mail of the event that is not forgotten; else 404."""
    return get_object_or_404(Message.objects.select_related("event").exclude(to=""), event=event, code=code)
