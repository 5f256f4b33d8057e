"""What templates show of applications: `applications/_sent.html`, wherever it is included, and the mails."""

import json
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from einlass.applications import disposable
from einlass.applications.models import Application, Team
from einlass.applications.proof_codes import six_digits
from einlass.applications.queries import Answer, answers_in_words
from einlass.applications.teams import TeamHealth, team_health

register = template.Library()


@register.simple_tag
def sent_answers(application: Application) -> list[Answer]:
    """{% sent_answers application as answers %}: label and text of each answer."""
    return answers_in_words(application, application.event.questions.all())


@dataclass(frozen=True)
class TeamView:
    """members: those who have proved their address."""

    members: list[Application]
    health: TeamHealth


@register.simple_tag
def team_of(application: Application, most: int | str = "") -> TeamView | None:
    """{% team_of application most as team %}: who is in the team, and whether all is well with it."""
    if application.team is None:
        return None
    everybody = list(Application.objects.filter(team=application.team).order_by("submitted_at", "pk"))
    return TeamView([one for one in everybody if one.counts], team_health(everybody, most=int(most or Team.LARGEST)))


@register.filter
def is_disposable(email: str) -> bool:
    """{% if application.email|is_disposable %}: an address at a provider of throw-away mailboxes."""
    return disposable.is_disposable(email)


@register.simple_tag
def challenge_words() -> str:
    """What the widget of the challenge says, as JSON."""
    words = {
        "label": _("I am not a program"),
        "verifying": _("One moment, your browser is calculating …"),
        "verified": _("Checked"),
        "error": _("The check did not work. Please try again."),
        "expired": _("The check took too long. Please try again."),
        "loading": _("One moment …"),
        "verify": _("Check"),
        "verificationRequired": _("Please tick this box; your browser then calculates for a second or two."),
        "waitAlert": _("One moment, your browser is still calculating."),
        "reload": _("Try again"),
    }
    return json.dumps(words)


@register.simple_tag
def proof_code(salt: str) -> str:
    """{% proof_code salt as digits %}: the six digits for a mail."""
    return six_digits(salt)
