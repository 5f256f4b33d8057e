"""What an owner decides about the account of a member: a lost second factor, and sessions.

An account may open more than one event. So an owner decides only where the person belongs to no event but those that the
owner owns, and does not make events: docs/decisions/0021-an-owner-decides-about-accounts-of-own-events-only.md
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from einlass.events import audit
from einlass.events.models import Membership, Role, User, in_force
from einlass.setup.people.audit_actions import TeamAction
from einlass.setup.people.emails import mail_second_factor_reset
from einlass.setup.people.errors import BelongsElsewhereToo, OwnAccount
from einlass.setup.sessions.actions import end_sessions


@transaction.atomic
def reset_second_factor(membership: Membership, reason: str, *, at: datetime, by: User) -> None:
    """Forget every second factor of a member who lost it, and sign out everywhere; the person is told by mail.

    The password stays, and the next page of an event asks for a new second factor. Raises OwnAccount, BelongsElsewhereToo.
    """
    user = _decided_by(membership, by, at)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, at=at)
    audit.record(
        membership.event,
        TeamAction.RESET_SECOND_FACTOR,
        membership.subject,
        at=at,
        by=by,
        after={"reason": reason.strip()},
    )
    mail_second_factor_reset(membership, by=by, at=at)


@transaction.atomic
def sign_out_everywhere(membership: Membership, *, at: datetime, by: User) -> int:
    """End all sessions of a member; returns how many. Raises OwnAccount, BelongsElsewhereToo."""
    user = _decided_by(membership, by, at)
    number = end_sessions(user, at=at)
    after = {"number": number}
    audit.record(membership.event, TeamAction.END_SESSIONS, membership.subject, at=at, by=by, after=after)
    return number


def may_decide_about(user: User, by: User, *, at: datetime) -> bool:
    """Whether everything that an account opens is owned by the person who asks."""
    if user.may_create_events:
        return False
    owned = Membership.objects.filter(in_force(at), user=by, role=Role.OWNER).values("event")
    return not Membership.objects.filter(in_force(at), user=user).exclude(event__in=owned).exists()


def _decided_by(membership: Membership, by: User, at: datetime) -> User:
    # Locked, so that a role given at this moment waits, or is seen.
    user = User.objects.select_for_update().get(pk=membership.user_id)
    if user == by:
        raise OwnAccount
    if not may_decide_about(user, by, at=at):
        raise BelongsElsewhereToo
    return user
