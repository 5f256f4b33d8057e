"""Who may have an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from einlass.events.models import Event, in_force


class StaffAccounts(DefaultAccountAdapter):
    """Nobody signs up: an owner adds members of staff (`einlass staff add`)."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the only event that somebody belongs to, else to the list."""
        held = in_force(timezone.now(), "memberships__")
        events = Event.objects.filter(held, memberships__user=request.user.pk)
        slugs = events.distinct().values_list("slug", flat=True)[:2]
        if len(slugs) == 1:
            return reverse("events:team", args=[slugs[0]])
        return super().get_login_redirect_url(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
