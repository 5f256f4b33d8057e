"""The applicant's own page: what happened, what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from einlass.admission.journey import journey
from einlass.admission.own_chance import own_chance
from einlass.admission.queries import most_together, ticket_of
from einlass.admission.standing import standing_of
from einlass.applications.loaders import get_application_by_link
from einlass.applications.models import Application
from einlass.events.access import by_link
from einlass.events.models import Event


@by_link
def applicant(request: HttpRequest, event: Event, token: str) -> HttpResponse:
    application = get_application_by_link(event, token)
    now = timezone.now()
    standing = standing_of(application, now)
    ticket = ticket_of(standing.offer) if standing.state == "accepted" and standing.offer else None
    entry = standing.entry if standing.entry and standing.entry.draw.committed_at else None
    edits = application.earlier_versions.count() if application.edited_at else 0
    context = {
        "application": application,
        "token": token,
        "may_change": application.may_change(now),
        "standing": standing,
        "own_chance": own_chance(entry) if entry and entry.chance is not None else None,
        "ticket": ticket,
        "most_together": most_together(event) if application.team else None,
        "may_say_rule": _may_say_rule(application, standing.state),
        "journey": journey(application, standing, ticket, edits=edits, at=now),
    }
    return render(request, "admission/applicant.html", context)


def _may_say_rule(application: Application, state: str) -> bool:
    """As long as it can make a difference, and where the team has not said already that each comes anyway."""
    team = application.team
    return (
        team is not None
        and not team.also_alone
        and state in {"reading", "entered", "drawn", "waiting", "offered", "agreed"}
    )
