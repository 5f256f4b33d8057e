"""The mails of a team: the invitation, and that a second factor was reset."""

from datetime import datetime
from typing import Final

from einlass.events.models import Membership, User
from einlass.mail.actions import queue_message
from einlass.mail.models import Message
from einlass.setup.models import TeamInvitation

INVITATION: Final = "setup/team_invitation"


def mail_invitation(invitation: TeamInvitation, *, by: User, at: datetime) -> None:
    event = invitation.event
    queue_message(
        INVITATION,
        to=invitation.email,
        language=invitation.language,
        context={
            "event_slug": event.slug,
            "event_name": event.name,
            "event_zone": event.zone,
            "inviter": str(by),
            "inviter_email": by.email,
            "role": invitation.role,
            "stage": invitation.stage.name if invitation.stage else "",
            "invitation_code": invitation.code,
            "invitation_version": invitation.link_version,
            "ends_at": invitation.ends_at.isoformat(),
        },
        at=at,
        event_id=event.pk,
    )


def mail_second_factor_reset(membership: Membership, *, by: User, at: datetime) -> None:
    event = membership.event
    queue_message(
        "setup/second_factor_reset",
        to=membership.user.email,
        language=(event.languages or ["en"])[0],
        context={
            "event_slug": event.slug,
            "event_name": event.name,
            "owner": str(by),
            "owner_email": by.email,
        },
        at=at,
        event_id=event.pk,
    )


def drop_invitation_mails(invitation: TeamInvitation) -> None:
    """Take mails of an invitation that wait out of the outbox."""
    waiting = Message.objects.filter(event=invitation.event, template=INVITATION, sent_at=None, claimed_at=None)
    waiting.filter(context__invitation_code=invitation.code).delete()
