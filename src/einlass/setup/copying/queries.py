"""From which events somebody may copy."""

from django.utils import timezone

from einlass.events.models import Event, Role, User, in_force


def events_to_copy(user: User, event: Event | None = None) -> list[Event]:
    """Events of which the user is an organiser, the latest first, without `event`."""
    held = in_force(timezone.now(), "memberships__")
    found = Event.objects.filter(held, memberships__user=user, memberships__role__in=[Role.OWNER, Role.ORGANISER])
    others = found.exclude(pk=event.pk) if event is not None else found
    return list(others.distinct().order_by("-starts_at"))
