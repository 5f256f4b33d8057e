"""Speakers as a group that the team may write to."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event
from einlass.mail.groups.registry import Group, Receiver
from einlass.programme.models import Speaker


def groups(event: Event) -> list[Group]:
    def speakers(at: datetime) -> Iterator[Receiver]:
        for speaker in Speaker.objects.filter(event=event).exclude(email="").order_by("pk"):
            yield Receiver(speaker.email, speaker.name)

    return [Group("programme.speakers", _("Speakers"), speakers)]
