"""Changing and ending somebody's role. The membership is read on every request, so a role that is gone opens nothing;
phones that the person paired end with it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from einlass.checkin.actions.gates import end_devices_of
from einlass.events import audit
from einlass.events.models import Event, Membership, Role, Stage, User
from einlass.setup.people.audit_actions import TeamAction
from einlass.setup.people.errors import AlreadyMember, LastOwner, NotInTeam


@transaction.atomic
def change_role(
    membership: Membership,
    role: Role,
    *,
    stage: Stage | None = None,
    ends_at: datetime | None,
    at: datetime,
    by: User,
) -> Membership:
    """Another role, another stage, or another end of it. Raises AlreadyMember, LastOwner, NotInTeam."""
    team = _locked_team(membership.event)
    membership = _current(team, membership)
    before = membership.facts
    if any(
        one.user_id == membership.user_id and one.role == role and one.stage == stage
        for one in team
        if one != membership
    ):
        raise AlreadyMember
    if role != Role.OWNER or ends_at is not None:
        _check_an_owner_stays(team, membership)
    membership.role, membership.stage, membership.ends_at = role, stage, ends_at
    if membership.facts != before:
        membership.save(update_fields=["role", "stage", "ends_at"])
        end_devices_of(membership.event, membership.user, at=at, by=by)
        _record(TeamAction.CHANGE_ROLE, membership, before, at=at, by=by, after=membership.facts)
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, at: datetime, by: User) -> None:
    """Take a role away, at once. Raises LastOwner, NotInTeam."""
    team = _locked_team(membership.event)
    _remove(team, _current(team, membership), TeamAction.REMOVE, at=at, by=by)


@transaction.atomic
def leave_team(event: Event, user: User, *, at: datetime) -> None:
    """Give up all one's roles in an event. Raises LastOwner, NotInTeam."""
    team = _locked_team(event)
    own = [one for one in team if one.user_id == user.pk]
    if not own:
        raise NotInTeam
    for membership in own:
        _remove(team, membership, TeamAction.LEAVE, at=at, by=user)


def _remove(
    team: Iterable[Membership], membership: Membership, action: TeamAction, *, at: datetime, by: User
) -> None:
    _check_an_owner_stays(team, membership)
    before = membership.facts
    Membership.objects.filter(pk=membership.pk).delete()
    end_devices_of(membership.event, membership.user, at=at, by=by)
    _record(action, membership, before, at=at, by=by)


def _locked_team(event: Event) -> list[Membership]:
    """All of it, in one order, so that two owners cannot take the role from each other at once."""
    found = Membership.objects.select_for_update(of=("self",)).select_related("user", "event", "stage")
    return list(found.filter(event=event).order_by("pk"))


def _current(team: Iterable[Membership], membership: Membership) -> Membership:
    found = next((one for one in team if one.pk == membership.pk), None)
    if found is None:
        raise NotInTeam
    return found


def _check_an_owner_stays(team: Iterable[Membership], without: Membership) -> None:
    if _is_lasting_owner(without) and not any(_is_lasting_owner(one) for one in team if one.pk != without.pk):
        raise LastOwner(without)


def _is_lasting_owner(membership: Membership) -> bool:
    return membership.role == Role.OWNER and membership.ends_at is None and membership.user.is_active


def _record(
    action: TeamAction,
    membership: Membership,
    before: dict[str, object],
    *,
    at: datetime,
    by: User,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(membership.event, action, membership.subject, at=at, by=by, before=before, after=after)
