"""Telling teams, before applications close, what would keep them from coming together."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from einlass.applications import mails
from einlass.applications.models import Application, Team, TeamNotice
from einlass.applications.teams import TeamHealth, team_health
from einlass.events import audit
from einlass.events.models import Event

TOLD_BEFORE: Final = timedelta(days=3)
AT_ONCE: Final = 500


def warn_teams(event: Event, *, most: int, at: datetime) -> int:
    """Mail the members of teams with a problem, each team once for each problem; returns how many teams were told.

    most: how many may come together. Run by the worker in the last days before applications close.
    """
    if not event.applications_close_at - TOLD_BEFORE <= at < event.applications_close_at:
        return 0
    members = Q(members__withdrawn_at=None)
    teams = Team.objects.filter(event=event).annotate(
        joined=Count("members", filter=members),
        proved=Count("members", filter=members & Q(members__email_proved_at__isnull=False)),
    )
    is_too_large = Q(~_told(TeamNotice.Problem.TOO_LARGE), joined__gt=most)
    is_unproved = Q(~_told(TeamNotice.Problem.UNPROVED), joined__gt=F("proved"), proved__gt=0)
    troubled = teams.filter(is_too_large | is_unproved).order_by("pk")
    return sum(_warn(team, most=most, at=at) for team in troubled[:AT_ONCE])


def _told(problem: TeamNotice.Problem) -> Exists:
    return Exists(TeamNotice.objects.filter(team=OuterRef("pk"), problem=problem))


@transaction.atomic
def _warn(team: Team, *, most: int, at: datetime) -> bool:
    team = Team.objects.select_for_update(of=("self",)).select_related("event").get(pk=team.pk)
    members = list(Application.objects.filter(team=team, withdrawn_at=None).order_by("pk"))
    health = team_health(members, most=most)
    told = set(TeamNotice.objects.filter(team=team).values_list("problem", flat=True))
    problems = [problem for problem in _problems(health) if problem not in told]
    for problem in problems:
        TeamNotice.objects.create(team=team, problem=problem, told_at=at)
        for member in members:
            mails.mail_team_problem(member, team, problem, health, at=at)
    if problems:
        after = {"problems": [problem.value for problem in problems], "joined": health.joined}
        audit.record(team.event, "team warned", f"team {team.code}", at=at, by=audit.WORKER, after=after)
    return bool(problems)


def _problems(health: TeamHealth) -> list[TeamNotice.Problem]:
    problems = []
    if health.is_too_large:
        problems.append(TeamNotice.Problem.TOO_LARGE)
    if health.unproved:
        problems.append(TeamNotice.Problem.UNPROVED)
    return problems
