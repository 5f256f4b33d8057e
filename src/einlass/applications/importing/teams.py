"""Teams that a list names: by the code of one that exists, or by a name of its own."""

from collections.abc import Iterable, Mapping

from einlass.applications.models import Application, Source, Team
from einlass.events.codes import typed_code
from einlass.events.models import Event


def named_teams(event: Event, names: Iterable[str]) -> Mapping[str, Team]:
    """The teams that exist, by what the list calls them: a code, or the exact name."""
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    codes = {typed_code(name): name for name in wanted if len(typed_code(name)) == 8}
    teams = Team.objects.filter(event=event)
    found = {team.name: team for team in teams.filter(name__in=wanted).order_by("-pk")}
    return found | {codes[team.code]: team for team in teams.filter(code__in=codes)}


def founded_by_applicants(teams: Iterable[Team], named: Mapping[str, Team]) -> set[int]:
    """Those that a list names, but not by their code, and in which nobody came from a list: somebody else's team."""
    by_name = {team.pk for name, team in named.items() if typed_code(name) != team.code}
    imported = set(
        Application.objects.filter(team__in=by_name, source__kind=Source.Kind.IMPORT).values_list("team", flat=True)
    )
    return {team.pk for team in teams if team.pk in by_name and team.pk not in imported}


def sizes(teams: Iterable[Team]) -> dict[int, int]:
    """How many in each team have not withdrawn."""
    counted: dict[int, int] = {}
    for pk in Application.objects.filter(team__in=list(teams), withdrawn_at=None).values_list("team", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    return counted
