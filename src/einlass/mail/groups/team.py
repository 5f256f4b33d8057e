"""The event's own people."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from einlass.events.models import Event, Membership, in_force
from einlass.mail.groups.registry import Group, Receiver


def groups(event: Event) -> list[Group]:
    def team(at: datetime) -> Iterator[Receiver]:
        for member in Membership.objects.filter(in_force(at), event=event).select_related("user").order_by("pk"):
            yield Receiver(member.user.email, member.user.name, known_at=member.user.date_joined)

    return [Group("team", _("Team of the event"), team)]
