"""What stands in the list of events."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from einlass.events.models import Event, Membership, Role, User, in_force
from einlass.events.timeline import Step, steps


@dataclass(frozen=True)
class MyEvent:
    """An event, what one is there, and what comes next; None once everything has been."""

    event: Event
    roles: tuple[str, ...]
    next_step: Step | None

    @property
    def may_change(self) -> bool:
        return bool({Role.OWNER.label, Role.ORGANISER.label} & set(self.roles))


def events_of(user: User, *, at: datetime) -> list[MyEvent]:
    """The events that somebody belongs to, in one query: those to come first, the soonest on top."""
    memberships = (
        Membership.objects.filter(in_force(at), user=user).select_related("event").order_by("event__starts_at", "pk")
    )
    roles: dict[Event, list[str]] = {}
    for membership in memberships:
        roles.setdefault(membership.event, []).append(str(membership.get_role_display()))
    found = [MyEvent(event, tuple(names), _next_step(event, at)) for event, names in roles.items()]
    return sorted(found, key=lambda one: (one.event.ends_at <= at, abs(one.event.starts_at - at)))


def creators() -> QuerySet[User]:
    """Who may make events."""
    return User.objects.filter(is_active=True).exclude(creates_events_since=None).order_by("name", "email")


def _next_step(event: Event, at: datetime) -> Step | None:
    return next((step for step in steps(event, at) if step.is_next), None)
