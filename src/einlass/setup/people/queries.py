"""What the page of the team shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from einlass.events.models import Event, Membership, Role
from einlass.setup.models import TeamInvitation


@dataclass(frozen=True)
class Member:
    """One role of one person."""

    membership: Membership
    has_second_factor: bool
    last_day: date | None
    is_over: bool


@dataclass(frozen=True)
class OpenInvitation:
    invitation: TeamInvitation
    last_day: date | None
    is_over: bool


def members_of(event: Event, *, at: datetime) -> list[Member]:
    """The roles in a team, owners first; those that have ended come last."""
    memberships = list(Membership.objects.filter(event=event).select_related("user", "stage"))
    strong = set(
        Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        .filter(user__in=[one.user_id for one in memberships])
        .values_list("user", flat=True)
    )
    found = [
        Member(one, one.user_id in strong, last_day(event, one.ends_at), _is_over(one.ends_at, at))
        for one in memberships
    ]
    order = list(Role.values)
    return sorted(
        found, key=lambda one: (one.is_over, order.index(one.membership.role), str(one.membership.user).casefold())
    )


def open_invitations(event: Event) -> QuerySet[TeamInvitation]:
    return TeamInvitation.objects.filter(event=event, accepted_at=None, revoked_at=None)


def invitations_of(event: Event, *, at: datetime) -> list[OpenInvitation]:
    """Those that nobody has accepted yet, the newest first."""
    return [
        OpenInvitation(one, last_day(event, one.role_ends_at), _is_over(one.ends_at, at))
        for one in open_invitations(event).select_related("stage").order_by("-pk")
    ]


def last_day(event: Event, ends_at: datetime | None) -> date | None:
    """The last day that belongs to a time, where the event is."""
    return (ends_at.astimezone(event.tz) - timedelta(microseconds=1)).date() if ends_at else None


def _is_over(ends_at: datetime | None, at: datetime) -> bool:
    return ends_at is not None and ends_at <= at
