"""What the team refuses, said to people."""

from django.utils.translation import gettext as _

from einlass.setup.people.errors import (
    AccountExists,
    AccountIsOff,
    AlreadyInvited,
    AlreadyMember,
    BelongsElsewhereToo,
    ForSomebodyElse,
    InvitationIsOver,
    InvitationIsRevoked,
    InvitationIsUsed,
    LastOwner,
    LinkIsReplaced,
    NotInTeam,
    OwnAccount,
    TeamRefusal,
)


def in_words(refusal: TeamRefusal) -> str:
    texts = {
        AlreadyMember: _("This person has this role already."),
        AlreadyInvited: _(
            "This address is invited already. Send the mail again, or take the invitation back and invite with another role."
        ),
        LastOwner: _(
            "This is the last owner without an end. Make somebody else an owner first, so that the event is never without one."
        ),
        BelongsElsewhereToo: _(
            "This account opens more than your events, so you cannot decide about it. Take the role away here, or ask whoever runs the server."
        ),
        OwnAccount: _(
            "This is your own account. You find its second factor and its sessions on the account's pages."
        ),
        NotInTeam: _("Somebody else has taken this role away meanwhile."),
        InvitationIsUsed: _("This invitation has been accepted. An invitation works once."),
        InvitationIsRevoked: _("This invitation was taken back. Please ask the person who invited you."),
        InvitationIsOver: _(
            "The time of this invitation is over. Please ask the person who invited you to send it again."
        ),
        LinkIsReplaced: _("You have been sent a newer mail. Please use the link in that one."),
        ForSomebodyElse: _("This invitation is for another address than that of your account."),
        AccountIsOff: _("The account with this address is switched off. Please ask the person who invited you."),
        AccountExists: _("This address has an account. Please sign in with it."),
    }
    return texts[type(refusal)]
