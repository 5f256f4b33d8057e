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
    may_change: bool
    next_step: Step | None


def events_of(user: User, *, at: datetime) -> list[MyEvent]:
    """The events that somebody belongs to, in one query: those to come first, the soonest on top."""
    memberships = (
        Membership.objects.filter(in_force(at), user=user)
        .select_related("event", "stage")
        .order_by("event__starts_at", "pk")
    )
    held: dict[Event, list[Membership]] = {}
    for membership in memberships:
        held.setdefault(membership.event, []).append(membership)
    found = [
        MyEvent(
            event,
            tuple(one.role_in_words for one in roles),
            any(one.role in {Role.OWNER, Role.ORGANISER} for one in roles),
            _next_step(event, at),
        )
        for event, roles in held.items()
    ]
    return sorted(found, key=lambda one: (one.event.ends_at <= at, abs(one.event.starts_at - at)))


def creators() -> QuerySet[User]:
    """Who may make events."""
    return User.objects.filter(is_active=True).exclude(creates_events_since=None).order_by("name", "email")


def _next_step(event: Event, at: datetime) -> Step | None:
    return next((step for step in steps(event, at) if step.is_next), None)
