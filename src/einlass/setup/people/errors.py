"""Why a team does not change."""

from einlass.events.models import Membership
from einlass.setup.models import TeamInvitation


class TeamRefusal(Exception):
    """Nothing was changed."""


class AlreadyMember(TeamRefusal):
    """The person has this role."""


class AlreadyInvited(TeamRefusal):
    """The address has an open invitation, which can be sent again or taken back."""


class LastOwner(TeamRefusal):
    """Nobody would be left who owns the event without an end."""

    def __init__(self, membership: Membership) -> None:
        super().__init__(membership)
        self.membership = membership


class NotInTeam(TeamRefusal):
    """Somebody else has taken the role away meanwhile."""


class BelongsElsewhereToo(TeamRefusal):
    """The account opens more than the events that this owner owns, so the owner does not decide about it."""


class OwnAccount(TeamRefusal):
    """Of oneself one takes care on the pages of the account."""


class InvitationRefusal(TeamRefusal):
    """Nobody joins by this invitation, or not this person."""

    def __init__(self, invitation: TeamInvitation) -> None:
        super().__init__(invitation)
        self.invitation = invitation


class InvitationIsUsed(InvitationRefusal):
    """It was accepted."""


class InvitationIsRevoked(InvitationRefusal):
    """An owner has taken it back."""


class InvitationIsOver(InvitationRefusal):
    """Its time is over."""


class LinkIsReplaced(InvitationRefusal):
    """A newer mail holds the link that works."""


class ForSomebodyElse(InvitationRefusal):
    """The person who is signed in has another address."""


class AccountIsOff(InvitationRefusal):
    """The address has an account that was switched off."""


class AccountExists(InvitationRefusal):
    """The address has an account, so its owner signs in first."""
