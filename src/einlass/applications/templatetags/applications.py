"""What `applications/_sent.html` shows, wherever it is included."""

from django import template

from einlass.applications.models import Application
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
