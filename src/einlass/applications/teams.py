"""Founding, joining and leaving a team."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from einlass.applications.errors import TeamHasWithdrawn, TeamIsFull, UnknownTeam
from einlass.applications.models import Application, Team
from einlass.events.codes import typed_code
from einlass.events.models import Event


class TeamWish(StrEnum):
    ALONE = "alone"
    FOUND = "found"
    JOIN = "join"
    STAY = "stay"


@dataclass(frozen=True)
class TeamChoice:
    """How somebody wants to come; `name` and `also_alone` for founding, `code` for joining.

    alone_too: this one would also come without the rest.  hides_name: the others do not see the name.
    """

    wish: TeamWish = TeamWish.ALONE
    name: str = ""
    also_alone: bool = False
    code: str = ""
    alone_too: bool = False
    hides_name: bool = False


@dataclass(frozen=True)
class TeamHealth:
    """joined: who has not withdrawn, confirmed or not.  most: how many may come together."""

    joined: int
    unproved: int
    most: int

    @property
    def is_too_large(self) -> bool:
        return self.joined > self.most


def team_health(members: Iterable[Application], *, most: int) -> TeamHealth:
    """How a team stands, given all its members."""
    here = [one for one in members if one.withdrawn_at is None]
    return TeamHealth(len(here), sum(one.email_proved_at is None for one in here), most)


def find_team(event: Event, typed: str) -> Team:
    """The team with a code, if one can join it. Raises UnknownTeam, TeamHasWithdrawn or TeamIsFull."""
    code = typed_code(typed)
    team = Team.objects.filter(event=event, code=code).first()
    if team is None:
        raise UnknownTeam(code)
    if not team.members.filter(withdrawn_at=None).exists():
        raise TeamHasWithdrawn(team)
    if is_full(team):
        raise TeamIsFull(team)
    return team


def is_full(team: Team, *, without: Application | None = None) -> bool:
    """Whether as many as may be in a team have proved their address."""
    members = Application.objects.filter(team=team).counted()
    if without is not None:
        members = members.exclude(pk=without.pk)
    return members.count() >= Team.LARGEST


def chosen_team(event: Event, choice: TeamChoice, *, current: Team | None = None) -> Team | None:
    """The team that a choice leads to, founded or locked where it must be. Raises the team errors."""
    match choice.wish:
        case TeamWish.STAY:
            return current
        case TeamWish.FOUND:
            return Team.objects.create(event=event, name=choice.name, also_alone=choice.also_alone)
        case TeamWish.JOIN:
            if current is not None and current.code == typed_code(choice.code):
                return current
            found = find_team(event, choice.code)
            locked = Team.objects.select_for_update().get(pk=found.pk)
            if is_full(locked):
                raise TeamIsFull(locked)
            return locked
    return None


def drop_if_empty(team: Team | None) -> None:
    """A team that nobody is in any more goes."""
    if team is not None and not team.members.exists():
        team.delete()
