"""A request that passed a rule of access for people who are signed in."""

from django.http import HttpRequest

from einlass.events.models import User


class SignedInRequest(HttpRequest):
    user: User
