"""What templates show of applications: `applications/_sent.html`, wherever it is included, and the mails."""

from django import template

from einlass.applications.history import Edit, edits_of
from einlass.applications.models import Application
from einlass.applications.proof_codes import six_digits
from einlass.applications.queries import Answer, answers_in_words, proved_members

register = template.Library()


@register.simple_tag
def sent_answers(application: Application) -> list[Answer]:
    """{% sent_answers application as answers %}: label and text of each answer."""
    return answers_in_words(application, application.event.questions.all())


@register.simple_tag
def team_members(application: Application) -> list[Application]:
    """{% team_members application as members %}: those of the team who have proved their address."""
    return list(proved_members(application.team)) if application.team else []


@register.simple_tag
def edits(application: Application) -> list[Edit]:
    """{% edits application as edits %}: each change by the applicant, newest first."""
    return edits_of(application, list(application.event.questions.all())) if application.edited_at else []


@register.simple_tag
def proof_code(salt: str) -> str:
    """{% proof_code salt as digits %}: the six digits for a mail."""
    return six_digits(salt)
