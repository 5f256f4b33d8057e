"""The mail that invites somebody to a team."""

from datetime import datetime

from einlass.events.models import User
from einlass.mail.actions import queue_message
from einlass.setup.models import TeamInvitation


def mail_invitation(invitation: TeamInvitation, *, by: User, at: datetime) -> None:
    event = invitation.event
    queue_message(
        "setup/team_invitation",
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
