"""A request that passed `for_team`: somebody is signed in."""

from django.http import HttpRequest

from einlass.events.models import User


class TeamRequest(HttpRequest):
    user: User
