"""Inviting somebody to the team, and joining by the invitation."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from einlass.events import audit
from einlass.events.links import read_link
from einlass.events.models import Event, Membership, Role, Stage, User, in_force
from einlass.events.staff import add_member
from einlass.setup.models import TeamInvitation
from einlass.setup.people.audit_actions import TeamAction
from einlass.setup.people.emails import drop_invitation_mails, mail_invitation
from einlass.setup.people.errors import (
    AccountExists,
    AccountIsOff,
    AlreadyInvited,
    AlreadyMember,
    ForSomebodyElse,
    InvitationIsOver,
    InvitationIsRevoked,
    InvitationIsUsed,
    LinkIsReplaced,
)

LASTS: Final = timedelta(days=14)
LINK: Final = "team-invitation"


@transaction.atomic
def invite_member(
    event: Event,
    email: str,
    role: Role,
    *,
    language: str,
    at: datetime,
    by: User,
    stage: Stage | None = None,
    role_ends_at: datetime | None = None,
) -> TeamInvitation:
    """Offer a role to an address, by mail. Raises AlreadyMember, AlreadyInvited."""
    email = email.strip().lower()
    if Membership.objects.filter(in_force(at), event=event, user__email=email, role=role, stage=stage).exists():
        raise AlreadyMember
    invitation = TeamInvitation(
        event=event,
        email=email,
        role=role,
        stage=stage,
        role_ends_at=role_ends_at,
        language=language,
        invited_at=at,
        ends_at=at + LASTS,
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise AlreadyInvited from error
    mail_invitation(invitation, by=by, at=at)
    audit.record(event, TeamAction.INVITE, invitation.subject, at=at, by=by, after=invitation.facts)
    return invitation


@transaction.atomic
def invite_again(invitation: TeamInvitation, *, at: datetime, by: User) -> TeamInvitation:
    """A new link for as long as the first; the one before it ends. Raises InvitationIsUsed, InvitationIsRevoked."""
    invitation = _locked(invitation)
    _check_is_open(invitation)
    invitation.link_version += 1
    invitation.ends_at = at + LASTS
    invitation.save(update_fields=["link_version", "ends_at"])
    mail_invitation(invitation, by=by, at=at)
    audit.record(invitation.event, TeamAction.INVITE_AGAIN, invitation.subject, at=at, by=by)
    return invitation


@transaction.atomic
def revoke_invitation(invitation: TeamInvitation, *, at: datetime, by: User) -> TeamInvitation:
    """Take it back and forget the address. Raises InvitationIsUsed; doing it twice changes nothing."""
    invitation = _locked(invitation)
    if invitation.accepted_at is not None:
        raise InvitationIsUsed(invitation)
    if invitation.revoked_at is None:
        invitation.revoked_at, invitation.email = at, ""
        invitation.save(update_fields=["revoked_at", "email"])
        drop_invitation_mails(invitation)
        audit.record(invitation.event, TeamAction.REVOKE_INVITATION, invitation.subject, at=at, by=by)
    return invitation


def invitation_by_link(event: Event, token: str) -> tuple[TeamInvitation, int]:
    """The invitation and the version in its link. Raises BadLink, TeamInvitation.DoesNotExist."""
    code, version = read_link(LINK, token)
    return TeamInvitation.objects.select_related("event", "stage").get(event=event, code=code), version


def check_can_be_accepted(invitation: TeamInvitation, version: int, *, at: datetime) -> None:
    """Raises an InvitationRefusal where nobody can join by this link."""
    _check_is_open(invitation)
    if version != invitation.link_version:
        raise LinkIsReplaced(invitation)
    if at >= invitation.ends_at:
        raise InvitationIsOver(invitation)


@transaction.atomic
def join(invitation: TeamInvitation, version: int, user: User, *, at: datetime) -> User:
    """Take the role with the account that the address has. Raises InvitationRefusal."""
    invitation = _locked(invitation)
    check_can_be_accepted(invitation, version, at=at)
    if user.email != invitation.email:
        raise ForSomebodyElse(invitation)
    if not user.is_active:
        raise AccountIsOff(invitation)
    return _accept(invitation, user, at=at)


@transaction.atomic
def join_with_new_account(
    invitation: TeamInvitation, version: int, *, name: str, password: str, at: datetime
) -> User:
    """Take the role with an account made for it. Raises InvitationRefusal.

    Of two at once one wins: the other waits for the row and then finds it accepted.
    """
    invitation = _locked(invitation)
    check_can_be_accepted(invitation, version, at=at)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError as error:
        raise AccountExists(invitation) from error
    return _accept(invitation, user, at=at)


def _accept(invitation: TeamInvitation, user: User, *, at: datetime) -> User:
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    add_member(
        invitation.event,
        user.email,
        Role(invitation.role),
        stage=invitation.stage,
        ends_at=invitation.role_ends_at,
        at=at,
        by=user,
    )
    audit.record(
        invitation.event, TeamAction.JOIN, invitation.subject, at=at, by=user, after={"user": f"user {user.pk}"}
    )
    return user


def _locked(invitation: TeamInvitation) -> TeamInvitation:
    return (
        TeamInvitation.objects.select_for_update(of=("self",)).select_related("event", "stage").get(pk=invitation.pk)
    )


def _check_is_open(invitation: TeamInvitation) -> None:
    if invitation.accepted_at is not None:
        raise InvitationIsUsed(invitation)
    is_without_stage = invitation.role == Role.STAGE and invitation.stage is None
    if invitation.revoked_at is not None or is_without_stage:
        raise InvitationIsRevoked(invitation)
