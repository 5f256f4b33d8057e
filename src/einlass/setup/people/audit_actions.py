"""What the audit trail calls the changes of a team."""

from enum import StrEnum


class TeamAction(StrEnum):
    INVITE = "invite_member"
    INVITE_AGAIN = "mail_member_invitation_again"
    REVOKE_INVITATION = "revoke_member_invitation"
    JOIN = "join_team"
    CHANGE_ROLE = "change_role"
    REMOVE = "remove_member"
    LEAVE = "leave_team"
    RESET_SECOND_FACTOR = "reset_second_factor"
    END_SESSIONS = "end_sessions"
