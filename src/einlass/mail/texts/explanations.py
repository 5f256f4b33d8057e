"""What each placeholder and each condition of mails means, in words for the team."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PLACEHOLDERS: Final = {
    "acceptance_link": gettext_lazy("Address of the page to accept the seat; for this person alone"),
    "account_login_link": gettext_lazy("Address of the sign-in"),
    "announcement_digest": gettext_lazy("SHA-256 of the announcement of the draw"),
    "applicant_link": gettext_lazy("Address of the person's own page; for this person alone"),
    "applications_close_at": gettext_lazy("End of applications"),
    "apply_link": gettext_lazy("Address of the form"),
    "attendee_name": gettext_lazy("Name on the ticket"),
    "before": gettext_lazy("How many stand before the person on the waiting list"),
    "changes_end_at": gettext_lazy("Until when the application can be changed"),
    "check_fragment": gettext_lazy("What the own entry is computed from; it follows {check_link} directly"),
    "check_link": gettext_lazy("Address of the page to check one's entry"),
    "code": gettext_lazy("Code of the application"),
    "code_expires_at": gettext_lazy("Until when the six digits hold"),
    "contact": gettext_lazy("The event's address for questions"),
    "contact_email": gettext_lazy("The event's address for questions"),
    "days": gettext_lazy("List of the days and their hours"),
    "digits": gettext_lazy("Six digits that confirm the address"),
    "doors_open_at": gettext_lazy("When the doors open"),
    "draw_at": gettext_lazy("Moment of the draw"),
    "draw_link": gettext_lazy("Address of the draw's public page"),
    "due_at": gettext_lazy("When the public value is known"),
    "ended": gettext_lazy("How many invitations ended without an answer"),
    "ends_at": gettext_lazy("Until when the invitation holds"),
    "entry_code": gettext_lazy("The person's entry in the draw"),
    "event": gettext_lazy("Name of the event"),
    "event_name": gettext_lazy("Name of the event"),
    "expires_at": gettext_lazy("Until when the offer holds"),
    "fingerprint": gettext_lazy("Fingerprint of all entries, rules and outcomes"),
    "free": gettext_lazy("How many seats are free"),
    "host": gettext_lazy("Who invites"),
    "invitation_link": gettext_lazy("Address of the invitation; for this person alone"),
    "inviter": gettext_lazy("Name of the person who invites"),
    "inviter_email": gettext_lazy("Address of the person who invites"),
    "joined": gettext_lazy("How many have joined the team"),
    "joining_link": gettext_lazy("Address to join the team; for this person alone"),
    "link_ends_at": gettext_lazy("Until when the link works"),
    "most": gettext_lazy("How many can come as one team"),
    "name": gettext_lazy("Name of the person"),
    "number": gettext_lazy("Number of the announcement"),
    "open_invitations": gettext_lazy("How many guests have not answered"),
    "outcome_at": gettext_lazy("Until when the outcome is held"),
    "owner": gettext_lazy("Name of the owner who did it"),
    "owner_email": gettext_lazy("Address of the owner who did it"),
    "partner": gettext_lazy("Name of the partner"),
    "partner_link": gettext_lazy("Address of the partner's page; for the partner alone"),
    "proof_link": gettext_lazy("Address that confirms the e-mail address; for this person alone"),
    "refusal_link": gettext_lazy("Address of the page to decline the seat; for this person alone"),
    "replaces": gettext_lazy("Number of the announcement that this one replaces"),
    "returns_at": gettext_lazy("When unused seats return to the draw"),
    "rows": gettext_lazy("List of the contingents and their seats"),
    "seats": gettext_lazy("How many seats"),
    "seats_link": gettext_lazy("Address of the team's page of seats"),
    "size": gettext_lazy("How many seats the partner has"),
    "stage": gettext_lazy("Name of the stage"),
    "starts_at": gettext_lazy("When the event begins"),
    "stays": gettext_lazy("List of what is kept, and why"),
    "subscription_end_link": gettext_lazy(
        "Address to leave the list of those who want to be told; for this person alone"
    ),
    "subscription_link": gettext_lazy("Address that confirms the wish to be told; for this person alone"),
    "team": gettext_lazy("Name of the team"),
    "team_name": gettext_lazy("Name of the team"),
    "ticket_code": gettext_lazy("Short code of the ticket"),
    "ticket_link": gettext_lazy("Address of the ticket; for this person alone"),
    "total": gettext_lazy("How many seats in all"),
    "unproved": gettext_lazy("How many have not confirmed their address"),
    "until": gettext_lazy("The new end for this person"),
    "value": gettext_lazy("How the public value is written"),
    "value_example": gettext_lazy("An example of the public value"),
    "value_source": gettext_lazy("Where the public value comes from"),
    "venue": gettext_lazy("Name of the venue"),
}
CONDITIONS: Final = {
    "by_draw": gettext_lazy("the seat comes from the draw"),
    "by_wave": gettext_lazy("the seat came free and was drawn again"),
    "by_waves": gettext_lazy("seats that come free are drawn among all who wait"),
    "days|length > 1": gettext_lazy("the event has several days"),
    "is_wave": gettext_lazy("seats that came free are drawn"),
    "may_apply_again": gettext_lazy("applications are still open"),
    "needs_all": gettext_lazy("the team comes together or not at all"),
    "salt": gettext_lazy("the mail holds six digits to type in"),
    "role is owner": gettext_lazy("the role is owner"),
    "role is organiser": gettext_lazy("the role is organiser"),
    "role is reviewer": gettext_lazy("the role is reviewer"),
    "role is programme": gettext_lazy("the role is programme team"),
    "role is stage": gettext_lazy("the role is programme of one stage"),
    "role is partners": gettext_lazy("the role is partner manager"),
    "role is viewer": gettext_lazy("the role is viewer"),
}
IS_ONE: Final = " is one"


def placeholder_in_words(name: str) -> str:
    return str(PLACEHOLDERS[name]) if name in PLACEHOLDERS else ""


def condition_in_words(name: str) -> str:
    if name in CONDITIONS:
        return str(CONDITIONS[name])
    if name.endswith(IS_ONE):
        return _("{%(name)s} is 1") % {"name": name.removesuffix(IS_ONE)}
    return _("there is {%(name)s}") % {"name": name} if name in PLACEHOLDERS else ""
